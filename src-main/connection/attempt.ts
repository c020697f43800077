// One attempt to connect, and the connection it becomes: it is opened, watched, used and ended as one.
import { isDeepStrictEqual } from 'node:util'
import type { ConnectionTarget, GatewayInfo } from '../../src-shared/connection.ts'
import type { GatewayEvent } from '../../src-shared/desktop-api.ts'
import {
  appError,
  isAppError,
  toErrorReport,
  type AppError,
  type ErrorReport,
} from '../../src-shared/errors.ts'
import { judgeHealth, type HealthSnapshot } from '../../src-shared/health.ts'
import type { LadderEvent, LadderReporter } from '../../src-shared/ladder.ts'
import type { Said } from '../../src-shared/said.ts'
import type { GatewayCredentials } from '../gateway-client/client-identity.ts'
import type { GatewayConnection, GatewayRequestOptions } from '../gateway-client/gateway-connection.ts'
import type { Clock } from '../../src-shared/clock.ts'
import type { ConnectionParts } from './connection-parts.ts'
import type { Endpoint } from './endpoint.ts'
import { watchHealth, type HealthMonitor } from '../../src-shared/wire/health-monitor.ts'
import type { HelpOverSsh } from './help-over-ssh.ts'
import { openGateway } from './open-gateway.ts'

export type AttemptOptions = {
  readonly target: ConnectionTarget
  readonly attended: boolean
  readonly credentials: GatewayCredentials | undefined
  /** See `help-over-ssh.ts`. */
  readonly help: Pick<HelpOverSsh, 'borrowed' | 'forget'>
  /** It takes the place of an open connection, and nobody is to notice: requests wait for it. */
  readonly takesOver: boolean
  /** Asked once, at the beginning; may throw for a target that cannot be dialled. */
  readonly endpoint: () => Endpoint
  readonly healthBefore: HealthSnapshot
  readonly clock: Clock
  readonly report: (event: LadderEvent) => void
  readonly opened: (gateway: GatewayInfo) => void
  /** The attempt failed, or the connection was lost. Not told after `end`. */
  readonly failed: (error: ErrorReport) => void
  /** What is not well although we are connected; told when it changes. */
  readonly judged: (degraded: Said | undefined) => void
  readonly health: (snapshot: HealthSnapshot) => void
  readonly event: (event: GatewayEvent) => void
  readonly gap: (gap: { readonly expected: number; readonly received: number }) => void
}

export type Attempt = {
  /** Rejects with NOT_CONNECTED until it is open. */
  readonly request: <T>(method: string, params?: unknown, options?: GatewayRequestOptions) => Promise<T>
  /** Settles when the answer, or its failure, is told. */
  readonly checkHealth: () => Promise<void>
  /**
   * Sees within 3 s whether the connection still lives, and drops it, with its road if need be, when not. Gives true
   * when it was heard itself, as opposed to being replaced or merely slow.
   */
  readonly probe: () => Promise<boolean>
  /** Begins the session anew over the same road; requests wait for it meanwhile. */
  readonly renew: () => Promise<void>
  /** Aborts or closes it. The road stays. */
  readonly end: () => Promise<void>
}

const probeTimeoutMs = 3_000
const handoverTimeoutMs = 5_000

