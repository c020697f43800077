import type { Clock } from '../../src-shared/clock.ts'

export type TestClock = Clock & {
  /** Turns the hands; what falls due on the way runs in order. */
  readonly pass: (ms: number) => void
  /** Sets the clock by so much, as people and time servers do: timers know nothing of it. */
  readonly set: (ms: number) => void
  /** How many timers are set. */
  readonly waiting: () => number
}

/** A clock that stands still until it is turned. */
export function createTestClock(start = 1_000_000): TestClock {
  let now = start
  let setMs = 0
  let timers: { readonly at: number; readonly run: () => void }[] = []
  return {
    now: () => now + setMs,
    after: (ms, run) => {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter(other => other !== timer)
      }
    },
    pass: ms => {
      const until = now + ms
      for (;;) {
        const due = timers.filter(timer => timer.at <= until).sort((a, b) => a.at - b.at)[0]
        if (!due) break
        timers = timers.filter(timer => timer !== due)
        now = due.at
        due.run()
      }
      now = until
    },
    set: ms => {
      setMs += ms
    },
    waiting: () => timers.length,
  }
}
