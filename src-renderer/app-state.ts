// What the app publishes, once for the whole window.
import { desktop } from './desktop.ts'
import { live } from './live.ts'

export const liveConnection = live(desktop.connection.current, desktop.connection.onChanged)
export const livePrompts = live(desktop.prompts.pending, desktop.prompts.onChanged)
export const liveHealth = live(desktop.health.current, desktop.health.onChanged)
export const liveTimeline = live(desktop.timeline.current, desktop.timeline.onChanged)
export const liveSettings = live(desktop.settings.current, desktop.settings.onChanged)
export const liveVoice = live(desktop.voice.current, desktop.voice.onChanged)
export const liveLocalPort = live(desktop.localPort.current, desktop.localPort.onChanged)
export const liveNode = live(desktop.node.current, desktop.node.onChanged)
