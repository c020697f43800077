// The control socket of a running app, whichever door it has. An app without one is an app all the same.
import { openControlSocket, type ControlSocket } from './control/control-socket.ts'
import { lineTo } from './connections/line-to.ts'
import type { Core } from './core.ts'

/** Never rejects: why there is none goes to the log, and commands then make connections of their own. */
export async function openAppControl({
  stateDir,
  connection,
  connections,
  log,
}: Core): Promise<ControlSocket> {
  try {
    return await openControlSocket({
      stateDir,
      connection,
      lineTo: gateway => lineTo(connections, gateway),
      log,
    })
  } catch (error) {
    log.warn('commands cannot use this app’s connection', { error })
    return { close: async () => undefined }
  }
}
