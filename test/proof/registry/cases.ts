// Every case of the proof, in the order in which it is played and printed.
import { promises } from '../promises.ts'
import type { ProofCase } from '../proof-case.ts'
import { badInputCases } from './bad-input-cases.ts'
import { faultCases } from './fault-cases.ts'
import { loadCases } from './load-cases.ts'
import { outboxCases } from './outbox-cases.ts'
import { promiseCases } from './promise-cases.ts'

export const cases: readonly ProofCase[] = [
  ...outboxCases,
  ...promiseCases,
  ...faultCases,
  ...badInputCases,
  ...loadCases,
]

/** `F6` names the case of that id and those whose id goes on with a point; a promise names all that speak for it. */
export function casesNamed(names: readonly string[]): readonly ProofCase[] {
  return cases.filter(one => names.some(name => isNamed(one, name)))
}

export function unknownNames(names: readonly string[]): readonly string[] {
  return names.filter(name => !cases.some(one => isNamed(one, name)))
}

function isNamed({ id }: ProofCase, name: string): boolean {
  return (
    id === name ||
    id.startsWith(`${name}.`) ||
    promises.some(promise => promise.id === name && id in promise.needs)
  )
}
