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
  /** Each variant in the order it was played. */
  readonly walked: readonly { readonly what: string; readonly ok: boolean; readonly ms: number }[]
}

export type FaultCase = (options: FaultOptions) => Promise<FaultVerdict>
