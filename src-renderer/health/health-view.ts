// What the Health page says, from the connection and the last measurements; pure.
import { describeConnection, type ConnectionState } from '../../src-shared/connection.ts'
import { sayError } from '../../src-shared/error-words.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'
import { say } from '../../src-shared/said.ts'
import { judgeHealth, type HealthLevel, type HealthSnapshot } from '../../src-shared/health.ts'

type Shape = 'good' | 'attention' | 'bad' | 'busy' | 'unknown'

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
  bad: 'bad',
  unknown: 'busy',
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
      stale: level === 'bad',
    }
  }
  const { detail } = describeConnection(state, now, t)
  if (state.phase === 'opening')
    return { shape: 'busy', headline: t('health.verdict.connecting'), reasons: [detail], stale: true }
  if (state.phase === 'idle' || state.phase === 'closing')
    return { shape: 'unknown', headline: t('health.verdict.notConnected'), reasons: [], stale: true }
  return {
    shape: 'bad',
    headline: t('health.verdict.outOfReach'),
    reasons: [sayError(state.error, t).message],
    stale: true,
  }
}
