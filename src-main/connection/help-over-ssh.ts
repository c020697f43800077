// What a person may let the app do over the SSH connection that is already verified, so that a first login needs no
// terminal: read the gateway's secret once, and approve this device's own pairing request.
import type { ConnectionState, SshTarget } from '../../src-shared/connection.ts'
import { appError, isAppError } from '../../src-shared/errors.ts'
import { phrase } from '../../src-shared/said.ts'
import type { GatewayCredentials } from '../gateway-client/client-identity.ts'
import type { Log } from '../logging/log.ts'
import type { RemoteCommand } from '../tunnel/tunnel.ts'
import type { Endpoint } from './endpoint.ts'
import { approveOwnRequest } from './remote-approval.ts'
import { findSecret, readSecretCommand } from './remote-secret.ts'

/** In memory only, and only until the gateway has given this device a token of its own. */
export type BorrowedSecret = {
  readonly credentials: GatewayCredentials
  readonly file: string
}

export type HelpOverSsh = {
  /** What was read and is not yet replaced by a token of this device's own. */
  readonly borrowed: () => BorrowedSecret | undefined
  /** Reads the secret. Rejects with OVER_SSH_FAILED, or what a road rejects with. */
  readonly readSecret: (signal: AbortSignal) => Promise<void>
  /** Approves the request the gateway waits for. Rejects with OVER_SSH_FAILED, or what a road rejects with. */
  readonly approvePairing: (requestId: string, signal: AbortSignal) => Promise<void>
  /** This device has a token of its own now, or is to leave this gateway. */
  readonly forget: () => void
}

type HelpParts = {
  readonly state: () => ConnectionState
  readonly roadTo: (target: SshTarget) => Endpoint
  readonly log: Log
}

export function openHelpOverSsh({ state, roadTo, log }: HelpParts): HelpOverSsh {
  const tried = new Set<string>()
  let borrowed: BorrowedSecret | undefined

  /** The target that needs a person now, and how to run something there. */
  function atHost(signal: AbortSignal) {
    const now = state()
    const target = now.phase === 'needs-you' && now.target.kind === 'ssh' ? now.target : undefined
    const run = target && roadTo(target).run
    if (!target || !run) throw appError('NOT_CONNECTED', {})
    const watchers = { report: () => undefined, attended: true, signal }
    return { target, now, run: (command: RemoteCommand) => run(command, watchers) }
  }

  return {
    borrowed: () => borrowed,
    readSecret: async signal => {
      const { target, run } = atHost(signal)
      const end = await run(readSecretCommand)
      const { host, gatewayPort } = target
      const { kind, secret, file } = findSecret(end, { host, gatewayPort, tried })
      tried.add(secret)
      borrowed = { credentials: { [kind]: secret }, file }
      log.info('the gateway’s secret was read over SSH, once', { host, kind, file })
    },
    approvePairing: async (requestId, signal) => {
      const { target, now, run } = atHost(signal)
      const { host } = target
      const details = 'error' in now && now.error.code === 'PAIRING_REQUIRED' ? now.error.details : {}
      const deviceId = details['deviceId']
      if (details['requestId'] !== requestId || typeof deviceId !== 'string')
        throw appError('OVER_SSH_FAILED', { host, what: 'approve', why: phrase('approvalStale') })
      const command = await approveOwnRequest({ requestId, deviceId }, host, run).catch((error: unknown) => {
        throw isAppError(error, 'OVER_SSH_FAILED')
          ? appError(
              'OVER_SSH_FAILED',
              { host, what: 'approve', why: whyOf(error.report.details['why']) },
              error,
            )
          : error
      })
      log.info('this device’s pairing request was approved over SSH', { host, command })
    },
    forget: () => {
      tried.clear()
      borrowed = undefined
    },
  }
}

function whyOf(why: unknown) {
  return typeof why === 'object' && why !== null && 'phrase' in why
    ? (why as ReturnType<typeof phrase>)
    : String(why)
}
