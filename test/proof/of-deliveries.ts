// What the outbox's proofs count, as the proof takes it.
import type { Measure } from './proof-case.ts'

type Numbers = Readonly<Record<string, unknown>>
type Counted = (options: { readonly amount: number; readonly seed: number }) => Promise<Numbers>

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

/** `unit` names the number that the amount counts. */
export function ofDeliveries(count: Counted, unit: string, mayBe: readonly string[] = []): Measure {
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
    const played = numbers[unit] ?? 0
    if (played === 0) failures.push(`nothing was played: ${unit} is 0`)
    return { played, passed: failures.length === 0 ? played : 0, failures, numbers }
  }
}
