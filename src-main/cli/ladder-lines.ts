// The ladder on a terminal, in the words every door uses.
import { stepTitle, type Ladder, type LadderStep, type Verdict } from '../../src-shared/ladder.ts'
import { errorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { say } from '../../src-shared/said.ts'

const marks: Record<Verdict, string> = { waiting: '·', running: '…', asking: '?', passed: '✓', failed: '✗' }

export function ladderLines(ladder: Ladder): string[] {
  const width = Math.max(...ladder.map(step => stepTitle(step.id, inEnglish).length))
  return ladder.map(step => {
    const time =
      step.verdict === 'waiting' || step.durationMs === undefined ? '' : `${Math.round(step.durationMs)} ms`
    const line = `${marks[step.verdict]} ${stepTitle(step.id, inEnglish).padEnd(width)}  ${time.padStart(8)}  ${noteOf(step)}`
    return line.trimEnd()
  })
}

function noteOf(step: LadderStep): string {
  return step.error?.message ?? say(step.note ?? '', inEnglish)
}

/** Why the climb ended before the top; nothing when every step was passed. */
export function ladderFailure(ladder: Ladder): ErrorReport | undefined {
  const failed = ladder.find(step => step.verdict === 'failed')
  if (failed) return failed.error ?? errorReport('INTERNAL', { name: `${failed.id} failed without a reason` })
  return ladder.every(step => step.verdict === 'passed') ? undefined : errorReport('CANCELLED', {})
}
