// A bucket of permissions to ask: a burst is fine, a flood is not.

export type RateLimit = {
  /** Takes one permission; false when there is none left. */
  readonly take: () => boolean
}

/** `burst` questions at once, `perSecond` for ever. `now` in milliseconds. */
export function openRateLimit(burst: number, perSecond: number, now: () => number): RateLimit {
  let left = burst
  let filledAt = now()
  return {
    take: () => {
      const at = now()
      left = Math.min(burst, left + ((at - filledAt) / 1000) * perSecond)
      filledAt = at
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
