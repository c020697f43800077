// One program at a time works in a state directory.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { appError } from '../../src-shared/errors.ts'

export type StateLock = {
  /** Lets the next program in. Safe twice. */
  readonly close: () => Promise<void>
}

const Owner = z.object({ pid: z.int().positive(), program: z.string() })

/** A database that nobody refers to is closed with the garbage, and its lock would go with it. */
const held = new Set<DatabaseSync>()

/** SQLITE_BUSY (sqlite.org/rescode.html): another connection, here or in another process, holds the lock. */
const busy = 5

/**
 * Takes DIR/gangway.lock for this process, until `close` or the process's end, however that comes: the lock is the
 * system's own, by way of SQLite, so none is left behind by a crash and no later process with the same id is taken
 * for its owner. Rejects with STATE_DIR_IN_USE naming the owner, or STORE_FAILED.
 */
export async function lockStateDir(stateDir: string, program: string): Promise<StateLock> {
  const file = path.join(stateDir, 'gangway.lock')
  const ownerFile = path.join(stateDir, 'gangway.lock.json')
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 })
    const database = takeLock(file)
    if (!database) throw appError('STATE_DIR_IN_USE', { path: stateDir, owner: await readOwner(ownerFile) })
    await writeFile(ownerFile, JSON.stringify({ pid: process.pid, program }), { mode: 0o600 })
    let closing: Promise<void> | undefined
    return { close: () => (closing ??= release(database, ownerFile)) }
  } catch (error) {
    if (error instanceof Error && 'report' in error) throw error
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw appError('STORE_FAILED', { path: file, why }, error)
  }
}

/** Who has the directory, as it wrote down; undefined when nobody living has. For people: only the lock itself decides. */
export async function readStateLockOwner(stateDir: string): Promise<string | undefined> {
  try {
    const text = await readFile(path.join(stateDir, 'gangway.lock.json'), 'utf8')
    const { program, pid } = Owner.parse(JSON.parse(text))
    process.kill(pid, 0)
    return `${program}, process ${pid}`
  } catch {
    // Not there, half written, or left over by one that is gone.
    return undefined
  }
}

/** Nothing when another program has it. The file stays empty: a transaction that is only begun writes nothing. */
function takeLock(file: string): DatabaseSync | undefined {
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
    held.add(database)
    return database
  } catch (error) {
    database.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) return undefined
    throw error
  }
}

/** The owner's name goes first: once the lock is free, the next one's stands there. */
async function release(database: DatabaseSync, ownerFile: string): Promise<void> {
  await rm(ownerFile, { force: true })
  database.close()
  held.delete(database)
}

async function readOwner(ownerFile: string): Promise<string> {
  try {
    const { program, pid } = Owner.parse(JSON.parse(await readFile(ownerFile, 'utf8')))
    return `${program}, process ${pid}`
  } catch {
    // The lock comes first, the name a moment later.
    return 'another program that is just starting'
  }
}
