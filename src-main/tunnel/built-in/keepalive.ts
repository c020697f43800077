// Notices a dead connection. Any byte that arrives counts as life; only silence is questioned.

export type KeepaliveOptions = {
  readonly intervalMs: number
  /** How many questions may stay unanswered. Death is noticed `intervalMs × (countMax + 1)` after the last byte. */
  readonly countMax: number
  /** Asks the other side for any answer. */
  readonly ping: () => void
  readonly onDead: (silentMs: number) => void
}

export type Keepalive = {
  /** To be called for every arrival of bytes; cheap. */
  readonly heard: () => void
  /** Milliseconds since the epoch. */
  readonly lastHeardAt: () => number
  readonly stop: () => void
}

/** ssh's own rule for ServerAliveInterval and ServerAliveCountMax, without its taking only answers for life. */
export function startKeepalive(options: KeepaliveOptions): Keepalive {
  let heardAt = Date.now()
  // Wall clocks jump; intervals are measured with one that does not.
  let heardOn = performance.now()
  let unanswered = 0
  let timer: NodeJS.Timeout
  let lastLook: NodeJS.Immediate | undefined

  const silence = (): { readonly silentMs: number; readonly isSilent: boolean } => {
    const silentMs = performance.now() - heardOn
    // Timers may come a millisecond early.
    return { silentMs, isSilent: silentMs >= options.intervalMs - 1 }
  }

  const check = (): void => {
    const { silentMs, isSilent } = silence()
    if (isSilent && unanswered >= options.countMax) {
      // On a busy computer this comes late, and before what has arrived in the meantime was read: that is read first.
      lastLook = setImmediate(() => {
        if (silence().isSilent) options.onDead(Math.round(silentMs))
        else check()
      })
      return
    }
    if (isSilent) {
      unanswered += 1
      options.ping()
    }
    // Counting rounds rather than time: after a pause of the whole process nobody is dead before being asked.
    const waitMs = isSilent ? options.intervalMs : options.intervalMs - silentMs
    timer = setTimeout(check, waitMs)
  }
  timer = setTimeout(check, options.intervalMs)

  return {
    heard: () => {
      heardAt = Date.now()
      heardOn = performance.now()
      // On a quick and quiet line each answer is as old as an interval when it is looked at, and an answer all the same.
      unanswered = 0
    },
    lastHeardAt: () => heardAt,
    stop: () => {
      clearTimeout(timer)
      clearImmediate(lastLook)
    },
  }
}
