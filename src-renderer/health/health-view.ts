// What the Health page says, from the connection and the last measurements; pure.
import {
  describeConnection,
  retryingOf,
  type ConnectionState,
  type Tone,
} from '../../src-shared/connection.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'
import { say } from '../../src-shared/said.ts'
import { judgeHealth, type HealthLevel, type HealthSnapshot } from '../../src-shared/health.ts'

type Shape = 'good' | 'attention' | 'bad' | 'busy' | 'returning' | 'unknown'

export type HealthVerdict = {
  readonly shape: Shape
  readonly headline: string
  readonly reasons: readonly string[]
  /** What is shown besides is the last that was known, and proves nothing about now. */
  readonly stale: boolean
}

const shapes: Record<HealthLevel, Shape> = {
  good: 'good',
  degraded: 'attention',
  late: 'attention',
  bad: 'bad',
  unknown: 'busy',
}

const awayShapes: Record<Tone, Shape> = {
  off: 'unknown',
  busy: 'busy',
  returning: 'returning',
  good: 'good',
  attention: 'attention',
  bad: 'bad',
}

/** Without a connection nothing is measured, so nothing is called stopped or broken: it is out of reach. */
export function healthVerdict(
  state: ConnectionState,
  snapshot: HealthSnapshot,
  now: number,
  t: T,
): HealthVerdict {
  if (state.phase === 'online') {
    const { level, reasons } = judgeHealth(snapshot, now)
    return {
      shape: shapes[level],
      headline: t(`health.verdict.${level}`),
      reasons: reasons.map(reason => say(reason, t)),
      stale: level === 'bad' || level === 'late',
    }
  }
  const { tone, detail } = describeConnection(state, now, t)
  return {
    shape: awayShapes[tone],
    headline: t(`health.verdict.${awayHeadline(state)}`),
    reasons: 'target' in state && detail ? [detail] : [],
    stale: true,
  }
}

function awayHeadline(state: ConnectionState): 'connecting' | 'reconnecting' | 'notConnected' | 'outOfReach' {
  if (state.phase === 'idle' || state.phase === 'closing') return 'notConnected'
  const retrying = retryingOf(state)
  if (retrying === 'reconnecting') return retrying
  return state.phase === 'opening' && !retrying ? 'connecting' : 'outOfReach'
}
