// The outbox's SQLite file: what was written is there before its first byte leaves, and after whatever happens next.
import { createHash } from 'node:crypto'
import { chmodSync, closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { appError } from '../../src-shared/errors.ts'
import type { NewMessage, OutboxFile } from '../../src-shared/outbox.ts'
import { carryOver, checkWhole, damage, isDamage, putAside } from '../sqlite/broken-file.ts'
import { migrate } from '../sqlite/numbered-schema.ts'
import { transaction } from '../sqlite/transaction.ts'
import { isOver, type Delivery, type Message, type Stop, type Tries } from './message.ts'

export type Attachments = NonNullable<NewMessage['attachments']>

/**
 * Told of a damaged file: where it is kept now, how many messages go on waiting in the new one, and how many that waited
 * could not be read; absent where nobody can tell.
 */
export type OnDamage = (about: {
  readonly path: string
  readonly kept: number
  readonly lost?: number | undefined
}) => void

export type OutboxStore = {
  /** Those that are not over, oldest first. What was under way waits again. */
  readonly open: () => readonly Message[]
  readonly stops: () => readonly Stop[]
  /** Whether there is, or was within two days, a message with this key. */
  readonly find: (key: string) => Message | undefined
  /** Errors: OUTBOX_FULL, STORE_FAILED; then nothing was stored. */
  readonly add: (message: NewMessage, bytes: number) => Message
  readonly save: (message: Message) => void
  readonly attachments: (key: string) => Attachments | undefined
  /** The newest messages that arrived before this one in its conversation. */
  readonly earlierKeys: (message: Message) => ReadonlySet<string>
  /** Whether another one with the same words was written in its conversation within two days. */
  readonly hasTwin: (message: Message) => boolean
  readonly addStop: (stop: Stop) => void
  readonly forgetStop: (key: string) => void
  readonly close: () => void
}

// Each entry brings the file from the version before to the next one; entries are only ever added.
const migrations = [
  `CREATE TABLE messages (
     position INTEGER PRIMARY KEY AUTOINCREMENT,
     key TEXT NOT NULL UNIQUE,
     gateway TEXT NOT NULL,
     session_key TEXT NOT NULL,
     session_id TEXT,
     digest TEXT NOT NULL,
     files TEXT NOT NULL,
     at INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     tries TEXT,
     delivery TEXT NOT NULL,
     over_at INTEGER
   ) STRICT;
   -- Apart: they may be large, and a change of state would write them anew.
   CREATE TABLE contents (
     position INTEGER PRIMARY KEY REFERENCES messages (position) ON DELETE CASCADE,
     text TEXT NOT NULL,
     attachments TEXT
   ) STRICT;
   CREATE INDEX messages_open ON messages (position) WHERE over_at IS NULL;
   CREATE INDEX messages_by_conversation ON messages (gateway, session_key, position);
   CREATE TABLE stops (
     key TEXT PRIMARY KEY,
     gateway TEXT NOT NULL,
     session_key TEXT NOT NULL,
     run_ids TEXT NOT NULL,
     at INTEGER NOT NULL
   ) STRICT;`,
]

/** Keys are remembered for a while, so that a window that asks twice does not send twice. */
const keepKeysMs = 48 * 60 * 60_000
const defaultMaxBytes = 1024 * 1024 * 1024

type Columns = {
  position: number
  key: string
  gateway: string
  session_key: string
  session_id: string | null
  text: string
  files: string
  at: number
  bytes: number
  tries: string | null
  delivery: string
}

/**
 * Opens or makes the file; a second program on the same one gets STATE_DIR_IN_USE. A commit survives `kill -9` and a
 * power cut. `maxBytes` is how large the file may grow. Errors: STATE_DIR_IN_USE, STORE_FAILED.
 */
export function openOutboxStore(
  path: string,
  {
    now,
    maxBytes = defaultMaxBytes,
    onDamage,
  }: {
    readonly now: () => number
    readonly maxBytes?: number | undefined
    readonly onDamage?: OnDamage | undefined
  },
): OutboxStore {
  const database = openFile(path, now(), onDamage)
  const rows = `SELECT position, key, gateway, session_key, session_id, coalesce(text, '') AS text, files, at, bytes,
    tries, delivery FROM messages LEFT JOIN contents USING (position)`
  const sql = {
    open: database.prepare(`${rows} WHERE over_at IS NULL ORDER BY position`),
    find: database.prepare(`${rows} WHERE key = ?`),
    add: database.prepare(
      `INSERT INTO messages (key, gateway, session_key, session_id, digest, files, at, bytes, delivery)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    addContent: database.prepare('INSERT INTO contents (position, text, attachments) VALUES (?, ?, ?)'),
    save: database.prepare('UPDATE messages SET tries = ?, delivery = ? WHERE key = ?'),
    end: database.prepare(`UPDATE messages SET delivery = ?, over_at = ?, files = '[]' WHERE key = ?`),
    endContent: database.prepare('DELETE FROM contents WHERE position = ?'),
    attachments: database.prepare(
      'SELECT attachments FROM contents JOIN messages USING (position) WHERE key = ?',
    ),
    used: database.prepare(
      `SELECT (page_count - freelist_count) * page_size AS bytes
       FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
    ),
    earlier: database.prepare(
      `SELECT key FROM messages WHERE gateway = ? AND session_key = ? AND position < ? AND over_at IS NOT NULL
       AND delivery ->> 'phase' = 'done' ORDER BY position DESC LIMIT 200`,
    ),
    twin: database.prepare(
      `SELECT 1 FROM messages WHERE gateway = ? AND session_key = ? AND position <> ? AND digest = ? LIMIT 1`,
    ),
    stops: database.prepare('SELECT key, gateway, session_key, run_ids, at FROM stops ORDER BY at'),
    addStop: database.prepare('INSERT OR IGNORE INTO stops VALUES (?, ?, ?, ?, ?)'),
    forgetStop: database.prepare('DELETE FROM stops WHERE key = ?'),
  }

  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw storeError(path, error)
    }
  }
  const find = (key: string) => {
    const found = sql.find.get(key) as Columns | undefined
    return found && toMessage(found)
  }

  guarded(() => database.prepare('DELETE FROM messages WHERE over_at < ?').run(now() - keepKeysMs))

  return {
    open: () => guarded(() => (sql.open.all() as Columns[]).map(toMessage).map(atRest)),
    stops: () =>
      guarded(() =>
        (sql.stops.all() as StopColumns[]).map(({ key, gateway, session_key, run_ids, at }) => ({
          key,
          gateway,
          sessionKey: session_key,
          runIds: JSON.parse(run_ids) as string[],
          at,
          isUnderWay: false,
        })),
      ),
    find: key => guarded(() => find(key)),
    add: (message, bytes) =>
      guarded(() => {
        const files = (message.attachments ?? []).map(({ fileName, mimeType, sizeBytes }): OutboxFile => ({
          name: fileName,
          mimeType,
          bytes: sizeBytes,
        }))
        const used = (sql.used.get() as { bytes: number }).bytes
        if (used + bytes > maxBytes) throw appError('OUTBOX_FULL', { path })
        const delivery: Delivery = { phase: 'queued', setbacks: 0 }
        transaction(database, () => {
          const { lastInsertRowid: position } = sql.add.run(
            message.key,
            message.gateway,
            message.sessionKey,
            message.sessionId ?? null,
            digestOf(message.text),
            JSON.stringify(files),
            Math.floor(message.at),
            bytes,
            JSON.stringify(delivery),
          )
          const attachments = message.attachments ? JSON.stringify(message.attachments) : null
          sql.addContent.run(position, message.text, attachments)
        })
        const stored = find(message.key)
        if (!stored) throw new Error('a row that was just written is not there')
        return stored
      }),
    save: message =>
      guarded(() => {
        const delivery = JSON.stringify(message.delivery)
        if (!isOver(message)) {
          sql.save.run(message.tries ? JSON.stringify(message.tries) : null, delivery, message.key)
          return
        }
        transaction(database, () => {
          sql.end.run(delivery, now(), message.key)
          sql.endContent.run(message.position)
        })
      }),
    attachments: key =>
      guarded(() => {
        const kept = (sql.attachments.get(key) as { attachments: string | null } | undefined)?.attachments
        return kept ? (JSON.parse(kept) as Attachments) : undefined
      }),
    earlierKeys: ({ gateway, sessionKey, position }) =>
      guarded(
        () =>
          new Set(
            (sql.earlier.all(gateway, sessionKey, position) as { key: string }[]).map(({ key }) => key),
          ),
      ),
    hasTwin: ({ gateway, sessionKey, position, text }) =>
      guarded(() => sql.twin.get(gateway, sessionKey, position, digestOf(text)) !== undefined),
    addStop: ({ key, gateway, sessionKey, runIds, at }) =>
      guarded(() => void sql.addStop.run(key, gateway, sessionKey, JSON.stringify(runIds), Math.floor(at))),
    forgetStop: key => guarded(() => void sql.forgetStop.run(key)),
    close: () => database.close(),
  }
}

