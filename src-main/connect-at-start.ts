// Goes back to the gateway that was used last, if the person wants that.
import type { Core } from './core.ts'

/** For doors with a window. A door that was asked to connect elsewhere does not call this. */
export function connectAtStart(core: Core): void {
  const last = core.appState.recent()[0]
  if (core.settings.app.connectAtStart && last) core.connection.connect(last.target)
}
