// Forgets what is kept for a while only: the keys of requests and runs that nobody may repeat any more.
import type { TranscriptStore } from '../conversations/transcript-store.ts'
import type { Idempotency } from './idempotency.ts'

const everyMs = 60 * 60_000
const keepRunsMs = 48 * 60 * 60_000

/** Cleans now and every hour until closed. */
export function startHousekeeping(
  parts: { readonly store: TranscriptStore; readonly idempotency: Idempotency },
  onError: (error: unknown) => void,
): () => void {
  function clean() {
    try {
      parts.idempotency.clean()
      parts.store.forgetRuns(Date.now() - keepRunsMs)
    } catch (error) {
      onError(error)
    }
  }
  clean()
  const timer = setInterval(clean, everyMs)
  return () => clearInterval(timer)
}
