// What the form of the Connect page begins with; and a target that came from outside the window, by a link: it waits for
// the form, and the form for a person.
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { source } from '../chat/observable.ts'
import { formOf, type TargetForm } from './target-form.ts'

export type Filling = {
  readonly initial: TargetForm | undefined
  /** A link filled it in, whoever wrote that. */
  readonly isProposed: boolean
  /** Another one each time, so that a form is filled in anew. */
  readonly number: number
}

export const noFilling: Filling = { initial: undefined, isProposed: false, number: 0 }

let last = 0

export function fillingOf(target: ConnectionTarget | undefined, isProposed: boolean): Filling {
  last += 1
  return { initial: target && formOf(target), isProposed, number: last }
}

export const proposal = source<Filling | undefined>(undefined)

export function propose(target: ConnectionTarget): void {
  proposal.set(fillingOf(target, true))
}