type StopColumns = { key: string; gateway: string; session_key: string; run_ids: string; at: number }

/** What is over is told apart by this, when its words are gone. */
function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** A damaged file is put aside, and what waits in it goes on from a new one. */
function openFile(path: string, now: number, onDamage: OnDamage | undefined): DatabaseSync {
  try {
    return openWhole(path)
  } catch (error) {
    if (!isDamage(error)) throw storeError(path, error)
  }
  try {
    const aside = putAside(path, now)
    const database = openWhole(path)
    carryOver(aside, database)
    const kept = keepWhole(database, keysIn(aside))
    const waited = countWaitingIn(aside)
    onDamage?.({ path: aside, kept, ...(waited !== undefined && { lost: Math.max(0, waited - kept) }) })
    return database
  } catch (error) {
    throw storeError(path, error)
  }
}

type Waiting = { readonly position: number; readonly key: string; readonly isWhole: boolean }

/** What waits, and whether its words are those that were written: SQLite itself keeps no sums of them. */
function whatWaits(database: DatabaseSync): readonly Waiting[] {
  const rows = database
    .prepare(
      'SELECT position, key, digest, text FROM messages LEFT JOIN contents USING (position) WHERE over_at IS NULL',
    )
    .all() as { position: number; key: string; digest: string; text: string | null }[]
  return rows.map(({ position, key, digest, text }) => ({
    position,
    key,
    isWhole: text !== null && digestOf(text) === digest,
  }))
}

