// Electron's Menu, as data: a test reads the items and clicks them.
import { EventEmitter } from 'node:events'
import { app } from './app.ts'
import { focusedWindow } from './browser-window.ts'

/** An item as a person sees it. */
export type MenuItemModel = {
  readonly label: string
  readonly type: string
  readonly isEnabled: boolean
  readonly isVisible: boolean
  readonly isChecked: boolean
  readonly accelerator: string
  readonly role: string
  readonly submenu: readonly MenuItemModel[]
}

type Options = Electron.MenuItemConstructorOptions

class MenuItem implements Pick<
  Electron.MenuItem,
  | 'id'
  | 'label'
  | 'sublabel'
  | 'toolTip'
  | 'type'
  | 'role'
  | 'enabled'
  | 'visible'
  | 'checked'
  | 'accelerator'
  | 'click'
> {
  id: string
  label: string
  sublabel: string
  toolTip: string
  type: Electron.MenuItem['type']
  role: NonNullable<Electron.MenuItem['role']>
  enabled: boolean
  visible: boolean
  checked: boolean
  accelerator: string | null
  submenu: Menu | undefined
  click: () => void

  constructor(options: Options, siblings: () => readonly MenuItem[]) {
    this.id = options.id ?? ''
    this.label = options.label ?? options.role ?? ''
    this.sublabel = options.sublabel ?? ''
    this.toolTip = options.toolTip ?? ''
    this.type = options.type ?? (options.submenu ? 'submenu' : 'normal')
    this.role = options.role as NonNullable<Electron.MenuItem['role']>
    this.enabled = options.enabled ?? true
    this.visible = options.visible ?? true
    this.checked = options.checked ?? false
    this.accelerator = options.accelerator ?? null
    this.submenu = Array.isArray(options.submenu)
      ? Menu.from(options.submenu)
      : (options.submenu as unknown as Menu | undefined)
    this.click = () => {
      if (this.type === 'checkbox') this.checked = !this.checked
      if (this.type === 'radio')
        for (const sibling of siblings()) if (sibling.type === 'radio') sibling.checked = sibling === this
      const window = focusedWindow() as unknown as Electron.BaseWindow | undefined
      options.click?.(this as unknown as Electron.MenuItem, window, {})
      if (!options.click && options.role === 'quit') app.quit()
      if (!options.click && options.role === 'close') focusedWindow()?.close()
      if (!options.click && options.role === 'reload') focusedWindow()?.webContents.reload()
    }
  }
}

let applicationMenu: Menu | undefined

export class Menu extends EventEmitter implements Pick<Electron.Menu, 'popup' | 'getMenuItemById'> {
  readonly items: MenuItem[] = []

  static from(template: readonly (Options | Electron.MenuItem)[]): Menu {
    const menu = new Menu()
    for (const options of template) {
      const { separator } = { separator: (options as Options).type === 'separator' }
      menu.items.push(
        new MenuItem(separator ? { type: 'separator' } : (options as Options), () => menu.items),
      )
    }
    return menu
  }
  static buildFromTemplate(template: (Options | Electron.MenuItem)[]): Electron.Menu {
    return Menu.from(template) as unknown as Electron.Menu
  }
  static setApplicationMenu(menu: Electron.Menu | null): void {
    applicationMenu = (menu ?? undefined) as unknown as Menu | undefined
  }
  static getApplicationMenu(): Electron.Menu | null {
    return (applicationMenu ?? null) as unknown as Electron.Menu | null
  }

  popup(): void {
    noteShown(this)
    this.emit('menu-will-show', {})
  }
  getMenuItemById(id: string): Electron.MenuItem | null {
    const found = this.items.find(item => item.id === id)
    return (found ?? null) as unknown as Electron.MenuItem | null
  }
}

let lastPopup: Menu | undefined

function noteShown(menu: Menu): void {
  lastPopup = menu
}

export function menuShown(): Menu | undefined {
  return lastPopup
}

export function shownApplicationMenu(): Menu | undefined {
  return applicationMenu
}

export function menuModel(menu: Menu | undefined): MenuItemModel[] {
  return (menu?.items ?? []).map(item => ({
    label: item.label,
    type: item.type,
    isEnabled: item.enabled,
    isVisible: item.visible,
    isChecked: item.checked,
    accelerator: item.accelerator ?? '',
    role: item.role ?? '',
    submenu: menuModel(item.submenu),
  }))
}

/**
 * Clicks as a person can: what is disabled, hidden or only opens a submenu is refused. `labels` lead from the top menu
 * down to the item.
 */
export function clickMenuItem(menu: Menu | undefined, labels: readonly string[]): void {
  const [label = '', ...below] = labels
  const item = menu?.items.find(one => one.label === label && one.type !== 'separator')
  if (!item) {
    const there = menu?.items.map(one => one.label).join(', ') ?? 'there is no menu'
    throw new Error(`there is no “${label}”: ${there}`)
  }
  if (!item.enabled || !item.visible) throw new Error(`“${label}” cannot be clicked`)
  if (below.length > 0) return clickMenuItem(item.submenu, below)
  if (item.type === 'submenu') throw new Error(`“${label}” only opens a menu`)
  item.click()
}
