// A connection to any gateway, over whatever road: greeted, paired and in possession of its device token.
import type { Duplex } from 'node:stream'
import type { GatewayInfo } from '../../src-shared/connection.ts'
import { appError, isAppError, type AppError } from '../../src-shared/errors.ts'
import type { LadderReporter, LadderStepId } from '../../src-shared/ladder.ts'
import type { Log } from '../logging/log.ts'
import type { ClientIdentity, GatewayCredentials } from './client-identity.ts'
import { chooseCredential, usualScopes, type Credential } from './connect-request.ts'
import type { DeviceIdentity } from './device-identity.ts'
import type { DeviceToken, DeviceTokens } from './device-tokens.ts'
import { explainRequestError } from '../../src-shared/wire/gateway-errors.ts'
import type { RefusedAt } from '../../src-shared/wire/gateway-refusals.ts'
import { greet, type GatewayWatchers, type Greeted } from './greeting.ts'
import { gatewayInfo, type Hello } from '../../src-shared/wire/hello.ts'
import { phrase, type Said } from '../../src-shared/said.ts'

export type GatewayRequestOptions = {
  /** 30,000 when absent. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Of two answers under one id (`agent`: accepted, then the outcome) wait for the second. */
  readonly untilFinal?: boolean | undefined
}

export type GatewayConnection = {
  readonly info: GatewayInfo
  readonly tickIntervalMs: number
  /**
   * Rejects with REQUEST_TIMEOUT, GATEWAY_BUSY, SCOPE_MISSING, MESSAGE_TOO_LARGE, GATEWAY_REQUEST_FAILED, CANCELLED,
   * NOT_CONNECTED, or with what ended the connection.
   */
  readonly request: <T = unknown>(
    method: string,
    params?: unknown,
    options?: GatewayRequestOptions,
  ) => Promise<T>
  /** When the last sign of life came, milliseconds since the epoch. */
  readonly lastHeardAt: () => number
  /** Ends the connection at once and calls `error` the reason. */
  readonly drop: (error: AppError) => void
  readonly close: () => Promise<void>
  /** Settles when the connection is gone, whoever ended it; with the reason unless `close` was called. */
  readonly closed: Promise<AppError | undefined>
}

export type ConnectGatewayOptions = {
  /** ws:// or wss://, for the Host header and the path, once the stream is open: it decides where it goes. */
  readonly url: () => string
  /** How people would name the place, for messages. */
  readonly where: string
  readonly host: string
  /** The road to the gateway's port. It may be asked twice: a refused device token costs a socket. */
  readonly openStream: (signal: AbortSignal) => Promise<Duplex>
  /** Absent for a tool on loopback, which the shared secret alone lets in. */
  readonly device: DeviceIdentity | undefined
  readonly client: ClientIdentity
  /** Asked once the road is open, for a gateway that was started meanwhile may have made its own. */
  readonly credentials: () => Promise<GatewayCredentials>
  readonly tokens: DeviceTokens
  /** Where the shared secret was read for this login, when it was not stored. */
  readonly readFrom?: string | undefined
  /** `operator` when absent. */
  readonly role?: string | undefined
  readonly scopes?: readonly string[] | undefined
  /** Without all of these scopes the connection is of no use: ask for them rather than make do with fewer. */
  readonly insists?: boolean | undefined
  readonly caps?: readonly string[] | undefined
  /** What a node offers to do. */
  readonly commands?: readonly string[] | undefined
  readonly report: LadderReporter
  /** Events come from the greeting on, also before the returned promise has settled. */
  readonly watchers: GatewayWatchers
  readonly log: Log
  /** Ends the opening. An open connection is ended by `close`. */
  readonly signal: AbortSignal
  readonly now?: (() => number) | undefined
}

/** After the challenge these are climbed in one exchange, so the failing one tells how far it came. */
const stepsOfGreeting: readonly LadderStepId[] = ['handshake', 'gateway-auth', 'pairing', 'scopes']

/**
 * Connects and is greeted, or rejects with an AppError and has reported the failing step. A refused device token is
 * forgotten and the shared secret tried once; a second refusal is final.
 */
export async function connectGateway(options: ConnectGatewayOptions): Promise<GatewayConnection> {
  const now = options.now ?? Date.now
  const stream = await options.openStream(options.signal)
  let kept: DeviceToken | undefined
  let shared: GatewayCredentials
  try {
    kept = await options.tokens.read()
    shared = await options.credentials()
  } catch (error) {
    stream.destroy()
    throw error
  }
  // What was granted beyond the usual is asked for again, or it would last for one connection only.
  const scopes = options.scopes ?? [...new Set([...usualScopes, ...(kept?.scopes ?? [])])]
  let credential = chooseCredential(kept, shared, scopes, options.insists)
  let outcome = await greetOn(stream, options, credential, now)
  if ('refused' in outcome && (outcome.refused.deviceTokenRefused || outcome.refused.deviceTokenNarrow)) {
    const isDead = outcome.refused.deviceTokenRefused
    options.log.info('the device token was refused', { where: options.where, isDead })
    if (isDead) await options.tokens.forget()
    const next = chooseCredential(undefined, shared, isDead ? (options.scopes ?? usualScopes) : scopes)
    if (next.shown !== 'nothing') {
      credential = next
      outcome = await greetOn(await options.openStream(options.signal), options, credential, now)
    }
  }
  if ('refused' in outcome) throw reportRefusal(options.report, outcome.refused)
  return settleIn(options, outcome, { credential, kept, now })
}

