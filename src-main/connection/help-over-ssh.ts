// What a person may let the app do over the SSH connection that is already verified, so that a first login needs no
// terminal: read the gateway's secret once, and approve this device's own pairing request. The person is asked here,
// each time, with what was found on the host; the yes holds for that host's key and account, and for nothing else.
import {
  targetKey,
  type ConnectionState,
  type ConnectionTarget,
  type SshTarget,
} from '../../src-shared/connection.ts'
import { appError, isAppError, type ErrorReport } from '../../src-shared/errors.ts'
import { phrase } from '../../src-shared/said.ts'
import type { GatewayCredentials } from '../gateway-client/client-identity.ts'
import type { Log } from '../logging/log.ts'
import type { AskPerson, RemoteCommand, SshPeer } from '../tunnel/tunnel.ts'
import type { Endpoint } from './endpoint.ts'
import { approveOwnRequest, findApproval } from './remote-approval.ts'
import { findSecret, lookForSecrets, readSecretCommand, secretFiles, showCommand } from './remote-secret.ts'

/** In memory only, and only until the gateway has given this device a token of its own. */
export type BorrowedSecret = {
  readonly credentials: GatewayCredentials
  readonly file: string
}

export type HelpOverSsh = {
  /** What was read and is not yet replaced by a token of this device's own. */
  readonly borrowed: () => BorrowedSecret | undefined
  /** Asks, and reads the secret; false when the person declined. Rejects with OVER_SSH_FAILED, or as a road does. */
  readonly readSecret: (signal: AbortSignal) => Promise<boolean>
  /** Asks, and approves the request the gateway waits for; false when the person declined. Rejects as `readSecret`. */
  readonly approvePairing: (requestId: string, signal: AbortSignal) => Promise<boolean>
  /** This device has a token of its own now, or is to leave this gateway. */
  readonly forget: () => void
}

type HelpParts = {
  readonly state: () => ConnectionState
  /** What this device waits for while it is connected: the approval of a right it asked for. */
  readonly asked: () => ErrorReport | undefined
  readonly roadTo: (target: SshTarget) => Endpoint
  readonly ask: AskPerson
  readonly log: Log
}

export function openHelpOverSsh({ state, asked, roadTo, ask, log }: HelpParts): HelpOverSsh {
  const tried = new Set<string>()
  let open = new AbortController()
  let borrowed: BorrowedSecret | undefined

  /** What a person is needed for, and at which gateway. */
  function need(): { readonly target: ConnectionTarget; readonly error: ErrorReport } | undefined {
    const now = state()
    if (now.phase === 'needs-you') return now
    const error = now.phase === 'online' ? asked() : undefined
    return now.phase === 'online' && error ? { target: now.target, error } : undefined
  }

  /** The target that needs a person now, and how to run something there. */
  function atHost(signal: AbortSignal) {
    const now = need()
    if (now?.target.kind !== 'ssh') throw appError('NOT_CONNECTED', {})
    const { target, error } = now
    const { run } = roadTo(target)
    if (!run) throw appError('NOT_CONNECTED', {})
    /** Looking whether it was done elsewhere makes a new state of the same need. */
    const isStill = () => {
      const later = need()
      return (
        later !== undefined &&
        targetKey(later.target) === targetKey(target) &&
        later.error.code === error.code &&
        later.error.details['requestId'] === error.details['requestId']
      )
    }
    const stop = AbortSignal.any([signal, open.signal])
    const watchers = { report: () => undefined, attended: true, signal: stop }
    return { target, error, isStill, stop, run: (command: RemoteCommand) => run(command, watchers) }
  }

  /** Whether a person agrees to just this. What they said to an earlier question counts for nothing. */
  async function agrees(
    at: ReturnType<typeof atHost>,
    what: 'read' | 'approve',
    { user, hostKey }: SshPeer,
    commands: readonly string[],
  ): Promise<boolean> {
    const { host } = at.target
    const answer = await ask({ kind: 'over-ssh', what, host, user, hostKey, commands }, at.stop)
    const agreed = answer.kind === 'over-ssh'
    log.info('the person was asked about the gateway’s host', { host, what, hostKey, commands, agreed })
    // The question was about a gateway that waits; by now it may be another one, or none.
    if (agreed && !at.isStill()) throw appError('NOT_CONNECTED', {})
    return agreed
  }

  return {
    borrowed: () => borrowed,
    readSecret: async signal => {
      const at = atHost(signal)
      const { host, gatewayPort } = at.target
      const seen = await at.run(lookForSecrets)
      const files = secretFiles(seen, host)
      if (!(await agrees(at, 'read', seen.peer, files.map(showCommand)))) return false
      const end = await at.run(readSecretCommand(files, seen.peer))
      const { kind, secret, file } = findSecret(end, { host, gatewayPort, tried })
      tried.add(secret)
      borrowed = { credentials: { [kind]: secret }, file }
      log.info('the gateway’s secret was read over SSH, once', { host, kind, file })
      return true
    },
    approvePairing: async (requestId, signal) => {
      const at = atHost(signal)
      const { error, run } = at
      const { host } = at.target
      const details = error.code === 'PAIRING_REQUIRED' ? error.details : {}
      const deviceId = details['deviceId']
      if (details['requestId'] !== requestId || typeof deviceId !== 'string')
        throw appError('OVER_SSH_FAILED', { host, what: 'approve', why: phrase('approvalStale') })
      const approval = await findApproval({ requestId, deviceId }, host, run).catch(asApproval(host))
      if (!(await agrees(at, 'approve', approval.peer, approval.commands))) return false
      const command = await approveOwnRequest(approval, run).catch(asApproval(host))
      log.info('this device’s pairing request was approved over SSH', { host, command })
      return true
    },
    forget: () => {
      open.abort(appError('CANCELLED', {}))
      open = new AbortController()
      tried.clear()
      borrowed = undefined
    },
  }
}

/** A road does not know what its command was for. */
function asApproval(host: string) {
  return (error: unknown): never => {
    if (!isAppError(error, 'OVER_SSH_FAILED')) throw error
    const why = whyOf(error.report.details['why'])
    throw appError('OVER_SSH_FAILED', { host, what: 'approve', why }, error)
  }
}

function whyOf(why: unknown) {
  return typeof why === 'object' && why !== null && 'phrase' in why
    ? (why as ReturnType<typeof phrase>)
    : String(why)
}
