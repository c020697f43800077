// What the outbox's proofs count, as the proof takes it.
import { severalAtOnce } from './at-once.ts'
import type { Measure } from './proof-case.ts'

type Options = { readonly amount: number; readonly seed: number }
type Numbers = Readonly<Record<string, unknown>>
type Counted = (options: Options) => Promise<Numbers>

/** What must be nothing wherever it is counted. */
const faults = [
  'lost',
  'twice',
  'outOfOrder',
  'refusedOtherwise',
  'endedOtherwise',
  'wrong',
  'blanked',
  'doubled',
]

/** `unit` names the number that the amount counts; it comes `each` times for one of the amount. */
export function ofDeliveries(
  count: Counted,
  unit: string,
  { mayBe = [], each = 1 }: { readonly mayBe?: readonly string[]; readonly each?: number } = {},
): Measure {
  return async options => {
    const counted = await count(options)
    const numbers = Object.fromEntries(
      Object.entries(counted).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    )
    const failures = faults
      .filter(name => !mayBe.includes(name) && (numbers[name] ?? 0) > 0)
      .map(name => `${name}: ${numbers[name]} (seed ${options.seed})`)
    const example = counted['counterExample']
    if (typeof example === 'string' && example !== '') failures.push(`counter-example: ${example}`)
    const played = (numbers[unit] ?? 0) / each
    if (played === 0) failures.push(`nothing was played: ${unit} is 0`)
    return { played, passed: failures.length === 0 ? played : 0, failures, numbers }
  }
}

/** Plays the amount in parts of `size`, each with a bench and a seed of its own, and adds up what they counted. */
export function inParts(count: Counted, size: number, atOnce: number): Counted {
  return async ({ amount, seed }) => {
    const parts = await severalAtOnce(Math.ceil(amount / size), atOnce, part =>
      count({ amount: Math.min(size, amount - part * size), seed: seed + part }),
    )
    const sum: Record<string, unknown> = {}
    for (const [name, value] of parts.flatMap(part => Object.entries(part)))
      if (typeof value === 'number') sum[name] = ((sum[name] as number | undefined) ?? 0) + value
      else if (value !== '') sum[name] = value
    return sum
  }
}
