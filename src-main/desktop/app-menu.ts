// The menu bar: the system's own entries, for their keys. Elsewhere than on macOS it stays hidden until Alt is pressed.
import type { MenuItemConstructorOptions } from 'electron'
import type { T } from '../../src-shared/i18n/message-types.ts'

export type AppMenuActions = { readonly settings: () => void; readonly quit: () => void }

/** Roles bring their own labels and keys. `mayUseDevTools` adds the developer's entries. */
export function appMenu(
  platform: NodeJS.Platform,
  t: T,
  actions: AppMenuActions,
  mayUseDevTools: boolean,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const settings: MenuItemConstructorOptions = {
    label: t('desktop.tray.settings'),
    accelerator: 'CommandOrControl+,',
    click: actions.settings,
  }
  const quit: MenuItemConstructorOptions = {
    label: t('desktop.tray.quit'),
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
    { label: 'Gangway', submenu: own },
    { role: 'editMenu', label: t('desktop.menu.edit') },
    {
      label: t('desktop.menu.view'),
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(mayUseDevTools ? ([{ type: 'separator' }, { role: 'toggleDevTools' }] as const) : []),
      ],
    },
    { role: 'windowMenu', label: t('desktop.menu.window') },
  ]
}