async function greetOn(
  stream: Duplex,
  options: ConnectGatewayOptions,
  credential: Credential,
  now: () => number,
): Promise<Greeted | { readonly refused: RefusedAt }> {
  let step: LadderStepId = 'gateway'
  try {
    return await greet({
      ...options,
      url: options.url(),
      report: event => {
        step = event.step
        options.report(event)
      },
      stream,
      credential,
      now,
      role: options.role ?? 'operator',
      caps: options.caps ?? ['tool-events'],
    })
  } catch (error) {
    stream.destroy()
    if (isAppError(error) && !options.signal.aborted) {
      options.report({ step, verdict: 'failed', error: error.report })
    }
    throw error
  }
}

function reportRefusal(report: LadderReporter, refused: RefusedAt): AppError {
  for (const step of stepsOfGreeting) {
    if (step === refused.step) {
      report({ step, verdict: 'failed', error: refused.error.report })
      break
    }
    report({ step, verdict: 'passed' })
  }
  return refused.error
}

async function settleIn(
  options: ConnectGatewayOptions,
  greeted: Greeted,
  with_: { credential: Credential; kept: DeviceToken | undefined; now: () => number },
): Promise<GatewayConnection> {
  const { hello, client } = greeted
  const info = gatewayInfo(hello, with_.now())
  const { report } = options
  report({
    step: 'handshake',
    verdict: 'passed',
    note: phrase('noteGreeting', { protocol: info.protocol, version: info.version }),
  })
  report({
    step: 'gateway-auth',
    verdict: 'passed',
    note: authNote(hello, with_.credential, options.readFrom),
  })
  const { device } = options
  const known = device ? phrase('noteDevice', { id: device.id.slice(0, 8) }) : phrase('noteNoDevice')
  report({ step: 'pairing', verdict: 'passed', note: known })
  if (with_.credential.scopes.includes('operator.read') && !mayRead(info.scopes)) {
    const error = appError('SCOPE_MISSING', { missing: 'operator.read' })
    report({ step: 'scopes', verdict: 'failed', error: error.report })
    await greeted.close()
    throw error
  }
  report({ step: 'scopes', verdict: 'passed', note: info.scopes.join(', ') })
  const keeping = keepToken(options, hello, with_.kept)

  return {
    info,
    tickIntervalMs: hello.policy.tickIntervalMs,
    request: async <T>(method: string, params?: unknown, request: GatewayRequestOptions = {}) => {
      try {
        return await client.request<T>(method, params, {
          ...(request.timeoutMs !== undefined && { timeoutMs: request.timeoutMs }),
          ...(request.signal && { signal: request.signal }),
          ...(request.untilFinal && { expectFinal: true }),
        })
      } catch (error) {
        throw explainRequestError(method, error)
      }
    },
    lastHeardAt: greeted.lastHeardAt,
    drop: greeted.drop,
    close: async () => {
      await greeted.close()
      // In order not to lose the token at the end of the program; a locked keychain does not hold it up for long.
      await Promise.race([keeping, after(keepTimeoutMs)])
    },
    closed: greeted.closed,
  }
}

/** Which credential let us in, and where it came from. */
function authNote(hello: Hello, { shown }: Credential, readFrom: string | undefined): Said {
  const method = hello.auth.method ?? shown
  const how = method.replace('-', ' ') === 'device token' ? 'device' : method
  if (readFrom !== undefined && (shown === 'token' || shown === 'password'))
    return phrase('noteReadOverSsh', { how, file: readFrom })
  return phrase('noteAuth', { how })
}

/** `admin` covers every operator scope and `write` covers `read`. */
function mayRead(scopes: readonly string[]): boolean {
  return ['operator.read', 'operator.write', 'operator.admin'].some(scope => scopes.includes(scope))
}

const keepTimeoutMs = 2_000

function after(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms).unref()
  })
}

/** Not waited for: a keychain that asks for its password must not hold up the chat. */
async function keepToken(
  options: ConnectGatewayOptions,
  hello: Hello,
  kept: DeviceToken | undefined,
): Promise<void> {
  const { deviceToken: token, scopes } = hello.auth
  if (token === undefined || (token === kept?.token && sameScopes(scopes, kept.scopes))) return
  try {
    await options.tokens.keep({ token, scopes })
  } catch (error) {
    options.log.warn('the device token could not be kept', { error })
  }
}

function sameScopes(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every(scope => b.includes(scope))
}
