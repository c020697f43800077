// Too many wrong secrets from one place close the door to it for a while, whatever it shows then.

export type LockOutRules = {
  readonly maxAttempts: number
  readonly windowMs: number
  readonly lockoutMs: number
  /** Whether straight connections of this computer are left out, so that nobody is locked out of their own gateway. */
  readonly exemptLoopback: boolean
}

const maxPlaces = 10_000

/** Pure but for the memory; `now` in milliseconds. A place is any text that names who is counted together. */
export function createLockOut(rules: Omit<LockOutRules, 'exemptLoopback'>, now: () => number) {
  const places = new Map<string, { wrongAt: number[]; until: number }>()

  return {
    /** Milliseconds until the place may try again; 0 when it may now. */
    remainingMs: (place: string) => Math.max(0, (places.get(place)?.until ?? 0) - now()),

    noteWrong(place: string) {
      const before = places.get(place)
      const wrongAt = [...(before?.wrongAt ?? []).filter(at => now() - at < rules.windowMs), now()]
      const isFull = wrongAt.length >= rules.maxAttempts
      // Last in, last out: a flood of new places forgets the oldest ones first.
      places.delete(place)
      places.set(
        place,
        isFull ? { wrongAt: [], until: now() + rules.lockoutMs } : { wrongAt, until: before?.until ?? 0 },
      )
      const oldest = places.size > maxPlaces ? places.keys().next().value : undefined
      if (oldest !== undefined) places.delete(oldest)
    },

    clear: (place: string) => void places.delete(place),
  }
}
