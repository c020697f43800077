// A time limit that can stand still while a person is being asked.

export type Deadline = {
  /** Stops the clock; as many resumes as pauses start it again. */
  readonly pause: () => void
  readonly resume: () => void
  /** Ends it without expiring. Safe to call twice. */
  readonly clear: () => void
}

/** Calls `onExpired` once, after `ms` of time in which nothing paused it. */
export function startDeadline(ms: number, onExpired: () => void): Deadline {
  let leftMs = ms
  let startedAt = performance.now()
  let pauses = 0
  let timer: NodeJS.Timeout | undefined = setTimeout(onExpired, leftMs)
  let cleared = false

  return {
    pause: () => {
      pauses += 1
      if (pauses !== 1 || cleared) return
      clearTimeout(timer)
      leftMs = Math.max(0, leftMs - (performance.now() - startedAt))
    },
    resume: () => {
      pauses -= 1
      if (pauses !== 0 || cleared) return
      startedAt = performance.now()
      timer = setTimeout(onExpired, leftMs)
    },
    clear: () => {
      cleared = true
      clearTimeout(timer)
    },
  }
}
