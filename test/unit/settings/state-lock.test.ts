import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockStateDir } from '../../../src-main/settings/state-lock.ts'

let stateDir = ''
beforeEach(async () => {
  stateDir = await mkdtemp(path.join(tmpdir(), 'gangway-lock-'))
})
afterEach(() => rm(stateDir, { recursive: true, force: true }))

test('a second program is refused and told who was first, until that one closes', async () => {
  const lock = await lockStateDir(stateDir, 'the desktop app')
  await expect(lockStateDir(stateDir, 'the CLI')).rejects.toMatchObject({
    code: 'STATE_DIR_IN_USE',
    message: expect.stringContaining(`the desktop app, process ${process.pid}`) as string,
  })
  await lock.close()
  await lock.close()
  const next = await lockStateDir(stateDir, 'the CLI')
  await next.close()
  expect(await readdir(stateDir)).toEqual([])
})

test('the lock of a program that died is taken over', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  await writeFile(path.join(stateDir, 'gangway.lock'), JSON.stringify({ pid: child.pid, program: 'gone' }))
  const lock = await lockStateDir(stateDir, 'the CLI')
  await lock.close()
})

test('a lock cut short by a crash is taken over', async () => {
  await writeFile(path.join(stateDir, 'gangway.lock'), '{"pid":')
  const lock = await lockStateDir(stateDir, 'the CLI')
  await lock.close()
})
