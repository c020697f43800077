// The gateway's database, looked through before it is used: a damaged one is put aside, and what can be read of it goes on.
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { BadFile } from '../../src-shared/troubles.ts'
import { noteSalvage } from '../settings/bad-files.ts'
import { carryOver, checkWhole, countRows, damage, isDamage, putAside } from '../sqlite/broken-file.ts'
import { openDatabase } from './database.ts'
import { countUnreadable, settle } from './settle-rows.ts'

/** Looking through takes about four milliseconds for each MiB; a larger file is looked through once damage was met in it. */
const lookedThroughBytes = 32 * 1024 * 1024

/** Who a session is with and what may not be done twice come first, should there be no room for the rest. */
const carriedFirst = ['devices', 'device_roles', 'nodes', 'idempotency', 'runs', 'conversations', 'messages']

const salvageName = 'store.salvage'

type Options = {
  readonly owner: () => string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Told of the damaged file and of what goes on. */
  readonly onSalvage: (bad: BadFile) => void
}

/**
 * Opens the database as `openDatabase` does. A file that is damaged is kept as PATH.bad-TIME; a new one takes over what
 * can be read of it. Errors: STATE_DIR_IN_USE, STORE_FAILED.
 */
export function openWholeDatabase(path: string, { owner, now, onSalvage }: Options): DatabaseSync {
  const isSuspect = existsSync(suspicionOf(path))
  try {
    const database = openDatabase(path, owner, found => lookThrough(found, path, isSuspect))
    forgetSuspicion(path)
    return database
  } catch (error) {
    if (!isDamage(error instanceof Error ? error.cause : undefined)) throw error
  }
  const aside = putAside(path, now())
  const database = openDatabase(path, owner)
  carryOver(aside, database, carriedFirst)
  const kept = settle(database, now())
  const there = countRows(aside, 'messages')
  const salvage = {
    kind: 'gateway',
    ...kept,
    ...(there !== undefined && { lost: Math.max(0, there - kept.messages) }),
  } as const
  database
    .prepare('INSERT OR REPLACE INTO values_kept (name, value) VALUES (?, ?)')
    .run(salvageName, JSON.stringify({ ...salvage, at: now() }))
  forgetSuspicion(path)
  onSalvage(noteSalvage(aside, salvage))
  return database
}

/** What was saved the last time, with `at` in milliseconds since the epoch; undefined when the file was never damaged. */
export function lastSalvage(database: DatabaseSync): unknown {
  const row = database.prepare('SELECT value FROM values_kept WHERE name = ?').get(salvageName)
  return row && (JSON.parse((row as { value: string }).value) as unknown)
}

/** Damage was met while the database was in use: the next start looks all of it through. */
export function suspect(path: string): void {
  writeFileSync(suspicionOf(path), '', { mode: 0o600 })
}

function forgetSuspicion(path: string): void {
  rmSync(suspicionOf(path), { force: true })
}

const suspicionOf = (path: string) => `${path}.suspect`

function lookThrough(database: DatabaseSync, path: string, isSuspect: boolean): void {
  if (!isSuspect && statSync(path).size > lookedThroughBytes) return
  checkWhole(database, path, isSuspect ? 'all' : 'quickly')
  if (isSuspect && countUnreadable(database) > 0) throw damage('messages are not those that were written')
}
