// The menu bar: the system's own entries, for their keys. Elsewhere than on macOS it stays hidden until Alt is pressed.
import type { MenuItemConstructorOptions } from 'electron'
import { words } from './words.ts'

export type AppMenuActions = { readonly settings: () => void; readonly quit: () => void }

/** Roles bring their own labels and keys. `mayUseDevTools` adds the developer's entries. */
export function appMenu(
  platform: NodeJS.Platform,
  actions: AppMenuActions,
  mayUseDevTools: boolean,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const settings: MenuItemConstructorOptions = {
    label: words.tray.settings,
    accelerator: 'CommandOrControl+,',
    click: actions.settings,
  }
  const quit: MenuItemConstructorOptions = {
    label: words.tray.quit,
    accelerator: 'CommandOrControl+Q',
    click: actions.quit,
  }
  const own: MenuItemConstructorOptions[] = isMac
    ? [
        { role: 'about' },
        { type: 'separator' },
        settings,
        { type: 'separator' },
        { role: 'services' },
        { type: 'separator' },
        { role: 'hide' },
        { role: 'hideOthers' },
        { role: 'unhide' },
        { type: 'separator' },
        quit,
      ]
    : [settings, { role: 'close' }, { type: 'separator' }, quit]
  return [
    { label: words.app, submenu: own },
    { role: 'editMenu' },
    {
      label: words.menu.view,
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(mayUseDevTools ? ([{ type: 'separator' }, { role: 'toggleDevTools' }] as const) : []),
      ],
    },
    { role: 'windowMenu' },
  ]
}
