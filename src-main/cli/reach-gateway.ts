// One short connection to the gateway a command means: opened once, never retried, closed when the command is done.
import type { ConnectionState } from '../../src-shared/connection.ts'
import { AppError, appError } from '../../src-shared/errors.ts'
import type { Core } from '../core.ts'
import { chooseTarget, type Choice } from './choose-target.ts'
import type { CliContext } from './context.ts'
import { readCredentials, type CredentialOptions } from './read-credentials.ts'
import { withCore } from './with-core.ts'

/** The options of every command that speaks to a gateway. */
export type GatewayOptions = CredentialOptions & {
  readonly url?: string | undefined
  readonly target?: string | undefined
  readonly tlsFingerprint?: string | undefined
  readonly acceptHostKey?: readonly string[] | undefined
}

export type Online = Extract<ConnectionState, { phase: 'online' }>

/** Connects to what the options mean, runs `use`, and closes everything. Rejects with the reason when that fails. */
export async function reachGateway<T>(
  context: CliContext,
  options: GatewayOptions & { readonly mayStartGateway?: boolean },
  use: (core: Core, online: Online) => Promise<T>,
): Promise<T> {
  const given = await readCredentials(options)
  return withCore(
    context,
    { acceptedHostKeys: options.acceptHostKey, mayStartGateway: options.mayStartGateway },
    async core => {
      const choice = chooseTarget({
        url: options.url,
        target: options.target,
        tlsFingerprint: options.tlsFingerprint,
        given,
        env: context.env,
        document: core.settings.document,
        hosts: core.settings.app.hosts,
        recent: (options.url ?? options.target) ? [] : (await core.appState()).recent(),
      })
      return use(core, await connectOnce(core, choice, context.signal))
    },
  )
}

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
    core.connection.connect(choice.target, { credentials: choice.credentials })
  })
}
