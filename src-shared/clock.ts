// Time as the policies see it, so that tests can turn the hands.

export type Clock = {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Runs something after so many milliseconds. Returns how to call it off. */
  readonly after: (ms: number, run: () => void) => () => void
}
