// What a measure finds: ours beside theirs, taken in the same rounds.
import { median, range } from './statistics.ts'

export type Want = { readonly atLeast: number } | { readonly atMost: number }

export type Finding = {
  readonly name: string
  readonly unit: string
  readonly peer: string
  /** Medians over the rounds; `theirs` is absent where the want is absolute. */
  readonly ours: number
  readonly theirs: number | undefined
  /** Median of ours/theirs within each round; ours itself where there is no peer. */
  readonly got: number
  /** The lowest and the highest of what `got` is the median of. */
  readonly spread: readonly [low: number, high: number]
  /** Absent for a figure that is printed for information. */
  readonly want: Want | undefined
  readonly met: boolean | undefined
  readonly note: string | undefined
}

type Told = {
  readonly name: string
  readonly unit: string
  readonly peer: string
  readonly want?: Want
  readonly note?: string
}

/** Of pairs taken in turns, round by round: noise of the computer strikes both. */
export function compare(
  told: Told,
  rounds: readonly { readonly ours: number; readonly theirs: number }[],
): Finding {
  const ratios = rounds.map(({ ours, theirs }) => ours / theirs)
  return {
    ...describe(told, ratios),
    ours: median(rounds.map(({ ours }) => ours)),
    theirs: median(rounds.map(({ theirs }) => theirs)),
  }
}

export function judge(told: Told, values: readonly number[]): Finding {
  return { ...describe(told, values), ours: median(values), theirs: undefined }
}

function describe(told: Told, values: readonly number[]): Omit<Finding, 'ours' | 'theirs'> {
  const { name, unit, peer, want, note } = told
  const got = median(values)
  return { name, unit, peer, got, spread: range(values), want, met: want && meets(got, want), note }
}

function meets(got: number, want: Want): boolean {
  return 'atLeast' in want ? got >= want.atLeast : got <= want.atMost
}
