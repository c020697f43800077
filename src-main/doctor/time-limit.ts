// How long an examination may take as a whole, and what is said of the checks that it did not finish.
import { appError, type AppError } from '../../src-shared/errors.ts'
import { phrase, type Said } from '../../src-shared/said.ts'

export type TimeLimit = {
  /** Aborts when the time is over, or with the caller's signal. */
  readonly signal: AbortSignal
  /** The time is over, and it was not the caller who ended the examination. */
  readonly isOver: () => boolean
  /** Of what was being done then: EXAMINATION_TIMEOUT. */
  readonly unfinished: () => AppError
  /** Of what had not begun by then. */
  readonly notReached: () => Said
}

/** Without `timeoutMs` only the caller ends it. The timer keeps no process alive. */
export function startTimeLimit(caller: AbortSignal, timeoutMs: number | undefined): TimeLimit {
  const ms = timeoutMs ?? 0
  const limit = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)
  return {
    signal: limit ? AbortSignal.any([caller, limit]) : caller,
    isOver: () => limit?.aborted === true && !caller.aborted,
    unfinished: () => appError('EXAMINATION_TIMEOUT', { timeoutMs: ms }),
    notReached: () => phrase('docOutOfTime', { ms }),
  }
}
