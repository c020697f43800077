// What came of a load, held to the numbers of its table.
import type { Want } from '../../../bench/support/finding.ts'
import type { Outcome } from '../proof-case.ts'

export type Load = {
  /** So many of the case's unit went through, */
  readonly played: number
  /** and what was wrong with them, in words. */
  readonly failures: readonly string[]
  readonly numbers: Readonly<Record<string, number>>
  /** What each number has to be; one that is not named is told and not judged. */
  readonly wants: Readonly<Record<string, Want>>
}

/** Whoever is not as quick or as small as wanted has failed as a whole. A wanted number that is not there counts as missed. */
export function loadOutcome({ played, failures, numbers, wants }: Load): Outcome {
  const missed = Object.entries(wants).flatMap(([name, want]) => {
    const value = numbers[name] ?? Number.NaN
    const isMet = 'atMost' in want ? value <= want.atMost : value >= want.atLeast
    const bound = 'atMost' in want ? `more than ${want.atMost}` : `less than ${want.atLeast}`
    return isMet ? [] : [`${name} is ${Math.round(value * 100) / 100}, ${bound}`]
  })
  const all = [...failures, ...missed]
  return { played, passed: all.length === 0 ? played : 0, failures: all, numbers }
}
