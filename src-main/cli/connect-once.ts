// One connection of the whole app for one command, never retried: for conversations, which hear events.
import type { ConnectionState } from '../../src-shared/connection.ts'
import { AppError, appError } from '../../src-shared/errors.ts'
import type { Core } from '../core.ts'
import type { Choice } from './choose-target.ts'

export type Online = Extract<ConnectionState, { phase: 'online' }>

/** The first outcome counts: online, or the error that would otherwise begin a wait, a question or a failure. */
export function connectOnce(core: Core, choice: Choice, signal: AbortSignal): Promise<Online> {
  return new Promise((resolve, reject) => {
    const onAbort = () => settle(() => reject(appError('CANCELLED', {})))
    const stop = core.connection.on({
      state: state => {
        if (state.phase === 'online') settle(() => resolve(state))
        else if (state.phase === 'waiting' || state.phase === 'needs-you' || state.phase === 'failed')
          settle(() => reject(new AppError(state.error)))
      },
    })
    const settle = (how: () => void) => {
      stop()
      signal.removeEventListener('abort', onAbort)
      how()
    }
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    core.connection.connect(choice.target, { credentials: choice.shown?.credentials })
  })
}
