// Goes back to the gateway that was used last, if the person wants that.
import type { Core } from './core.ts'

/** For doors with a window. A door that was asked to connect elsewhere does not call this. */
export async function connectAtStart(core: Core): Promise<void> {
  if (!core.settings.app.connectAtStart) return
  const [last] = (await core.appState()).recent()
  if (last) core.connection.connect(last.target)
}
