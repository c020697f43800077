// From a target to a stream that ends at the gateway's port. Three kinds of road, one shape.
import type { Duplex } from 'node:stream'
import { isAppError, type AppError } from '../../src-shared/errors.ts'
import type { LadderReporter } from '../../src-shared/ladder.ts'
import type { Said } from '../../src-shared/said.ts'
import type { GatewayCredentials } from '../gateway-client/client-identity.ts'
import type { RemoteCommand, RemoteEnd } from '../tunnel/tunnel.ts'

export type RoadWatchers = {
  readonly report: LadderReporter
  /** Whether a person is there to answer questions. */
  readonly attended: boolean
  readonly signal: AbortSignal
}

export type Endpoint = {
  /** For the WebSocket's Host header and path, once a stream was opened. */
  readonly url: () => string
  /** How people would name the place, for messages. */
  readonly where: string
  readonly host: string
  /**
   * A stream to the gateway's port; opens the road first where it is not open. Reports the steps up to `channel`.
   * Rejects with an AppError, reported as the failure of its step, or with the signal's reason.
   */
  readonly openStream: (watchers: RoadWatchers) => Promise<Duplex>
  /** Another stream beside it, for other programs; rejects with NOT_CONNECTED while the road is not open. */
  readonly openBeside: (signal: AbortSignal) => Promise<Duplex>
  /** Runs a fixed command at the other end, opening the road first where it is not open; absent where there is none. */
  readonly run?: ((command: RemoteCommand, watchers: RoadWatchers) => Promise<RemoteEnd>) | undefined
  /** What the road itself brings along to show the gateway, when nothing is stored for the target. */
  readonly credentials: () => Promise<GatewayCredentials>
  /** Asks the road itself for a sign of life; rejects when none comes in time. `unknown`: it has none of its own. */
  readonly probe: (timeoutMs: number) => Promise<'alive' | 'unknown'>
  /** The road's own last sign of life, milliseconds since the epoch; absent where it has none, or is not open. */
  readonly lastHeardAt?: (() => number | undefined) | undefined
  /** How often the road was replaced by another one beside it. Streams of the one before are gone then. */
  readonly handovers: () => number
  /** Why the road ended, when it did: it tells more than the socket's own "connection lost". */
  readonly whyLost: () => Promise<AppError | undefined>
  /** Closes the road. It may be opened again. */
  readonly close: () => Promise<void>
}

/** Runs one step of the ladder and reports how it went. `note` is made from what came of it. */
export async function takeStep<T>(
  report: LadderReporter,
  step: Parameters<LadderReporter>[0]['step'],
  signal: AbortSignal,
  run: () => Promise<T>,
  note: (value: T) => Said | undefined,
): Promise<T> {
  report({ step, verdict: 'running' })
  try {
    const value = await run()
    report({ step, verdict: 'passed', note: note(value) })
    return value
  } catch (error) {
    if (!signal.aborted && isAppError(error)) report({ step, verdict: 'failed', error: error.report })
    throw error
  }
}
