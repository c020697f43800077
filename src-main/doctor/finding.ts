// What a check of the doctor found, and the running of checks one after the other.
import type { DoctorCheckId, DoctorVerdict, Finding } from '../../src-shared/doctor.ts'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { english } from '../../src-shared/i18n/english.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { ladderSteps, stepTitle, type LadderStepId } from '../../src-shared/ladder.ts'
import { say, type Said } from '../../src-shared/said.ts'
import { orAbort } from '../connection/or-abort.ts'
import type { TimeLimit } from './time-limit.ts'

export type Found = {
  readonly verdict?: DoctorVerdict | undefined
  readonly notes?: readonly (Said | undefined)[] | undefined
  readonly remedy?: Said | undefined
}

export type Check = {
  readonly id: DoctorCheckId
  /** `passed` when it says nothing of a verdict. A rejection is a failure with its remedy. */
  readonly run: () => Promise<Found>
}

/**
 * Runs them in order; `told` hears each as it ends. When the time is over, the one that runs has failed and those after it
 * are not begun. Rejects only with the reason of the caller's signal.
 */
export async function runChecks(
  checks: readonly Check[],
  limit: TimeLimit,
  told: (finding: Finding) => void,
): Promise<void> {
  for (const { id, run } of checks) {
    if (limit.isOver()) {
      told({ id, verdict: 'not-reached', durationMs: 0, notes: [limit.notReached()] })
      continue
    }
    limit.signal.throwIfAborted()
    const startedAt = performance.now()
    const {
      verdict = 'passed',
      notes = [],
      remedy,
    } = await orAbort(run(), limit.signal).catch((error: unknown) => {
      if (limit.isOver()) return failure(toErrorReport(limit.unfinished()))
      limit.signal.throwIfAborted()
      return failure(toErrorReport(error))
    })
    const durationMs = Math.round(performance.now() - startedAt)
    told({ id, verdict, durationMs, notes: notes.filter(note => note !== undefined), remedy })
  }
}

function failure({ message, remedy }: ErrorReport): Found {
  return { verdict: 'failed', notes: [message], remedy }
}

const marks: Record<DoctorVerdict, string> = {
  passed: '✓',
  careful: '!',
  failed: '✗',
  skipped: '·',
  'not-reached': '·',
}

const steps: ReadonlySet<string> = new Set(ladderSteps)

/** Whether it is about a step of the way rather than a check of its own. */
export function isStep(finding: Finding): finding is Finding & { readonly id: LadderStepId } {
  return steps.has(finding.id)
}

/** The first line with mark and time, a line for each further note, and the remedy. */
export function findingLines(finding: Finding): string[] {
  const { verdict, durationMs, error } = finding
  const said = finding.notes.map(note => say(note, inEnglish))
  const notes = error ? [error.message, ...said] : said
  const remedy = error?.remedy ?? (finding.remedy && say(finding.remedy, inEnglish))
  const [first = verdict === 'not-reached' ? 'not reached' : '', ...others] = notes
  const indent = ' '.repeat(4)
  const time = verdict === 'not-reached' ? '' : `${durationMs} ms`
  return [
    `${marks[verdict]} ${titleOf(finding).padEnd(titleWidth)}  ${time.padStart(8)}  ${first}`.trimEnd(),
    ...others.map(note => indent + note),
    ...(remedy ? [`${indent}→ ${remedy}`] : []),
  ]
}

export function titleOf(finding: Finding): string {
  return isStep(finding)
    ? stepTitle(finding.id, inEnglish)
    : english.doctor.checks[finding.id as DoctorCheckId]
}

const titleWidth = 32
