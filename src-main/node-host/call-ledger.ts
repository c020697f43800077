// What this node was asked to do, kept in its own SQLite file: a call that is repeated, also after a crash of either
// side, gets its first answer or the truth, and never runs again.
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { appError } from '../../src-shared/errors.ts'
import type { CommandAnswer } from './commands/command.ts'

export type Entry =
  /** It is written down now, and may be done. */
  | { readonly kind: 'new' }
  | { readonly kind: 'answered'; readonly answer: CommandAnswer }
  /** It was begun by a process that ended in the middle. */
  | { readonly kind: 'unknown-outcome' }
  /** The key was used for something else. */
  | { readonly kind: 'other-call' }

export type CallLedger = {
  /** `call` is what is asked, as text; `key` names it within one gateway. */
  readonly begin: (key: string, call: string) => Entry
  readonly finish: (key: string, answer: CommandAnswer) => void
  readonly close: () => void
}

const keepMs = 14 * 24 * 60 * 60_000
const maxKeptChars = 512 * 1024

type Columns = { call_hash: string; answer: string | null; state: string }

/** Throws STORE_FAILED. */
export function openCallLedger(nodeDir: string, now: () => number): CallLedger {
  const file = path.join(nodeDir, 'node.db')
  try {
    mkdirSync(nodeDir, { recursive: true, mode: 0o700 })
    const database = new DatabaseSync(file)
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS calls (
        key TEXT PRIMARY KEY, call_hash TEXT NOT NULL, state TEXT NOT NULL, answer TEXT, at INTEGER NOT NULL
      ) STRICT;`)
    const sql = {
      find: database.prepare('SELECT call_hash, state, answer FROM calls WHERE key = ?'),
      begin: database.prepare("INSERT INTO calls (key, call_hash, state, at) VALUES (?, ?, 'begun', ?)"),
      finish: database.prepare("UPDATE calls SET state = 'done', answer = ?, at = ? WHERE key = ?"),
      forget: database.prepare('DELETE FROM calls WHERE at < ?'),
    }
    sql.forget.run(now() - keepMs)
    return {
      begin(key, call) {
        const hash = createHash('sha256').update(call).digest('base64url')
        const kept = sql.find.get(key) as Columns | undefined
        if (!kept) {
          sql.begin.run(key, hash, now())
          return { kind: 'new' }
        }
        if (kept.call_hash !== hash) return { kind: 'other-call' }
        if (kept.state !== 'done') return { kind: 'unknown-outcome' }
        return { kind: 'answered', answer: kept.answer === null ? notKept : parse(kept.answer) }
      },
      finish(key, answer) {
        const text = JSON.stringify(answer)
        sql.finish.run(text.length > maxKeptChars ? null : text, now(), key)
      },
      close: () => database.close(),
    }
  } catch (error) {
    throw appError(
      'STORE_FAILED',
      { path: file, why: error instanceof Error ? error.message : 'unknown' },
      error,
    )
  }
}

const notKept: CommandAnswer = {
  ok: false,
  code: 'ANSWER_NOT_KEPT',
  message: 'this was done before, but its answer was too large to be kept',
}

/** We wrote it ourselves. */
function parse(text: string): CommandAnswer {
  return JSON.parse(text) as CommandAnswer
}
