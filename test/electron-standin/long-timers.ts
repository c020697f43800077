// Hands that a test turns: with GANGWAY_STANDIN_HANDS=1 the app's timers of half a minute and more run out only when
// the test lets time pass. Shorter ones go by the real clock.

const longMs = 30_000
type Long = { at: number; readonly ms: number; readonly run: () => void }

const timers = new Map<object, Long>()
let passedMs = 0

export function holdLongTimers(): void {
  const { setTimeout: start, clearTimeout: stop } = globalThis
  globalThis.setTimeout = Object.assign((run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    if (ms < longMs) return start(run, ms, ...args)
    const timer = {
      ref: () => timer,
      unref: () => timer,
      hasRef: () => false,
      refresh: () => timer,
      close: () => timer,
    }
    timers.set(timer, { at: passedMs + ms, ms, run: () => run(...args) })
    return timer
  }, start)
  globalThis.clearTimeout = timer => {
    if (typeof timer !== 'object' || timer === null || !timers.delete(timer)) stop(timer as NodeJS.Timeout)
  }
}

/** What runs out within so many milliseconds runs now, in its order. */
export function passTime(ms: number): void {
  const until = passedMs + ms
  for (;;) {
    const due = [...timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0]
    if (!due) break
    const [timer, { at, run }] = due
    timers.delete(timer)
    passedMs = at
    run()
  }
  passedMs = until
}
