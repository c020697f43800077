// What a case of the fault table is: a function that does its faults for real and says, in numbers, what came of them.

export type FaultOptions = {
  /** How many variants are played; they are drawn by the seed, and begin anew when there are fewer. */
  readonly amount: number
  readonly seed: number
}

export type FaultVerdict = {
  /** As in the table: F1, F2 … P5. */
  readonly id: string
  readonly seed: number
  readonly played: number
  readonly passed: number
  /** One line for each variant that did not end as it should. */
  readonly failures: readonly string[]
  /** Milliseconds, by what was measured; empty where a case measures nothing. */
  readonly measured: Readonly<Record<string, readonly number[]>>
}

export type FaultCase = (options: FaultOptions) => Promise<FaultVerdict>

/** The value below which so many of a hundred lie; NaN of nothing. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const index = Math.ceil((percent / 100) * sorted.length) - 1
  return sorted[Math.max(0, index)] ?? Number.NaN
}
