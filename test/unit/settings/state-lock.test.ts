import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockStateDir } from '../../../src-main/settings/state-lock.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

const source = pathToFileURL(path.resolve('src-main/settings/state-lock.ts')).href

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('lock')
})
afterEach(() => dir.remove())

/** Another program that takes the lock, says how that went, and keeps it until its input ends. */
function startProgram() {
  const script = `
    const { lockStateDir } = await import(${JSON.stringify(source)})
    const said = await lockStateDir(${JSON.stringify(dir.path)}, 'the other').then(() => 'taken', error => error.code)
    process.stdout.write(said)
    process.stdin.resume()
    process.stdin.on('end', () => process.exit())`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const said = once(child.stdout, 'data').then(([data]) => String(data))
  return { child, said, ended: once(child, 'exit') }
}

test('a second program is refused and told who was first, until that one closes', async () => {
  const lock = await lockStateDir(dir.path, 'the desktop app')
  await expect(lockStateDir(dir.path, 'the CLI')).rejects.toMatchObject({
    code: 'STATE_DIR_IN_USE',
    message: expect.stringContaining(`the desktop app, process ${process.pid}`) as string,
  })
  await Promise.all([lock.close(), lock.close()])
  const next = await lockStateDir(dir.path, 'the CLI')
  await next.close()
})

test('the lock of a program that was killed is free', async () => {
  const other = startProgram()
  expect(await other.said).toBe('taken')
  await expect(lockStateDir(dir.path, 'the CLI')).rejects.toThrow(`the other, process ${other.child.pid}`)
  other.child.kill('SIGKILL')
  await other.ended
  const lock = await lockStateDir(dir.path, 'the CLI')
  await lock.close()
})

test(
  'of six programs that start at once over a dead one’s name, one gets in',
  { timeout: 60_000 },
  async () => {
    await writeFile(
      path.join(dir.path, 'gangway.lock.json'),
      JSON.stringify({ pid: process.pid, program: 'gone' }),
    )
    const programs = Array.from({ length: 6 }, startProgram)
    const said = await Promise.all(programs.map(program => program.said))
    expect(said.filter(word => word === 'taken')).toHaveLength(1)
    expect(said.filter(word => word === 'STATE_DIR_IN_USE')).toHaveLength(5)
    for (const { child } of programs) child.stdin.end()
    await Promise.all(programs.map(program => program.ended))
  },
)

test('a state directory that is not there is made, for its owner only', async () => {
  const stateDir = path.join(dir.path, 'new', 'one')
  const lock = await lockStateDir(stateDir, 'the CLI')
  expect((await stat(stateDir)).mode & 0o077).toBe(0)
  await lock.close()
})

test('a lock that cannot be made is named', async () => {
  await mkdir(path.join(dir.path, 'gangway.lock'))
  await expect(lockStateDir(dir.path, 'the CLI')).rejects.toMatchObject({ code: 'STORE_FAILED' })
})
