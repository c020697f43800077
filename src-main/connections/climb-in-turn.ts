// Whose turn it is to climb, where several connections are begun or lost at once: whatever takes ten of them takes the
// one that a person looks at too, and ten key exchanges side by side make it the last to come back.
import type { Clock } from '../../src-shared/clock.ts'
import type { TakeTurn } from '../connection/connection-parts.ts'

export type Turns = {
  /** The turns of one connection; the one that is shown waits for nobody. */
  readonly of: (isShown: () => boolean) => TakeTurn
  /** Another one is shown now. */
  readonly shownMoved: () => void
}

/** How many of those that are not shown climb at the same time. */
const besideAtOnce = 3
/** Nobody is waited for any longer: it waits itself, for a host that does not answer. */
const patienceMs = 500

type Waiting = { readonly isShown: () => boolean; readonly begin: () => void }

export function climbInTurn(clock: Pick<Clock, 'after'>): Turns {
  let waiting: readonly Waiting[] = []
  let shownClimbing = 0
  let besideClimbing = 0

  function admit(): void {
    for (const one of waiting) {
      const may = one.isShown() || (shownClimbing === 0 && besideClimbing < besideAtOnce)
      if (!may) continue
      waiting = waiting.filter(other => other !== one)
      one.begin()
    }
  }

  /** Counts one that climbs until what is returned is called, and for `patienceMs` at most. */
  function climb(isShown: boolean): () => void {
    const count = (by: 1 | -1) => {
      if (isShown) shownClimbing += by
      else besideClimbing += by
    }
    let isOver = false
    const end = () => {
      if (isOver) return
      isOver = true
      forget()
      count(-1)
      admit()
    }
    const forget = clock.after(patienceMs, end)
    count(1)
    return end
  }

  return {
    of: isShown => async signal => {
      signal.throwIfAborted()
      const { promise, resolve, reject } = Promise.withResolvers<() => void>()
      const leave = () => {
        waiting = waiting.filter(other => other !== one)
        reject(signal.reason as Error)
      }
      const one: Waiting = {
        isShown,
        begin: () => {
          signal.removeEventListener('abort', leave)
          resolve(climb(isShown()))
        },
      }
      signal.addEventListener('abort', leave, { once: true })
      waiting = [...waiting, one]
      admit()
      return promise
    },
    shownMoved: admit,
  }
}
