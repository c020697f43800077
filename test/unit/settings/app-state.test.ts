import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConnectionTarget } from '../../../src-shared/connection.ts'
import { openAppState } from '../../../src-main/settings/app-state.ts'

let stateDir = ''
beforeEach(async () => {
  stateDir = await mkdtemp(path.join(tmpdir(), 'gangway-state-'))
})
afterEach(() => rm(stateDir, { recursive: true, force: true }))

const ssh = (host: string): ConnectionTarget => ({ kind: 'ssh', host, gatewayPort: 18_789, engine: 'ssh2' })

test('recent targets come newest first, once each, and outlive a restart', () => {
  const state = openAppState(stateDir)
  state.rememberRecent(ssh('a'), 1)
  state.rememberRecent(ssh('b'), 2)
  state.rememberRecent(ssh('a'), 3)
  state.rememberRecent(ssh('a'), 4)
  expect(openAppState(stateDir).recent()).toEqual([
    { target: ssh('a'), lastOnlineAt: 3 },
    { target: ssh('b'), lastOnlineAt: 2 },
  ])
  state.rememberRecent(ssh('a'), 60_003)
  expect(state.recent()[0]?.lastOnlineAt).toBe(60_003)
  state.forgetRecent(ssh('a'))
  expect(openAppState(stateDir).recent()).toEqual([{ target: ssh('b'), lastOnlineAt: 2 }])
})

test('no more than twenty recent targets are kept', () => {
  const state = openAppState(stateDir)
  for (let host = 0; host < 25; host += 1) state.rememberRecent(ssh(`host${host}`), host)
  expect(state.recent()).toHaveLength(20)
  expect(state.recent()[0]?.target).toEqual(ssh('host24'))
})

test('a draft outlives a restart until it is emptied, whatever its key is called', () => {
  const state = openAppState(stateDir)
  const key = 'ssh:a.b:18789/agent:main:main.__proto__'
  state.writeDraft(key, 'half a thought')
  expect(openAppState(stateDir).draft(key)).toBe('half a thought')
  state.writeDraft(key, '')
  expect(openAppState(stateDir).draft(key)).toBe('')
})

test('a damaged file counts as empty, and is kept', async () => {
  await writeFile(path.join(stateDir, 'app-state.json'), '{"recent":[{"target":')
  const state = openAppState(stateDir)
  expect(state.recent()).toEqual([])
  state.rememberRecent(ssh('a'), 1)
  expect(openAppState(stateDir).recent()).toHaveLength(1)
  const kept = (await readdir(stateDir)).filter(name => name.includes('.bad-'))
  expect(kept).toHaveLength(1)
  expect(await readFile(path.join(stateDir, kept[0] ?? ''), 'utf8')).toBe('{"recent":[{"target":')
})

test.each(['not ours', '{"of":"somebody"}'])('nothing is written through a link, onto %j', async text => {
  const far = path.join(stateDir, 'far.txt')
  await writeFile(far, text)
  await symlink(far, path.join(stateDir, 'app-state.json'))
  openAppState(stateDir).writeDraft('main', 'half a thought')
  expect(await readFile(far, 'utf8')).toBe(text)
  expect(openAppState(stateDir).draft('main')).toBe('half a thought')
})

test.each([
  ['a folder', (file: string) => mkdir(file)],
  ['a link to itself', (file: string) => symlink(file, file)],
])('%s in the file’s place is put aside, and the state begins anew', async (_, put) => {
  await put(path.join(stateDir, 'app-state.json'))
  const state = openAppState(stateDir)
  state.writeDraft('main', 'half a thought')
  expect(openAppState(stateDir).draft('main')).toBe('half a thought')
  expect((await readdir(stateDir)).filter(name => name.includes('.bad-'))).toHaveLength(1)
})
