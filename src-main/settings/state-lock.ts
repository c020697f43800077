// One program at a time works in a state directory.
import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { appError } from '../../src-shared/errors.ts'

export type StateLock = { readonly close: () => Promise<void> }

const Owner = z.object({ pid: z.int().positive(), program: z.string() })

/**
 * Takes DIR/gangway.lock for this process. A lock whose owner is gone is taken over. Rejects with STATE_DIR_IN_USE
 * naming the owner, or STORE_FAILED.
 */
export async function lockStateDir(stateDir: string, program: string): Promise<StateLock> {
  const file = path.join(stateDir, 'gangway.lock')
  // A second round, because a lock may be left behind and taken over only once.
  for (let round = 0; round < 2; round += 1) {
    if (await tryTake(file, program)) return { close: () => release(file) }
    const owner = await readOwner(file)
    if (owner && isAlive(owner.pid)) {
      throw appError('STATE_DIR_IN_USE', { path: stateDir, owner: `${owner.program}, process ${owner.pid}` })
    }
    await rm(file, { force: true })
  }
  throw appError('STATE_DIR_IN_USE', { path: stateDir, owner: 'another program that is just starting' })
}

async function tryTake(file: string, program: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(draft, JSON.stringify({ pid: process.pid, program }), { mode: 0o600 })
    // A link appears whole or not at all, so nobody ever reads a lock without its owner.
    await link(draft, file)
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    if (code === 'EEXIST') return false
    throw appError('STORE_FAILED', { path: file, why: code }, error)
  } finally {
    await rm(draft, { force: true }).catch(() => undefined)
  }
}

async function readOwner(file: string): Promise<z.infer<typeof Owner> | undefined> {
  try {
    return Owner.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    // Gone meanwhile, or cut short by a crash: nobody we could name.
    return undefined
  }
}

async function release(file: string): Promise<void> {
  const owner = await readOwner(file)
  if (owner?.pid === process.pid) await rm(file, { force: true })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, under another account.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
