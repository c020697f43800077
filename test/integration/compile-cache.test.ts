import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { runCli } from '../support/built-program.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

const dirs: TempDir[] = []
afterEach(async () => {
  for (const dir of dirs.splice(0)) await dir.remove()
})

// The folder is another one elsewhere: see compiledCodeDir and its own test.
test.runIf(process.platform === 'linux')('a command keeps its compiled code for the next one', async () => {
  const dir = await makeTempDir('compiled')
  dirs.push(dir)
  const first = await runCli(['--version'], { XDG_CACHE_HOME: dir.path })
  expect(first.code).toBe(0)
  const [version = ''] = await readdir(path.join(dir.path, 'gangway', 'compiled'))
  const kept = await readdir(path.join(dir.path, 'gangway', 'compiled', version))
  expect(kept.length).toBeGreaterThan(0)
  expect((await runCli(['--version'], { XDG_CACHE_HOME: dir.path })).stdout).toBe(first.stdout)
})

test('where nothing can be kept, a command does what it always does', async () => {
  const { code, stdout, stderr } = await runCli(['--version'], { XDG_CACHE_HOME: '/dev/null/nowhere' })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})
