// Electron's Tray, as data.
import { EventEmitter } from 'node:events'
import { mark } from './clock.ts'
import type { Menu } from './menu.ts'
import { imageFile } from './native-image.ts'

const trays = new Set<Tray>()

export function shownTray(): Tray | undefined {
  return [...trays].at(-1)
}

export class Tray
  extends EventEmitter
  implements
    Pick<
      Electron.Tray,
      | 'setImage'
      | 'setPressedImage'
      | 'setToolTip'
      | 'setTitle'
      | 'getTitle'
      | 'setContextMenu'
      | 'popUpContextMenu'
      | 'setIgnoreDoubleClickEvents'
      | 'getBounds'
      | 'destroy'
      | 'isDestroyed'
    >
{
  image: { file: string | undefined; isTemplate: boolean }
  toolTip = ''
  title = ''
  menu: Menu | undefined
  #isDestroyed = false

  constructor(image: Electron.NativeImage | string) {
    super()
    mark('tray made')
    this.image = imageFile(image)
    trays.add(this)
  }

  setImage(image: Electron.NativeImage | string): void {
    this.image = imageFile(image)
  }
  setPressedImage(): void {}
  setToolTip(toolTip: string): void {
    this.toolTip = toolTip
  }
  setTitle(title: string): void {
    this.title = title
  }
  getTitle(): string {
    return this.title
  }
  setContextMenu(menu: Electron.Menu | null): void {
    mark('tray menu set')
    this.menu = (menu ?? undefined) as unknown as Menu | undefined
  }
  popUpContextMenu(menu?: Electron.Menu): void {
    const shown = (menu as unknown as Menu | undefined) ?? this.menu
    shown?.popup()
  }
  setIgnoreDoubleClickEvents(): void {}
  getBounds(): Electron.Rectangle {
    return { x: 0, y: 0, width: 22, height: 22 }
  }
  destroy(): void {
    this.#isDestroyed = true
    trays.delete(this)
  }
  isDestroyed(): boolean {
    return this.#isDestroyed
  }
}
