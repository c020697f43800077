// "Test connection": the ladder climbed once, beside the real connection and on a road of its own.
import { roadsTo, type ConnectionTarget } from '../../src-shared/connection.ts'
import { isAppError, toErrorReport } from '../../src-shared/errors.ts'
import { climb, currentStep, newLadder, type Ladder, type LadderReporter } from '../../src-shared/ladder.ts'
import { systemClock } from './clock.ts'
import type { GatewayConnection } from '../gateway-client/gateway-connection.ts'
import type { ConnectionParts, ConnectOptions } from './connection-parts.ts'
import type { Endpoint } from './endpoint.ts'
import { endpointFor, openGateway } from './open-gateway.ts'

export type TestOptions = ConnectOptions & {
  /** Called at the top of the ladder, before everything is closed again. What it rejects with is logged. */
  readonly inspect?:
    | ((opened: {
        readonly request: GatewayConnection['request']
        /** What the gateway has promised: a sign of life this often. */
        readonly tickIntervalMs: number
        readonly endpoint: Endpoint
      }) => Promise<void>)
    | undefined
}

const healthTimeoutMs = 10_000

/**
 * Settles with the ladder as far as it was climbed; a failure is in the ladder, not thrown. Rejects only with the
 * signal's reason. No gateway is started for it, and everything opened is closed again.
 */
export async function testConnection(
  target: ConnectionTarget,
  onLadder: (ladder: Ladder) => void,
  signal: AbortSignal,
  options: TestOptions | undefined,
  parts: ConnectionParts,
): Promise<Ladder> {
  const clock = parts.clock ?? systemClock
  const [road] = roadsTo(target)
  let ladder = newLadder(road.kind)
  let endpoint: Endpoint | undefined
  const report: LadderReporter = event => {
    ladder = climb(ladder, { ...event, at: clock.now() })
    onLadder(ladder)
  }
  signal.throwIfAborted()
  try {
    endpoint = endpointFor(road, { ...parts, startLocalGateway: undefined })
    const connection = await openGateway(
      {
        target,
        endpoint,
        report,
        signal,
        attended: options?.attended ?? true,
        credentials: options?.credentials,
        watchers: { event: () => undefined, gap: () => undefined },
      },
      parts,
    )
    try {
      report({ step: 'health', verdict: 'running' })
      await connection.request('health', {}, { timeoutMs: healthTimeoutMs, signal })
      report({ step: 'health', verdict: 'passed' })
      const { request, tickIntervalMs } = connection
      await options?.inspect?.({ request, tickIntervalMs, endpoint }).catch((error: unknown) => {
        parts.log.warn('a gateway could not be looked at', { error })
      })
    } finally {
      await connection.close()
    }
  } catch (error) {
    signal.throwIfAborted()
    if (!isAppError(error)) parts.log.error('a test failed unexpectedly', { error })
    const step = currentStep(ladder)
    if (step && step.verdict !== 'failed') {
      report({ step: step.id, verdict: 'failed', error: toErrorReport(error) })
    }
  } finally {
    await endpoint?.close()
  }
  return ladder
}
