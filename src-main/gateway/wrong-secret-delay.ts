// Guessing gets slower with each wrong secret from an address; the right one is never held up.
import { setTimeout as sleep } from 'node:timers/promises'

const delaysMs = [250, 500, 1_000, 2_000, 4_000, 5_000]
const forgetAfterMs = 15 * 60_000
const maxAddresses = 10_000

type Wait = (ms: number, signal: AbortSignal) => Promise<void>

const waitReally: Wait = (ms, signal) => sleep(ms, undefined, { signal })

/** `scale` shortens the waits in tests, `wait` replaces them. */
export function wrongSecretDelay(now: () => number, scale = 1, wait = waitReally) {
  const wrong = new Map<string, { count: number; at: number }>()
  return {
    /** Call before a wrong secret is answered; settles after 0.25, 0.5, 1, 2, 4, then 5 s each, or when aborted. */
    async holdUp(address: string, signal: AbortSignal): Promise<void> {
      const before = wrong.get(address)
      const count = before && now() - before.at < forgetAfterMs ? before.count + 1 : 1
      wrong.delete(address)
      wrong.set(address, { count, at: now() })
      const oldest = wrong.size > maxAddresses ? wrong.keys().next().value : undefined
      if (oldest !== undefined) wrong.delete(oldest)
      const delayMs = (delaysMs[Math.min(count, delaysMs.length) - 1] ?? 0) * scale
      // An abort only says that nobody waits any more.
      await wait(delayMs, signal).catch(() => undefined)
    },

    clear: (address: string) => void wrong.delete(address),
  }
}