/** The keys as their index has them, which is written apart from the messages; without it none can be confirmed. */
function keysIn(file: string): ReadonlySet<string> {
  try {
    using bad = new DatabaseSync(file, { readOnly: true })
    const rows = bad
      .prepare('SELECT key FROM messages INDEXED BY sqlite_autoindex_messages_1 ORDER BY key')
      .all()
    return new Set((rows as { key: string }[]).map(({ key }) => key))
  } catch {
    // Its schema may make as little sense as its pages.
    return new Set()
  }
}

/** How many waited, by the index of those alone; undefined where it cannot be read either. */
function countWaitingIn(file: string): number | undefined {
  try {
    using bad = new DatabaseSync(file, { readOnly: true })
    const rows = bad.prepare('SELECT position FROM messages INDEXED BY messages_open WHERE over_at IS NULL')
    return rows.all().length
  } catch {
    // Its schema may make as little sense as its pages.
    return undefined
  }
}

/**
 * Forgets waiting messages that are not whole, and those whose key may have been another: under another key a gateway
 * would take a message a second time. Gives how many are left.
 */
function keepWhole(database: DatabaseSync, keys: ReadonlySet<string>): number {
  const waiting = whatWaits(database).map(({ position, key, isWhole }) => ({
    position,
    isWhole: isWhole && keys.has(key),
  }))
  const forget = database.prepare('DELETE FROM messages WHERE position = ?')
  for (const { position, isWhole } of waiting) if (!isWhole) forget.run(position)
  database.exec('DELETE FROM contents WHERE position NOT IN (SELECT position FROM messages)')
  return waiting.filter(({ isWhole }) => isWhole).length
}

function openWhole(path: string): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    // What was typed may be private, and SQLite gives its other files the mode of this one.
    closeSync(openSync(path, 'a', 0o600))
    chmodSync(path, 0o600)
    database = new DatabaseSync(path, { timeout: 0 })
    // FULL: also a power cut right after "Send" loses nothing. The exclusive lock goes with the process.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    checkWhole(database, path)
    // Before the first write: what is put aside is as it was found.
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
      user_version: number
    }
    if (version > 0 && whatWaits(database).some(({ isWhole }) => !isWhole))
      throw damage('words are not those that were written')
    migrate(database, path, migrations)
    return database
  } catch (error) {
    database?.close()
    throw error
  }
}

/** Result codes of SQLite (sqlite.org/rescode.html). */
const busy = 5
const full = 13

function storeError(path: string, error: unknown): Error {
  if (error instanceof Error && 'report' in error) return error
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) % 256 : undefined
  if (code === busy) return appError('STATE_DIR_IN_USE', { path, owner: 'another program' }, error)
  if (code === full || (error instanceof Error && 'code' in error && error.code === 'ENOSPC')) {
    return appError('OUTBOX_FULL', { path }, error)
  }
  return appError('STORE_FAILED', { path, why: error instanceof Error ? error.message : 'unknown' }, error)
}

function toMessage(row: Columns): Message {
  return {
    key: row.key,
    position: row.position,
    gateway: row.gateway,
    sessionKey: row.session_key,
    sessionId: row.session_id ?? undefined,
    text: row.text,
    files: JSON.parse(row.files) as OutboxFile[],
    at: row.at,
    bytes: row.bytes,
    tries: row.tries === null ? undefined : (JSON.parse(row.tries) as Tries),
    delivery: JSON.parse(row.delivery) as Delivery,
  }
}

/** The process that had it under way is gone. */
function atRest(message: Message): Message {
  const { phase } = message.delivery
  return phase === 'sent' || phase === 'looking' || phase === 'queued'
    ? { ...message, delivery: { phase: 'queued', setbacks: 0 } }
    : message
}
