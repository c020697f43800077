// The tray as a person takes it in: the shape of the icon, and the menu's words.
import path from 'node:path'
import type { StandIn } from '../electron-standin/control.ts'

export type TrayView = {
  /** `off`, `connecting`, `online`, `attention` or `down`, as the icon's file says. */
  readonly shape: string
  readonly headline: string
  readonly toolTip: string
  /** What can be clicked. */
  readonly entries: readonly string[]
}

export async function viewTray(app: StandIn): Promise<TrayView> {
  const tray = await app.ask('tray')
  if (!tray) throw new Error('There is no tray icon.')
  return {
    shape: /^tray-([a-z]+)/.exec(path.basename(tray.imageFile ?? ''))?.[1] ?? 'none',
    headline: tray.menu[0]?.label ?? '',
    toolTip: tray.toolTip,
    entries: tray.menu.filter(item => item.isEnabled && item.type !== 'separator').map(item => item.label),
  }
}
