// One handshake on one socket: challenge, `connect`, greeting or refusal. Reconnecting is somebody else's business.
import type { Duplex } from 'node:stream'
import { GatewayProtocolClient } from '@openclaw/gateway-client/browser'
import { isGatewayEventFrame } from '@openclaw/gateway-protocol/frame-guards'
import { PROTOCOL_VERSION } from '@openclaw/gateway-protocol/version'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { GatewayEvent } from '../../src-shared/desktop-api.ts'
import { appError, type AppError } from '../../src-shared/errors.ts'
import type { LadderReporter } from '../../src-shared/ladder.ts'
import type { Log } from '../logging/log.ts'
import { connectParams, type Credential } from './connect-request.ts'
import type { ClientIdentity } from './client-identity.ts'
import type { DeviceIdentity } from './device-identity.ts'
import { explainClose } from '../../src-shared/wire/gateway-errors.ts'
import { explainRefusal, type RefusedAt } from '../../src-shared/wire/gateway-refusals.ts'
import { openGatewaySocket, type GatewaySocket } from './gateway-socket.ts'
import { Hello } from '../../src-shared/wire/hello.ts'
import { printable } from '../../src-shared/wire/printable.ts'
import { phrase } from '../../src-shared/said.ts'

const upgradeTimeoutMs = 10_000
const challengeTimeoutMs = 10_000
const helloTimeoutMs = 15_000

/** Before the greeting the protocol allows no more than this. */
const maxBytesBeforeHello = 64 * 1024

export type GatewayWatchers = {
  readonly event: (event: GatewayEvent) => void
  readonly gap: (gap: { readonly expected: number; readonly received: number }) => void
}

export type GreetingOptions = {
  readonly url: string
  /** How people would name the place, for messages. */
  readonly where: string
  readonly host: string
  readonly stream: Duplex
  readonly device: DeviceIdentity | undefined
  readonly client: ClientIdentity
  readonly role: string
  readonly caps: readonly string[]
  readonly commands?: readonly string[] | undefined
  readonly credential: Credential
  readonly report: LadderReporter
  readonly watchers: GatewayWatchers
  readonly log: Log
  readonly signal: AbortSignal
  readonly now: () => number
}

/** A socket on which the gateway has greeted us. */
export type Greeted = {
  readonly hello: Hello
  readonly client: GatewayProtocolClient<Challenge>
  readonly lastHeardAt: () => number
  /** Ends the socket at once and calls `error` the reason. */
  readonly drop: (error: AppError) => void
  readonly close: () => Promise<void>
  /** Settles when the socket is gone; with the reason unless `close` was called. */
  readonly closed: Promise<AppError | undefined>
}

type Challenge = { readonly nonce: string; readonly ts: number }

const Goodbye = z.object({ reason: z.string() })

/**
 * Settles with the greeted connection, or with the refusal when the gateway said no. Rejects with NOT_A_GATEWAY,
 * GATEWAY_SILENT, GATEWAY_STARTING, CONNECTION_LOST … or the signal's reason. Nothing secret is sent before the
 * challenge: only a gateway sends one. The stream is closed with the socket.
 */
