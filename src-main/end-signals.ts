// The signals that ask a program to end.

/** One request may arrive twice: `when-exit`, below `conf`, sends each signal again once it has cleaned up. */
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
  const onSignal = () => {
    if (askedAt === undefined) {
      askedAt = performance.now()
      setTimeout(hurry, withinMs).unref()
      begin()
    } else if (performance.now() - askedAt > sameRequestMs) {
      hurry()
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
}
