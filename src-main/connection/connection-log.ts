// What the log keeps of a connection: each step with its time, each change of phase.
import { targetName, type ConnectionState, type ConnectionTarget } from '../../src-shared/connection.ts'
import type { LadderEvent } from '../../src-shared/ladder.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { say } from '../../src-shared/said.ts'
import type { Log } from '../logging/log.ts'

export function logLadder(log: Log, target: ConnectionTarget, event: LadderEvent): void {
  const { step, verdict, note, via, error } = event
  const fields = {
    target: targetName(target, inEnglish),
    step,
    verdict,
    ...(note !== undefined && { note: say(note, inEnglish) }),
    ...(via !== undefined && { via }),
    ...(error && { code: error.code, details: error.details }),
  }
  if (verdict === 'failed') log.warn('a step failed', fields)
  else log.info('a step', fields)
}

/** Only changes of phase: a state is also new when its ladder or its health is. */
export function logPhase(log: Log, before: ConnectionState, after: ConnectionState): void {
  if (before.phase === after.phase) return
  log.info('the connection changed', {
    from: before.phase,
    to: after.phase,
    ...('target' in after && { target: targetName(after.target, inEnglish) }),
    ...('error' in after && { code: after.error.code }),
    ...(after.phase === 'waiting' &&
      after.retryAt !== undefined && { retryAt: new Date(after.retryAt).toISOString() }),
  })
}
