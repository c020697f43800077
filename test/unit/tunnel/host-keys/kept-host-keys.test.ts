import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  addKeptHostKey,
  forgetKeptHostKey,
  listKeptHostKeys,
} from '../../../../src-main/tunnel/host-keys/kept-host-keys.ts'
import { makeSshKey, type SshKey } from '../../../support/ssh-keys.ts'
import { makeTempDir, type TempDir } from '../../../support/temp-dir.ts'

let dir: TempDir
let file: string
let key: SshKey
beforeEach(async () => {
  dir = await makeTempDir('kept-keys')
  file = path.join(dir.path, 'known_hosts')
  key = await makeSshKey(dir.path, 'key')
})
afterEach(() => dir.remove())

const bare = () => key.publicLine.split(' ').slice(0, 2).join(' ')

test('a line is added, listed as ssh-keygen names it, and forgotten again', async () => {
  expect(await listKeptHostKeys(file)).toEqual([])
  const added = await addKeptHostKey(file, `  [harbour]:2222,192.0.2.17 ${bare()} a comment \n`)
  expect(await listKeptHostKeys(file)).toEqual([added])
  expect(added).toMatchObject({ names: '[harbour]:2222,192.0.2.17', marker: 'key', type: 'ssh-ed25519' })
  const { stdout } = await promisify(execFile)('ssh-keygen', ['-lf', file])
  expect(stdout).toContain(added.fingerprint)

  await addKeptHostKey(file, `[harbour]:2222,192.0.2.17 ${bare()}`)
  expect(await listKeptHostKeys(file)).toHaveLength(1)
  await forgetKeptHostKey(file, added)
  expect(await listKeptHostKeys(file)).toEqual([])
})

test('forgetting one key leaves comments, other hosts and revocations as they are', async () => {
  const rest = `# mine\nother ${bare()}\n@revoked harbour,* ${bare()}\nnot a line\n`
  await writeFile(file, `${rest}harbour ${bare()}\n`)
  const keys = await listKeptHostKeys(file)
  expect(keys.map(({ names, marker }) => `${marker} ${names}`)).toEqual([
    'key other',
    'revoked harbour,*',
    'key harbour',
  ])
  await forgetKeptHostKey(file, keys[2]!)
  expect(await readFile(file, 'utf8')).toBe(rest)
})

test.each([
  ['a key without names', () => bare()],
  ['names without a key', () => 'harbour ssh-ed25519'],
  ['half a key', () => `harbour ${bare().slice(0, -8)}`],
  ['two lines', () => `harbour ${bare()}\nevil ${bare()}`],
  ['a fingerprint', () => 'SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDCzcTrZQ5pGdPpJ5s'],
  ['an authority', () => `@cert-authority *.example ${bare()}`],
])('%s is refused, and nothing is written', async (_, line) => {
  await expect(addKeptHostKey(file, line())).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await expect(readFile(file)).rejects.toThrow('ENOENT')
})
