// What a check of the doctor found, and the running of checks one after the other.
import { toErrorReport, type ErrorReport } from '../../../src-shared/errors.ts'

export type Verdict = 'passed' | 'careful' | 'failed' | 'skipped'

export type Finding = {
  readonly id: string
  readonly title: string
  readonly verdict: Verdict
  readonly durationMs: number
  /** What was found, in words. */
  readonly notes: readonly string[]
  /** What to do about it; absent where nothing is to be done. */
  readonly remedy?: string | undefined
}

export type Found = {
  readonly verdict?: Verdict | undefined
  readonly notes?: readonly (string | undefined)[] | undefined
  readonly remedy?: string | undefined
}

export type Check = {
  readonly id: string
  readonly title: string
  /** `passed` when it says nothing of a verdict. A rejection is a failure with its remedy. */
  readonly run: () => Promise<Found>
}

/** Runs them in order; `told` hears each as it ends. Rejects only with the signal's reason. */
export async function runChecks(
  checks: readonly Check[],
  signal: AbortSignal,
  told: (finding: Finding) => void,
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { id, title, run } of checks) {
    signal.throwIfAborted()
    const startedAt = performance.now()
    const {
      verdict = 'passed',
      notes = [],
      remedy,
    } = await run().catch((error: unknown) => {
      signal.throwIfAborted()
      return failure(toErrorReport(error))
    })
    const durationMs = Math.round(performance.now() - startedAt)
    const finding = {
      id,
      title,
      verdict,
      durationMs,
      notes: notes.filter(note => note !== undefined),
      remedy,
    }
    findings.push(finding)
    told(finding)
  }
  return findings
}

function failure({ message, remedy }: ErrorReport): Found {
  return { verdict: 'failed', notes: [message], remedy }
}

const marks: Record<Verdict, string> = { passed: '✓', careful: '!', failed: '✗', skipped: '·' }

/** The first line with mark and time, a line for each further note, and the remedy. */
export function findingLines({ title, verdict, durationMs, notes, remedy }: Finding): string[] {
  const [first = '', ...others] = notes
  const indent = ' '.repeat(4)
  return [
    `${marks[verdict]} ${title.padEnd(titleWidth)}  ${`${durationMs} ms`.padStart(8)}  ${first}`.trimEnd(),
    ...others.map(note => indent + note),
    ...(remedy ? [`${indent}→ ${remedy}`] : []),
  ]
}

const titleWidth = 30
