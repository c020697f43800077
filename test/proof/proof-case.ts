// What the proof is made of: cases, each measured in a process of its own, and what came of one.

/** One fault or input, as it was walked. */
export type Step = { readonly what: string; readonly ok: boolean; readonly ms: number }

export type Outcome = {
  /** So many of the case's unit were done, */
  readonly played: number
  /** and so many ended as they should. */
  readonly passed: number
  /** In words; empty when all is well. */
  readonly failures: readonly string[]
  /** What was counted or timed, by its name with its unit. */
  readonly numbers: Readonly<Record<string, number>>
  readonly steps?: readonly Step[] | undefined
}

export type Measure = (options: { readonly amount: number; readonly seed: number }) => Promise<Outcome>

export type ProofCase = {
  /** `P7`, `F6`, `B2`, `X3`; what belongs to one line of a table in several ways has a second part: `B2.hand`. */
  readonly id: string
  readonly title: string
  /** How each should end. */
  readonly expected: string
  /** What the amount counts. */
  readonly unit: string
  /** Played by `npm run prove`, and by `npm run prove -- --full`: the whole of it. What a promise needs stands there. */
  readonly usual: number
  readonly full: number
  /** Nothing else is played meanwhile: what it measures would be of that, too. */
  readonly isAlone?: boolean
  /** It is over by then, or has failed; in minutes. */
  readonly withinMin?: number
  /** Absent while nobody has measured it. */
  readonly measure?: Measure
}

/** The value below which so many of a hundred lie; NaN of nothing. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const index = Math.ceil((percent / 100) * sorted.length) - 1
  return sorted[Math.max(0, index)] ?? Number.NaN
}
