// The gateway's SQLite file: opened once, owned by one process, with a numbered schema.
import { DatabaseSync } from 'node:sqlite'
import { appError } from '../../src-shared/errors.ts'
import { migrate } from '../sqlite/numbered-schema.ts'

// Each entry brings the file from the version before to the next one; entries are only ever added.
const migrations = [
  `CREATE TABLE conversations (
     key TEXT PRIMARY KEY,
     id TEXT NOT NULL,
     agent_id TEXT NOT NULL,
     label TEXT UNIQUE,
     model TEXT,
     title TEXT,
     preview TEXT,
     created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL,
     first_seq INTEGER NOT NULL DEFAULT 1,
     last_seq INTEGER NOT NULL DEFAULT 0,
     read_seq INTEGER NOT NULL DEFAULT 0,
     total_tokens INTEGER NOT NULL DEFAULT 0
   ) STRICT;
   CREATE INDEX conversations_by_update ON conversations (updated_at DESC, key);
   CREATE TABLE messages (
     conversation TEXT NOT NULL REFERENCES conversations (key) ON DELETE CASCADE,
     seq INTEGER NOT NULL,
     id TEXT NOT NULL UNIQUE,
     run_id TEXT,
     at INTEGER NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (conversation, seq)
   ) STRICT;
   CREATE TABLE files (
     id TEXT PRIMARY KEY,
     conversation TEXT NOT NULL REFERENCES conversations (key) ON DELETE CASCADE,
     mime_type TEXT NOT NULL,
     bytes BLOB NOT NULL
   ) STRICT;
   CREATE TABLE runs (
     id TEXT PRIMARY KEY,
     conversation TEXT NOT NULL,
     state TEXT NOT NULL,
     user_seq INTEGER NOT NULL,
     attempts INTEGER NOT NULL DEFAULT 0,
     created_at INTEGER NOT NULL,
     ended_at INTEGER
   ) STRICT;
   CREATE INDEX runs_open ON runs (created_at) WHERE state = 'open';
   CREATE TABLE devices (
     id TEXT PRIMARY KEY,
     public_key TEXT NOT NULL,
     name TEXT,
     client_id TEXT NOT NULL,
     client_mode TEXT NOT NULL,
     platform TEXT NOT NULL,
     device_family TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     last_seen_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE device_roles (
     device_id TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
     role TEXT NOT NULL,
     scopes TEXT NOT NULL,
     generation INTEGER NOT NULL DEFAULT 1,
     issued_at INTEGER NOT NULL,
     revoked_at INTEGER,
     PRIMARY KEY (device_id, role)
   ) STRICT;
   CREATE TABLE pairing_requests (
     id TEXT PRIMARY KEY,
     device_id TEXT NOT NULL,
     role TEXT NOT NULL,
     body TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     UNIQUE (device_id, role)
   ) STRICT;
   CREATE TABLE values_kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
  `CREATE TABLE nodes (
     id TEXT PRIMARY KEY REFERENCES devices (id) ON DELETE CASCADE,
     label TEXT,
     commands TEXT NOT NULL,
     caps TEXT NOT NULL,
     approved_at INTEGER NOT NULL,
     last_seen_at INTEGER NOT NULL,
     last_seen_reason TEXT NOT NULL
   ) STRICT;
   CREATE TABLE node_requests (
     id TEXT PRIMARY KEY,
     node_id TEXT NOT NULL UNIQUE REFERENCES devices (id) ON DELETE CASCADE,
     body TEXT NOT NULL,
     created_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE idempotency (
     family TEXT NOT NULL,
     key TEXT NOT NULL,
     request_hash TEXT NOT NULL,
     state TEXT NOT NULL,
     answer TEXT,
     at INTEGER NOT NULL,
     PRIMARY KEY (family, key)
   ) STRICT;
   CREATE INDEX idempotency_by_age ON idempotency (at);`,
  `ALTER TABLE conversations ADD COLUMN compacted_seq INTEGER;
   ALTER TABLE conversations ADD COLUMN input_tokens INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE conversations ADD COLUMN output_tokens INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE conversations ADD COLUMN context_tokens INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE runs ADD COLUMN options TEXT NOT NULL DEFAULT '{}';`,
  `ALTER TABLE devices ADD COLUMN label TEXT;`,
  // What is searched for stands in the index of the list itself, so that a search never reads the rows it passes by.
  `ALTER TABLE conversations ADD COLUMN words TEXT NOT NULL DEFAULT '';
   UPDATE conversations SET words = lower(key || char(10) || coalesce(label, '') || char(10) || coalesce(title, ''));
   DROP INDEX conversations_by_update;
   CREATE INDEX conversations_by_update ON conversations (updated_at DESC, key, agent_id, label, words);`,
  `CREATE TABLE channel_people (
     channel TEXT NOT NULL,
     sender TEXT NOT NULL,
     name TEXT NOT NULL,
     approved_at INTEGER NOT NULL,
     PRIMARY KEY (channel, sender)
   ) STRICT;
   CREATE TABLE channel_requests (
     channel TEXT NOT NULL,
     sender TEXT NOT NULL,
     code TEXT NOT NULL,
     name TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     PRIMARY KEY (channel, sender)
   ) STRICT;
   CREATE TABLE telegram_bots (
     bot_id INTEGER PRIMARY KEY,
     next_update INTEGER NOT NULL,
     heard_at INTEGER NOT NULL,
     last_chat TEXT
   ) STRICT;
   CREATE TABLE telegram_owed (
     run_id TEXT PRIMARY KEY,
     bot_id INTEGER NOT NULL,
     address TEXT NOT NULL,
     preview_id INTEGER,
     created_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE telegram_outbox (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     bot_id INTEGER NOT NULL,
     address TEXT NOT NULL,
     body TEXT NOT NULL,
     kind TEXT NOT NULL,
     edits INTEGER,
     state TEXT NOT NULL,
     created_at INTEGER NOT NULL
   ) STRICT;`,
  `ALTER TABLE channel_requests ADD COLUMN language TEXT;`,
  `CREATE TABLE exec_approvals (
     id TEXT PRIMARY KEY,
     run_id TEXT,
     call_id TEXT,
     request TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     expires_at INTEGER NOT NULL,
     decision TEXT,
     resolved_by TEXT,
     resolved_at INTEGER,
     used_at INTEGER
   ) STRICT;
   CREATE INDEX exec_approvals_by_call ON exec_approvals (run_id, call_id);
   CREATE INDEX exec_approvals_by_end ON exec_approvals (resolved_at);`,
]

/**
 * Opens the database, making or migrating it. Exclusive: a second gateway on the same file gets STATE_DIR_IN_USE.
 * Commits survive `kill -9` of this process at any moment; a power cut may lose the last of them, never the file.
 * `check` sees the file before anything is written to it, and may throw.
 * Errors: STATE_DIR_IN_USE, STORE_FAILED.
 */
export function openDatabase(
  path: string,
  owner: () => string,
  check: (database: DatabaseSync) => void = () => undefined,
): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { enableForeignKeyConstraints: true })
    // An exclusive lock is the system's own: it goes with the process, however that ends. See sqlite.org/wal.html.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    check(database)
    migrate(database, path, migrations)
    return database
  } catch (error) {
    database?.close()
    if (isBusy(error)) throw appError('STATE_DIR_IN_USE', { path, owner: owner() }, error)
    throw error instanceof Error && 'report' in error
      ? error
      : appError('STORE_FAILED', { path, why: error instanceof Error ? error.message : 'unknown' }, error)
  }
}

const sqliteBusy = 5

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy
}
