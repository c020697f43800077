// The page's connection to the gateway it came from: dialled at once, dialled again by itself, told as one state.
import type { GatewayBrowserDeviceIdentity } from '@openclaw/gateway-client/browser'
import type { Clock } from '../../src-shared/clock.ts'
import type { ConnectionState, ConnectionTarget } from '../../src-shared/connection.ts'
import type { GatewayEvent } from '../../src-shared/desktop-api.ts'
import { appError, isAppError, toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { noHealth, type HealthSnapshot } from '../../src-shared/health.ts'
import { climb, newLadder, type Ladder, type LadderReporter } from '../../src-shared/ladder.ts'
import { quietPollDelay, planRetry, stableAfterMs } from '../../src-shared/retry-policy.ts'
import { explainRequestError } from '../../src-shared/wire/gateway-errors.ts'
import { watchHealth, type HealthMonitor } from '../../src-shared/wire/health-monitor.ts'
import { gatewayInfo } from '../../src-shared/wire/hello.ts'
import { greetPage, type PageAttempt, type PageGreeting, type PageSecret } from './page-greeting.ts'
import { tokensIn } from './page-tokens.ts'
import type { PageStore } from './page-store.ts'

export type PageConnection = {
  readonly state: () => ConnectionState
  readonly health: () => HealthSnapshot
  /** Rejects with NOT_CONNECTED, REQUEST_TIMEOUT, GATEWAY_REQUEST_FAILED … */
  readonly request: (method: string, params: unknown, timeoutMs: number | undefined) => Promise<unknown>
  readonly connect: (secret?: PageSecret) => void
  readonly disconnect: () => void
  readonly checkHealth: () => Promise<void>
  /** Tries now where a try is planned: the page is looked at again, or the network is back. */
  readonly wake: () => void
  /** Looks whether the gateway is still there: the browser believes that the network is gone. */
  readonly doubt: () => void
  readonly deviceId: () => Promise<string>
}

export type PageConnectionParts = {
  /** ws:// or wss://, the gateway this page was loaded from. */
  readonly url: string
  readonly host: string
  readonly version: string
  readonly language: () => string
  readonly store: PageStore
  readonly loadDevice: () => Promise<GatewayBrowserDeviceIdentity>
  readonly clock: Clock
  readonly random: () => number
  readonly tell: {
    readonly state: (state: ConnectionState) => void
    readonly health: (health: HealthSnapshot) => void
    readonly event: (event: GatewayEvent) => void
    readonly gap: (gap: { readonly expected: number; readonly received: number }) => void
  }
}

/** The steps a page can see: its browser looks up names and opens sockets without saying how. */
const visibleLadder: Ladder = newLadder('direct').filter(({ id }) => id !== 'resolve' && id !== 'tcp')

const doubtMs = 3_000

export function openPageConnection(parts: PageConnectionParts): PageConnection {
  const { url, host, clock, tell } = parts
  const target: ConnectionTarget = { kind: 'direct', url }
  let state: ConnectionState = { phase: 'idle' }
  let health: HealthSnapshot = noHealth
  let ladder = visibleLadder
  let secret: PageSecret | undefined
  let attempt: PageAttempt | undefined
  let greeting: PageGreeting | undefined
  let monitor: HealthMonitor | undefined
  let failures = 0
  let pairingPolls = 0
  let onlineAt: number | undefined
  let lastOnlineAt: number | undefined
  let cancelPlan = (): void => undefined
  const device = once(parts.loadDevice)

  function publish(next: ConnectionState): void {
    state = next
    tell.state(next)
  }

  function leave(): void {
    cancelPlan()
    cancelPlan = () => undefined
    attempt?.end()
    monitor?.close()
    attempt = undefined
    greeting = undefined
    monitor = undefined
  }

  /** `quiet`: behind `needs-you`, to see whether a person has approved this browser elsewhere. */
  function dial(quiet: boolean): void {
    leave()
    ladder = visibleLadder
    const begun = clock.now()
    const show = () => {
      if (quiet) return
      publish({ phase: 'opening', target, ladder, attempt: failures + 1, since: begun, lastOnlineAt })
    }
    show()
    const report: LadderReporter = event => {
      ladder = climb(ladder, { ...event, at: clock.now() })
      show()
    }
    const own = greetPage({
      url,
      host,
      version: parts.version,
      language: parts.language(),
      secret,
      loadDevice: device,
      tokens: tokensIn(parts.store),
      report,
      onEvent: event => {
        monitor?.heard(event)
        tell.event(event)
      },
      onGap: tell.gap,
      onEnd: why => {
        if (attempt === own) fail(why.report)
      },
    })
    attempt = own
    void follow(own, quiet, report)
  }

  async function follow(own: PageAttempt, quiet: boolean, report: LadderReporter): Promise<void> {
    try {
      const result = await own.outcome
      if (attempt !== own) return
      if (!('refused' in result)) return settleIn(result, report)
      report({ step: result.refused.step, verdict: 'failed', error: result.refused.error.report })
      // A dead device token was forgotten just now; the shared secret may do, where there is one.
      if (result.refused.deviceTokenRefused && secret) return dial(quiet)
      fail(result.refused.error.report)
    } catch (error) {
      if (attempt !== own) return
      const why = toErrorReport(error)
      report({ step: 'gateway', verdict: 'failed', error: why })
      fail(why)
    }
  }

  function settleIn(result: PageGreeting, report: LadderReporter): void {
    const gateway = gatewayInfo(result.hello, clock.now())
    const notes = { handshake: gateway.version, 'gateway-auth': gateway.authMethod } as const
    for (const step of ['handshake', 'gateway-auth', 'pairing', 'scopes'] as const)
      report({ step, verdict: 'passed', note: step in notes ? notes[step as keyof typeof notes] : undefined })
    greeting = result
    onlineAt = clock.now()
    pairingPolls = 0
    // From here on this browser has a token of its own; the shared one is not needed in this page any more.
    if (result.hello.auth.deviceToken !== undefined) secret = undefined
    const since = onlineAt
    monitor = watchHealth({
      connection: {
        request: (method, params, { timeoutMs }) => request(method, params, timeoutMs),
        lastHeardAt: result.lastHeardAt,
        tickIntervalMs: result.hello.policy.tickIntervalMs,
      },
      host,
      clock,
      before: health,
      publish: snapshot => {
        health = snapshot
        tell.health(snapshot)
      },
      drop: error => fail(error.report),
    })
    report({ step: 'health', verdict: 'running' })
    void measureFirst(monitor, () => ({ phase: 'online', target, ladder, since, gateway }))
  }

  async function measureFirst(own: HealthMonitor, online: () => ConnectionState): Promise<void> {
    try {
      await own.check()
      if (monitor !== own) return
      ladder = climb(ladder, { step: 'health', verdict: 'passed', at: clock.now() })
      publish(online())
    } catch (error) {
      if (monitor === own) fail(toErrorReport(error))
    }
  }

  function fail(error: ErrorReport): void {
    if (onlineAt !== undefined) lastOnlineAt = clock.now()
    const wasStable = onlineAt !== undefined && clock.now() - onlineAt >= stableAfterMs
    leave()
    onlineAt = undefined
    if (error.retry === 'later') {
      failures = wasStable ? 1 : failures + 1
      const plan = planRetry(error, { failures, earlyCloses: 0 }, parts.random())
      publish({
        phase: 'waiting',
        target,
        ladder,
        attempt: failures,
        retryAt: clock.now() + plan.delayMs,
        error: plan.error,
        lastOnlineAt,
      })
      cancelPlan = clock.after(plan.delayMs, () => dial(false))
      return
    }
    publish({ phase: error.retry === 'after-change' ? 'needs-you' : 'failed', target, ladder, error })
    if (error.code === 'PAIRING_REQUIRED') {
      const delayMs = quietPollDelay(pairingPolls++, parts.random())
      cancelPlan = clock.after(delayMs, () => dial(true))
    }
  }

  function doubt(): void {
    if (state.phase === 'online') monitor?.check(doubtMs).catch(() => undefined)
  }

  async function request(method: string, params: unknown, timeoutMs: number | undefined): Promise<unknown> {
    if (!greeting) throw appError('NOT_CONNECTED', {})
    try {
      return await greeting.client.request(method, params, timeoutMs === undefined ? {} : { timeoutMs })
    } catch (error) {
      throw isAppError(error) ? error : explainRequestError(method, error)
    }
  }

  return {
    state: () => state,
    health: () => health,
    request,
    connect: given => {
      secret = given ?? secret
      failures = 0
      pairingPolls = 0
      dial(false)
    },
    disconnect: () => {
      leave()
      publish({ phase: 'idle' })
    },
    checkHealth: async () => monitor?.check(),
    wake: () => {
      if (state.phase === 'waiting') dial(false)
      else doubt()
    },
    doubt,
    deviceId: async () => (await device()).deviceId,
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () =>
    (made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    }))
}
