// How the connection is doing: one measured round trip every ten seconds, and the silence in between.
import { appError, isAppError, type AppError } from '../errors.ts'
import type { HealthSnapshot } from '../health.ts'
import type { GatewayEvent } from '../desktop-api.ts'
import type { Clock } from '../clock.ts'
import { readGatewayHealth } from './gateway-health.ts'

const roundMs = 10_000
/**
 * A question that is out for so long is told of before it fails: nothing stays green on hope. With the round before it
 * that is less than the 15 s for which a light may be wrong.
 */
const lateMs = 4_000
const answerTimeoutMs = 10_000
const keepLatencyMs = 2 * 60 * 60 * 1000
const maxSamples = 720
/** No question waits longer than that for its answer. */
const longestRoundTripMs = 30_000

/** The protocol's own measure: a gateway that was silent for two tick intervals is gone. */
const silentIntervals = 2

export type HealthMonitor = {
  /** Measures now; settles when the answer, or its failure, is published. Rejects with that failure. */
  readonly check: (timeoutMs?: number) => Promise<void>
  /** Hands in each event, for a `health` event saves a question. */
  readonly heard: (event: GatewayEvent) => void
  readonly close: () => void
}

/** What is watched: a connection on which the gateway has greeted. */
export type WatchedConnection = {
  /** Rejects with an AppError. */
  readonly request: (
    method: string,
    params: unknown,
    options: { readonly timeoutMs: number },
  ) => Promise<unknown>
  /** When the last sign of life came, milliseconds since the epoch. */
  readonly lastHeardAt: () => number
  readonly tickIntervalMs: number
}

export type HealthMonitorOptions = {
  readonly connection: WatchedConnection
  readonly host: string
  readonly clock: Clock
  /** What is known already, from before a reconnect to the same target. */
  readonly before: HealthSnapshot
  readonly publish: (snapshot: HealthSnapshot) => void
  /** The gateway has been silent for too long. */
  readonly drop: (error: AppError) => void
}

/** Watches one connection until `close`. The first round begins when `check` is first called. */
export function watchHealth(options: HealthMonitorOptions): HealthMonitor {
  const { connection, clock, host } = options
  let snapshot: HealthSnapshot = { ...options.before, failingSince: undefined }
  let running: Promise<void> | undefined
  let closed = false
  let cancelRound = (): void => undefined

  function publish(change: Partial<HealthSnapshot>): void {
    if (closed) return
    snapshot = { ...snapshot, ...change, lastHeardAt: connection.lastHeardAt() }
    options.publish(snapshot)
  }

  async function measure(timeoutMs: number): Promise<void> {
    const startedAt = clock.now()
    const heardBefore = connection.lastHeardAt()
    const cancelLate = clock.after(lateMs, () =>
      publish({ failingSince: snapshot.failingSince ?? startedAt }),
    )
    try {
      const answer = await connection.request('health', {}, { timeoutMs })
      settle(startedAt, answer)
    } catch (error) {
      // Refused is answered: the round trip counts, there is only nothing to show.
      if (isAppError(error, 'SCOPE_MISSING') || isAppError(error, 'GATEWAY_REQUEST_FAILED')) {
        settle(startedAt, undefined)
        return
      }
      publish({ failingSince: snapshot.failingSince ?? startedAt })
      const isSilent = connection.lastHeardAt() === heardBefore && heardBefore < startedAt
      if (isAppError(error, 'REQUEST_TIMEOUT') && isSilent) giveUp()
      throw error
    } finally {
      cancelLate()
    }
  }

  function settle(startedAt: number, answer: unknown): void {
    const now = clock.now()
    const ms = now - startedAt
    // A clock that was set meanwhile has measured nothing.
    const measured = ms >= 0 && ms <= longestRoundTripMs ? [{ at: now, ms }] : []
    const gateway = readGatewayHealth(answer)
    publish({
      failingSince: undefined,
      latency: [...snapshot.latency, ...measured]
        .filter(sample => now - sample.at <= keepLatencyMs)
        .slice(-maxSamples),
      ...(gateway && { gateway, gatewayAt: now }),
    })
  }

  function check(timeoutMs: number = answerTimeoutMs): Promise<void> {
    if (closed) return Promise.reject(appError('NOT_CONNECTED', {}))
    cancelRound()
    running ??= measure(timeoutMs).finally(() => {
      running = undefined
      if (!closed) cancelRound = clock.after(roundMs, round)
    })
    return running
  }

  function round(): void {
    // Its failure is in the snapshot already.
    check().catch(() => undefined)
  }

  function giveUp(): void {
    if (closed) return
    options.drop(appError('SERVER_SILENT', { host, silentMs: clock.now() - connection.lastHeardAt() }))
  }

  /** Counts looks rather than time: a clock that is set and a sleep of the computer say nothing of the other side. */
  function watchSilence(): () => void {
    const lookMs = Math.max(100, connection.tickIntervalMs / 2)
    const looksPerInterval = connection.tickIntervalMs / lookMs
    let heard = connection.lastHeardAt()
    let silentLooks = 0
    const look = (): void => {
      const before = heard
      heard = connection.lastHeardAt()
      silentLooks = heard === before ? silentLooks + 1 : 0
      if (silentLooks >= silentIntervals * looksPerInterval) return giveUp()
      // A tick is late: ask rather than wait, so that a healthy gateway is not dropped for a lost tick.
      if (silentLooks > looksPerInterval) round()
      cancelLook = clock.after(lookMs, look)
    }
    let cancelLook = clock.after(lookMs, look)
    return () => cancelLook()
  }

  const stopSilence = connection.tickIntervalMs > 0 ? watchSilence() : (): void => undefined

  return {
    check,
    heard: event => {
      if (event.event !== 'health') return
      const gateway = readGatewayHealth(event.payload)
      if (gateway) publish({ gateway, gatewayAt: clock.now() })
    },
    close: () => {
      closed = true
      cancelRound()
      stopSilence()
    },
  }
}
