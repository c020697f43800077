// The signals that ask a program to end.

/** One request may arrive twice within this time: npm hands on what the terminal has sent to all of them already. */
const sameRequestMs = 250

export type EndRequests = {
  /** Somebody asked to end. Called once. */
  readonly begin: () => void
  /** Somebody asked again, or the time is over. */
  readonly hurry: () => void
  /** How long an orderly end may take, in milliseconds. */
  readonly withinMs: number
}

/** Listens for SIGINT, SIGTERM and SIGHUP for the rest of the process. */
export function listenForEnd({ begin, hurry, withinMs }: EndRequests): void {
  let askedAt: number | undefined
  let isEchoOver = false
  const onSignal = () => {
    if (askedAt === undefined) {
      askedAt = performance.now()
      afterTurns(3, () => (isEchoOver = true))
      setTimeout(hurry, withinMs).unref()
      begin()
    } else if (isEchoOver && performance.now() - askedAt > sameRequestMs) {
      hurry()
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
}

/**
 * `when-exit`, below `conf`, sends each signal again once it has cleaned up. That arrives with the next turn of the event
 * loop, which on a busy machine may be any time later.
 */
function afterTurns(turns: number, then: () => void): void {
  setImmediate(() => (turns > 1 ? afterTurns(turns - 1, then) : then()))
}