/** Begins at once; what comes of it is told through `options`. */
export function beginAttempt(options: AttemptOptions, parts: ConnectionParts): Attempt {
  const { target, clock } = options
  const abort = new AbortController()
  let endpoint: Endpoint | undefined
  let connection: GatewayConnection | undefined
  let monitor: HealthMonitor | undefined
  let degraded: Said | undefined
  /** Open while the session is begun anew over a road that was replaced. */
  let handover = options.takesOver ? Promise.withResolvers<void>() : undefined
  let renewing = false
  let climbed = (): void => undefined

  const report: LadderReporter = event => {
    if (!abort.signal.aborted) options.report({ ...event, at: clock.now() })
  }

  async function run(): Promise<void> {
    try {
      if (parts.takeTurn) climbed = await parts.takeTurn(abort.signal)
      endpoint = options.endpoint()
      for (let isFirst = true; ; isFirst = false) {
        const { handovers } = endpoint
        const before = handovers()
        const opened = isFirst ? await open(endpoint) : await openAfterHandover(endpoint)
        if (abort.signal.aborted) return await opened.close()
        connection = opened
        climbed()
        handover?.resolve()
        options.opened(opened.info)
        watch(opened, endpoint)
        const why = await opened.closed
        monitor?.close()
        if (abort.signal.aborted) return
        const isRenewed = renewing
        renewing = false
        if (!isRenewed && before === handovers()) {
          const heard = { now: clock.now(), gatewayAt: opened.lastHeardAt() }
          return options.failed((await betterReason(why, endpoint, heard)).report)
        }
        // The road goes on, over another connection or the same: only the session on it has to be begun anew.
        if (!isRenewed) handover = Promise.withResolvers()
      }
    } catch (error) {
      if (abort.signal.aborted) return
      if (!isAppError(error)) parts.log.error('an attempt failed unexpectedly', { error })
      options.failed(toErrorReport(error))
    } finally {
      climbed()
      handover?.resolve()
    }
  }

  function open(road: Endpoint, quietly?: { readonly signal: AbortSignal }): Promise<GatewayConnection> {
    return openGateway(
      {
        target,
        endpoint: road,
        report: quietly ? () => undefined : report,
        attended: options.attended && !quietly,
        credentials: options.credentials,
        borrowed: options.help.borrowed(),
        tokenKept: options.help.forget,
        watchers: { event: heard, gap: options.gap },
        signal: quietly?.signal ?? abort.signal,
      },
      parts,
    )
  }

  /** Within a time in which nobody would call the connection lost. */
  async function openAfterHandover(road: Endpoint): Promise<GatewayConnection> {
    const late = new AbortController()
    const cancel = clock.after(handoverTimeoutMs, () =>
      late.abort(appError('CONNECTION_LOST', { host: road.host })),
    )
    try {
      return await open(road, { signal: AbortSignal.any([abort.signal, late.signal]) })
    } finally {
      cancel()
    }
  }

  function watch(opened: GatewayConnection, road: Endpoint): void {
    degraded = undefined
    monitor = watchHealth({
      connection: opened,
      host: road.host,
      clock,
      before: options.healthBefore,
      publish: snapshot => {
        options.health(snapshot)
        judge(snapshot)
      },
      drop: opened.drop,
    })
    void firstCheck(monitor)
  }

  async function firstCheck(health: HealthMonitor): Promise<void> {
    report({ step: 'health', verdict: 'running' })
    try {
      await health.check()
      report({ step: 'health', verdict: 'passed' })
    } catch (error) {
      report({ step: 'health', verdict: 'failed', error: toErrorReport(error) })
    }
  }

  function judge(snapshot: HealthSnapshot): void {
    const { level, reasons } = judgeHealth(snapshot, clock.now())
    const isWell = level === 'good' || level === 'unknown'
    const next = isWell ? undefined : reasons[0]
    if (sameWords(next, degraded) || abort.signal.aborted) return
    degraded = next
    options.judged(next)
  }

  function heard(event: GatewayEvent): void {
    if (abort.signal.aborted) return
    monitor?.heard(event)
    options.event(event)
  }

  async function probe(): Promise<boolean> {
    const probed = connection
    if (!probed || !endpoint) return false
    const startedAt = clock.now()
    const before = endpoint.handovers()
    const [answer, road] = await Promise.allSettled([
      probed.request('health', {}, { timeoutMs: probeTimeoutMs }),
      endpoint.probe(probeTimeoutMs),
    ])
    if (abort.signal.aborted || before !== endpoint.handovers()) return false
    if (answer.status === 'fulfilled') return true
    // A road that lives ends at a gateway on its own host: a slow answer there is busy, not lost.
    const roadLives = road.status === 'fulfilled' && road.value === 'alive'
    if (roadLives) return isAppError(answer.reason, 'REQUEST_TIMEOUT')
    // What came may have been under way since before: it is no silence, and no proof.
    if (probed.lastHeardAt() >= startedAt) return false
    const silentMs = clock.now() - probed.lastHeardAt()
    probed.drop(appError('SERVER_SILENT', { host: endpoint.host, silentMs }))
    // In the same breath, so that the next attempt does not take this road.
    if (road.status === 'rejected') await endpoint.close()
    return false
  }

  const ran = run()

  return {
    request: async (method, params, request) => {
      await handover?.promise
      if (!connection) throw appError('NOT_CONNECTED', {})
      return connection.request(method, params, request)
    },
    checkHealth: async () => {
      // Its failure is in the snapshot.
      await monitor?.check().catch(() => undefined)
    },
    probe,
    renew: async () => {
      if (!connection || renewing) return
      renewing = true
      handover = Promise.withResolvers()
      await connection.close()
    },
    end: async () => {
      abort.abort(appError('CANCELLED', {}))
      monitor?.close()
      await connection?.close()
      await ran
    },
  }
}

/** A tunnel that went down takes the socket with it, and knows better why; one that lives clears the host. */
async function betterReason(
  why: AppError | undefined,
  endpoint: Endpoint,
  heard: { readonly now: number; readonly gatewayAt: number },
): Promise<AppError> {
  const { host } = endpoint
  const reason = why ?? appError('CONNECTION_LOST', { host })
  if (reason.code === 'SERVER_SILENT') {
    const silentMs = heard.now - heard.gatewayAt
    const roadSilentMs = heard.now - (endpoint.lastHeardAt?.() ?? Number.NEGATIVE_INFINITY)
    // Whatever the line brought last came for both; a road that was heard long after that is well.
    return roadSilentMs < silentMs / 2 ? appError('GATEWAY_HUNG', { host, silentMs }, reason) : reason
  }
  if (reason.code !== 'CONNECTION_LOST') return reason
  return (await endpoint.whyLost()) ?? reason
}

function sameWords(one: Said | undefined, other: Said | undefined): boolean {
  return isDeepStrictEqual(one, other)
}
