// Requests whose effect must not happen twice, however often a client repeats them: remembered in the database, so that
// a restart of the gateway in between changes nothing.
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { ErrorShape } from '@openclaw/gateway-protocol'
import { isRequestError, refuseWith, requestError } from './method-table.ts'

/** Clients may repeat a request for 24 hours; a little more, so that no clock is near the edge. */
const keepMs = 26 * 60 * 60_000
const maxKeptChars = 256 * 1024

type Keyed = {
  /** Keys of one family know nothing of another's: the method's name. */
  readonly family: string
  readonly key: string
  readonly params: unknown
}

type Outcome =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: ErrorShape }

type Columns = { request_hash: string; state: 'open' | 'done'; answer: string | null }

export type Idempotency = ReturnType<typeof createIdempotency>

export function createIdempotency(database: DatabaseSync, now: () => number) {
  const sql = {
    find: database.prepare(
      'SELECT request_hash, state, answer FROM idempotency WHERE family = ? AND key = ?',
    ),
    open: database.prepare(
      `INSERT INTO idempotency (family, key, request_hash, state, at) VALUES (?, ?, ?, 'open', ?)`,
    ),
    done: database.prepare(
      `UPDATE idempotency SET state = 'done', answer = ?, at = ? WHERE family = ? AND key = ?`,
    ),
    forget: database.prepare('DELETE FROM idempotency WHERE at < ?'),
  }
  const underWay = new Map<string, { readonly hash: string; readonly outcome: Promise<unknown> }>()

  async function run<T>(
    { family, key }: Keyed,
    hash: string,
    work: (begin: () => void) => Promise<T>,
  ): Promise<T> {
    let hasBegun = false
    const begin = () => {
      sql.open.run(family, key, hash, now())
      hasBegun = true
    }
    const keep = (outcome: Outcome) => {
      if (!hasBegun) return
      const text = JSON.stringify(outcome)
      sql.done.run(text.length > maxKeptChars ? null : text, now(), family, key)
    }
    try {
      const payload = await work(begin)
      keep({ ok: true, payload })
      return payload
    } catch (error) {
      // Any other failure leaves the request open: what it did before it failed is not known.
      if (isRequestError(error)) keep({ ok: false, error: error.shape })
      throw error
    }
  }

  function replay({ state, answer }: Columns): unknown {
    if (state === 'open') {
      throw requestError(
        'UNAVAILABLE',
        'the gateway ended while this request was under way: it may or may not have had its effect',
        { retryable: false, details: { code: 'OUTCOME_UNKNOWN' } },
      )
    }
    if (answer === null) {
      throw requestError('UNAVAILABLE', 'this request is done, but its answer was too large to be kept', {
        retryable: false,
        details: { code: 'ANSWER_NOT_KEPT' },
      })
    }
    const outcome = JSON.parse(answer) as Outcome
    if (outcome.ok) return outcome.payload
    throw refuseWith(outcome.error)
  }

  return {
    /**
     * Answers the request; a repetition gets the first one's answer, also when that was a refusal. `work` calls `begin`
     * right before its effect: what fails earlier is not remembered, and may be tried again under the same key.
     * Errors: INVALID_REQUEST for a key that was used for something else, and what `work` rejects with.
     */
    async once<T>(request: Keyed, work: (begin: () => void) => Promise<T>): Promise<T> {
      const { family, key } = request
      const hash = createHash('sha256').update(JSON.stringify(request.params)).digest('base64url')
      const name = `${family} ${key}`
      const known = underWay.get(name)
      const kept = known ? undefined : (sql.find.get(family, key) as Columns | undefined)
      if ((known?.hash ?? kept?.request_hash ?? hash) !== hash) {
        throw requestError('INVALID_REQUEST', 'this idempotency key belongs to another request', {
          details: { code: 'IDEMPOTENCY_KEY_REUSED' },
        })
      }
      if (known) return (await known.outcome) as T
      if (kept) return replay(kept) as T
      const outcome = run(request, hash, work)
      underWay.set(name, { hash, outcome })
      try {
        return await outcome
      } finally {
        underWay.delete(name)
      }
    },

    /** Forgets what no client may repeat any more. */
    clean: () => void sql.forget.run(now() - keepMs),
  }
}
