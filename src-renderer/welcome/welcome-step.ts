// Which step of the welcome is shown.
import { targetKey, type ConnectionState } from '../../src-shared/connection.ts'

/** Where a person has gone; `targetKey` is what "Connect" was pressed for. */
export type Place =
  | { readonly at: 'choose' }
  | { readonly at: 'fields' }
  | { readonly at: 'import' }
  | { readonly at: 'climb'; readonly targetKey: string }

export type WelcomeStep = 'choose' | 'fields' | 'import' | 'climb' | 'done'

/** The last step is never chosen: it is the connection that was asked for, once the gateway has accepted it. */
export function stepOf(place: Place, state: ConnectionState | undefined): WelcomeStep {
  if (place.at !== 'climb') return place.at
  return state?.phase === 'online' && targetKey(state.target) === place.targetKey ? 'done' : 'climb'
}

export const stepNumbers: Readonly<Record<WelcomeStep, number>> = {
  choose: 1,
  fields: 2,
  import: 2,
  climb: 3,
  done: 4,
}
