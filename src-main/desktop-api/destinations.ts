// Where windows are sent from outside them. One at a time: who is sent twice goes where they were sent last.
import type { Destination } from '../../src-shared/desktop-api.ts'

export type Destinations = {
  readonly send: (to: Destination) => void
  /** The destination that waits, once. */
  readonly take: () => Destination | undefined
  readonly onSend: (listener: () => void) => () => void
}

export function openDestinations(): Destinations {
  const listeners = new Set<() => void>()
  let waiting: Destination | undefined
  return {
    send: to => {
      waiting = to
      for (const listener of listeners) listener()
    },
    take: () => {
      const taken = waiting
      waiting = undefined
      return taken
    },
    onSend: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
