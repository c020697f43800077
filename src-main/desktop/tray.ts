// The tray: shows the face it is handed and the menu made for it. It asks nobody; whoever knows more hands in more.
import { Menu, nativeImage, nativeTheme, Tray, type MenuItemConstructorOptions } from 'electron'
import { tooltip } from './tray-face.ts'
import { trayIconFile } from './tray-icons.ts'
import { trayMenu, type TrayAction, type TrayContents, type TrayItem } from './tray-menu.ts'
import { words } from './words.ts'

export type AppTray = {
  readonly show: (contents: TrayContents) => void
  readonly close: () => void
}

export function openTray(assets: string, first: TrayContents, act: (action: TrayAction) => void): AppTray {
  let contents = first
  let shown = { icon: '', tip: '', menu: '' }
  const icon = () => trayIconFile(assets, contents.face.shape, barBehind())
  const tray = new Tray(nativeImage.createFromPath(icon()))

  // Where a click on the icon is a click on the app; macOS and most of Linux open the menu instead.
  if (process.platform !== 'darwin') tray.on('click', () => act({ kind: 'open' }))
  nativeTheme.on('updated', draw)

  /** Only what has changed: on Linux a new menu closes the one that somebody has open. */
  function draw(): void {
    const items = trayMenu(contents)
    const next = { icon: icon(), tip: tooltip(words.app, contents.face), menu: JSON.stringify(items) }
    if (next.icon !== shown.icon) tray.setImage(nativeImage.createFromPath(next.icon))
    if (next.tip !== shown.tip) tray.setToolTip(next.tip)
    if (next.menu !== shown.menu) tray.setContextMenu(Menu.buildFromTemplate(templateOf(items, act)))
    shown = next
  }

  draw()
  return {
    show: next => {
      contents = next
      draw()
    },
    close: () => {
      nativeTheme.off('updated', draw)
      tray.destroy()
    },
  }
}

/** GNOME's bar is dark under every theme; the others follow the system's colours. */
function barBehind(): 'light' | 'dark' {
  if (process.platform === 'win32')
    return nativeTheme.shouldUseDarkColorsForSystemIntegratedUI ? 'dark' : 'light'
  const isGnome = /gnome|unity/i.test(process.env['XDG_CURRENT_DESKTOP'] ?? '')
  return isGnome || nativeTheme.shouldUseDarkColorsForSystemIntegratedUI ? 'dark' : 'light'
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
