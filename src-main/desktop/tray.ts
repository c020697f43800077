// The tray: shows the picture, the text and the menu it is handed. It asks nobody; whoever knows more hands in more.
import { Menu, nativeImage, nativeTheme, Tray, type MenuItemConstructorOptions } from 'electron'
import type { TrayFace, TrayShape } from './tray-face.ts'
import { trayIconFile, type Bar } from './tray-icons.ts'
import type { TrayAction, TrayItem } from './tray-menu.ts'

export type AppTray = {
  readonly show: (face: TrayFace, items: readonly TrayItem[]) => void
  readonly close: () => void
}

/** Windows cuts what is longer. */
const maxTipLength = 127

/** Stands there at once, with the way out in its menu; the rest comes with the first `show`. */
export function openTray(assets: string, act: (action: TrayAction) => void): AppTray {
  let shape: TrayShape = 'off'
  let shown = { icon: iconFile(), tip: '', menu: '' }
  const tray = new Tray(nativeImage.createFromPath(shown.icon))
  tray.setToolTip('Gangway')
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Gangway', enabled: false }, { role: 'quit' }]))
  // Where a click on the icon is a click on the app; macOS and most of Linux open the menu instead.
  if (process.platform !== 'darwin') tray.on('click', () => act({ kind: 'open' }))
  nativeTheme.on('updated', drawIcon)

  function iconFile(): string {
    return trayIconFile(assets, shape, barBehind())
  }

  function drawIcon(): void {
    const icon = iconFile()
    if (icon !== shown.icon) tray.setImage(nativeImage.createFromPath(icon))
    shown = { ...shown, icon }
  }

  return {
    /** Changes only what is another than before: on Linux a new menu closes the one that somebody has open. */
    show: (face, items) => {
      shape = face.shape
      drawIcon()
      const tip = tipOf(face)
      if (tip !== shown.tip) tray.setToolTip(tip)
      const menu = JSON.stringify(items)
      if (menu !== shown.menu) tray.setContextMenu(Menu.buildFromTemplate(templateOf(items, act)))
      shown = { ...shown, tip, menu }
    },
    close: () => {
      nativeTheme.off('updated', drawIcon)
      tray.destroy()
    },
  }
}

/** GNOME's bar is dark under every theme; the others follow the system's colours. */
function barBehind(): Bar {
  const isGnome =
    process.platform === 'linux' && /gnome|unity/i.test(process.env['XDG_CURRENT_DESKTOP'] ?? '')
  return isGnome || nativeTheme.shouldUseDarkColorsForSystemIntegratedUI ? 'dark' : 'light'
}

function tipOf({ headline, detail }: TrayFace): string {
  const text = detail === '' ? `Gangway: ${headline}` : `Gangway: ${headline}\n${detail}`
  return text.length <= maxTipLength ? text : `${text.slice(0, maxTipLength - 1)}…`
}

function templateOf(
  items: readonly TrayItem[],
  act: (action: TrayAction) => void,
): MenuItemConstructorOptions[] {
  return items.map((item): MenuItemConstructorOptions => {
    switch (item.kind) {
      case 'separator':
        return { type: 'separator' }
      case 'line':
        return { label: plain(item.label), enabled: false }
      case 'menu':
        return { label: plain(item.label), submenu: templateOf(item.items, act) }
      case 'entry':
        return { label: plain(item.label), click: () => act(item.action) }
    }
  })
}

/** In a menu `&` marks the key that chooses the entry. */
function plain(label: string): string {
  return label.replaceAll('&', '&&')
}
