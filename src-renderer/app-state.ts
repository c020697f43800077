// What the app publishes, once for the whole window.
import { targetKey, type ConnectionState } from '../src-shared/connection.ts'
import { desktop } from './desktop.ts'
import { derived, live, liveOfShown } from './live.ts'

export const liveConnection = live(desktop.connection.current, desktop.connection.onChanged)
/** `targetKey` of the gateway that is shown; of the last one while there is none. */
export const liveShownKey = derived<ConnectionState, string>(liveConnection, (state, before) =>
  'target' in state ? targetKey(state.target) : before,
)
export const liveGateways = live(desktop.gateways.list, desktop.gateways.onChanged)
export const livePrompts = live(desktop.prompts.pending, desktop.prompts.onChanged)
export const liveHealth = liveOfShown(liveShownKey, desktop.health.current, desktop.health.onChanged)
export const liveTimeline = liveOfShown(liveShownKey, desktop.timeline.current, desktop.timeline.onChanged)
export const liveSettings = live(desktop.settings.current, desktop.settings.onChanged)
export const liveVoice = live(desktop.voice.current, desktop.voice.onChanged)
export const liveLocalPort = liveOfShown(liveShownKey, desktop.localPort.current, desktop.localPort.onChanged)
export const liveTroubles = live(desktop.troubles.current, desktop.troubles.onChanged)
export const liveNode = live(desktop.node.current, desktop.node.onChanged)

/** Hears of every gateway while the window lives, so that what is measured of one is there when it is shown. */
export function hearOfAll(): () => void {
  const nothing = () => undefined
  const stops = [liveHealth, liveTimeline, liveLocalPort].map(value => value.subscribe(nothing))
  return () => {
    for (const stop of stops) stop()
  }
}