export async function greet(options: GreetingOptions): Promise<Greeted | { readonly refused: RefusedAt }> {
  const { where, host, signal, report, now } = options
  signal.throwIfAborted()
  const outcome = Promise.withResolvers<Greeted | { readonly refused: RefusedAt }>()
  const closed = Promise.withResolvers<AppError | undefined>()
  let heardAt = now()
  let challenged = false
  let greeted = false
  let closing = false
  /** The first reason wins: what follows are its consequences. */
  let reason: AppError | undefined
  let goodbye: string | undefined
  let maxSendBytes = maxBytesBeforeHello
  let socket: GatewaySocket | undefined
  let deadline: NodeJS.Timeout | undefined
  let lastLook: NodeJS.Immediate | undefined

  function expectWithin(timeoutMs: number): void {
    endDeadline()
    const silent = (): void => fail(appError('GATEWAY_SILENT', { where, timeoutMs }))
    // On a busy computer this comes late, and before what has arrived in the meantime was read: that is read first.
    deadline = setTimeout(() => {
      lastLook = setImmediate(silent)
    }, timeoutMs)
  }

  function endDeadline(): void {
    clearTimeout(deadline)
    clearImmediate(lastLook)
  }

  function fail(error: AppError): void {
    reason ??= error
    socket?.cut()
  }

  function abort(): void {
    outcome.reject(signal.reason)
    socket?.cut()
  }

  function settle(): void {
    endDeadline()
    signal.removeEventListener('abort', abort)
  }

  function admit(text: string): boolean {
    if (challenged) return true
    challenged = isChallenge(text)
    if (!challenged) fail(appError('NOT_A_GATEWAY', { where, what: phrase('noChallenge') }))
    return challenged
  }

  const client = new GatewayProtocolClient<Challenge>({
    createSocket: handlers => {
      socket = openGatewaySocket(
        options,
        handlers,
        {
          heard: () => {
            heardAt = now()
          },
          admit,
          failed: error => {
            reason ??= error
          },
        },
        () => maxSendBytes,
      )
      return socket
    },
    createRequestId: randomUUID,
    createRequestTimeoutError: (method, timeoutMs) => appError('REQUEST_TIMEOUT', { method, timeoutMs }),
    createRequestAbortError: () => appError('CANCELLED', {}),
    handshake: { mode: 'require-challenge', timeoutMs: upgradeTimeoutMs + challengeTimeoutMs },
    // Never used: resolveClose says no.
    reconnect: { initialMs: 1_000, multiplier: 2, maxMs: 30_000 },
    requestTimeoutMs: 30_000,
    onTiming: ({ phase }) => {
      if (phase === 'socket-open' && !challenged) expectWithin(challengeTimeoutMs)
    },
    buildConnectPlan: ({ nonce, challengeTs }) => {
      report({ step: 'gateway', verdict: 'passed' })
      report({ step: 'handshake', verdict: 'running' })
      expectWithin(helloTimeoutMs)
      return { nonce: nonce ?? '', ts: challengeTs ?? now() }
    },
    buildConnectParams: challenge => connectParams({ ...options, challenge }),
    onConnectHello: answer => {
      const hello = Hello.safeParse(answer)
      if (!hello.success) return fail(unusableHello(hello.error))
      if (hello.data.protocol !== PROTOCOL_VERSION) return fail(wrongProtocol(hello.data))
      settle()
      greeted = true
      maxSendBytes = hello.data.policy.maxPayload
      outcome.resolve({
        hello: hello.data,
        client,
        lastHeardAt: () => heardAt,
        drop: fail,
        close,
        closed: closed.promise,
      })
    },
    onConnectFailure: error => {
      settle()
      closing = true
      const context = { where, deviceId: options.device?.id ?? '', shown: options.credential.shown }
      outcome.resolve({ refused: explainRefusal(error, context) })
      return { closeCode: 1000, closeReason: 'refused', stop: true }
    },
    resolveClose: ({ code, reason: said }) => {
      reason ??= explainClose(host, { code, reason: said, goodbye })
      return { retry: false, notify: true, pendingError: reason }
    },
    onEvent: frame => {
      if (frame.event === 'shutdown') {
        goodbye = printable(Goodbye.safeParse(frame.payload).data?.reason ?? 'no reason given', 120)
      }
      // Frames carry more than we name; only what the contract names goes on.
      options.watchers.event({ event: frame.event, payload: frame.payload, seq: frame.seq })
    },
    onGap: options.watchers.gap,
    onParseError: () => options.log.debug('a frame was not JSON'),
    onCallbackError: (label, error) => options.log.error('a watcher failed', { label, error }),
  })

  async function close(): Promise<void> {
    closing = true
    client.stop()
    await socket?.closed
  }

  async function watchEnd(opened: GatewaySocket): Promise<void> {
    await opened.closed
    settle()
    // There is nothing to explain, and putting it into words takes as long as a short command's request.
    if (greeted && closing) return closed.resolve(undefined)
    const why = reason ?? explainClose(host, { code: 1006, reason: '', goodbye })
    if (!greeted) outcome.reject(why)
    closed.resolve(closing ? undefined : why)
  }

  report({ step: 'gateway', verdict: 'running' })
  signal.addEventListener('abort', abort, { once: true })
  expectWithin(upgradeTimeoutMs)
  client.start()
  if (!socket) throw appError('URL_INVALID', { why: phrase('urlNoSocket') })
  void watchEnd(socket)
  const result = await outcome.promise
  if ('refused' in result) await socket.closed
  return result
}

function isChallenge(text: string): boolean {
  try {
    const frame: unknown = JSON.parse(text)
    return isGatewayEventFrame(frame) && frame.event === 'connect.challenge'
  } catch {
    // Not JSON, so no gateway.
    return false
  }
}

function unusableHello(error: z.ZodError): AppError {
  return appError(
    'GATEWAY_REFUSED',
    {
      gatewayCode: 'hello-ok',
      gatewayMessage: `its greeting cannot be used (${error.issues.map(issue => issue.path.join('.')).join(', ')})`,
    },
    error,
  )
}

function wrongProtocol(hello: Hello): AppError {
  return appError('GATEWAY_PROTOCOL_MISMATCH', {
    ours: PROTOCOL_VERSION,
    theirs: hello.protocol,
    toUpdate: hello.protocol > PROTOCOL_VERSION ? 'gangway' : 'gateway',
    version: printable(hello.server.version, 40),
  })
}
