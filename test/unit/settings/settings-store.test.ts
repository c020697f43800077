import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultAppSettings } from '../../../src-shared/settings.ts'
import { openSettings } from '../../../src-main/settings/settings-store.ts'

let stateDir = ''
beforeEach(async () => {
  stateDir = await mkdtemp(path.join(tmpdir(), 'gangway-settings-'))
})
afterEach(() => rm(stateDir, { recursive: true, force: true }))

const document = () => path.join(stateDir, 'gangway.json5')
const changes = () => path.join(stateDir, 'app-settings.json')

test('a fresh install has the defaults and no problem', async () => {
  const settings = await openSettings(stateDir)
  expect(settings.app).toEqual(defaultAppSettings)
  expect(settings.document).toEqual({})
  expect(settings.problem).toBeUndefined()
})

test('a change survives a restart, and leaves gangway.json5 with its comments and unknown keys alone', async () => {
  const text = "// mine\n{ gateway: { port: 4000 }, future: [1, 2,], app: { appearance: 'dark' } }\n"
  await writeFile(document(), text)
  const settings = await openSettings(stateDir)
  expect(settings.app.appearance).toBe('dark')
  await settings.change({ startAtLogin: true })

  const again = await openSettings(stateDir)
  expect(again.app).toEqual({ ...defaultAppSettings, appearance: 'dark', startAtLogin: true })
  expect(again.document).toMatchObject({ gateway: { port: 4000 }, future: [1, 2] })
  expect(await readFile(document(), 'utf8')).toBe(text)
})

test('only what was changed is written, so a later default still reaches the rest', async () => {
  const settings = await openSettings(stateDir)
  await settings.change({ appearance: 'light' })
  expect(JSON.parse(await readFile(changes(), 'utf8'))).toEqual({ appearance: 'light' })
  if (process.platform !== 'win32') expect((await stat(changes())).mode & 0o777).toBe(0o600)
})

test('changes at once lose nothing and leave no temporary file', async () => {
  const settings = await openSettings(stateDir)
  await Promise.all([
    settings.change({ appearance: 'dark' }),
    settings.change({ startAtLogin: true }),
    settings.change({ connectAtStart: false }),
  ])
  const again = await openSettings(stateDir)
  expect(again.app).toMatchObject({ appearance: 'dark', startAtLogin: true, connectAtStart: false })
  expect(await readdir(stateDir)).toEqual(['app-settings.json'])
})

test('a broken gangway.json5 is named with its line, left as it is, and the rest still works', async () => {
  const text = '{\n  gateway: {\n    auth: { token: "hush" \n'
  await writeFile(document(), text)
  const settings = await openSettings(stateDir)
  expect(settings.problem?.code).toBe('SETTINGS_BROKEN')
  expect(settings.problem?.message).toContain(document())
  expect(settings.problem?.message).toContain('line 4')
  expect(settings.problem?.message).not.toContain('hush')
  expect(settings.app).toEqual(defaultAppSettings)
  await settings.change({ appearance: 'dark' })
  expect(settings.app.appearance).toBe('dark')
  expect(await readFile(document(), 'utf8')).toBe(text)
})

test('a file that breaks while we run leaves the last good values in force', async () => {
  await writeFile(document(), '{ gateway: { port: 4000 } }')
  const settings = await openSettings(stateDir)
  await writeFile(document(), 'not settings at all')
  await settings.reload()
  expect(settings.problem?.code).toBe('SETTINGS_BROKEN')
  expect(settings.document).toEqual({ gateway: { port: 4000 } })
  await writeFile(document(), '{ gateway: { port: 5000 } }')
  await settings.reload()
  expect(settings.problem).toBeUndefined()
  expect(settings.document).toEqual({ gateway: { port: 5000 } })
})

test('a broken file of our own is not overwritten', async () => {
  await writeFile(changes(), '{"appearance":')
  const settings = await openSettings(stateDir)
  await expect(settings.change({ appearance: 'dark' })).rejects.toMatchObject({ code: 'SETTINGS_BROKEN' })
  expect(await readFile(changes(), 'utf8')).toBe('{"appearance":')
})

test('one wrong value costs that value alone, and a key of a newer version is kept', async () => {
  await writeFile(changes(), JSON.stringify({ appearance: 'purple', startAtLogin: true, fromTheFuture: 1 }))
  const settings = await openSettings(stateDir)
  expect(settings.app).toEqual({ ...defaultAppSettings, startAtLogin: true })
  expect(settings.problem?.message).toContain('app.appearance')
  await settings.change({ appearance: 'dark' })
  expect(JSON.parse(await readFile(changes(), 'utf8'))).toMatchObject({
    appearance: 'dark',
    fromTheFuture: 1,
  })
})

test('who listens hears of real changes only', async () => {
  const settings = await openSettings(stateDir)
  const heard: string[] = []
  const stop = settings.onChange(app => heard.push(app.appearance))
  await settings.change({ appearance: 'dark' })
  await settings.change({ appearance: 'dark' })
  stop()
  await settings.change({ appearance: 'light' })
  expect(heard).toEqual(['dark'])
})

test('a folder that cannot be written is said so, and nothing changes', async () => {
  const settings = await openSettings(path.join(stateDir, 'sub'))
  await writeFile(path.join(stateDir, 'sub'), 'a file where the folder should be')
  await expect(settings.change({ appearance: 'dark' })).rejects.toMatchObject({ code: 'STORE_FAILED' })
  expect(settings.app).toEqual(defaultAppSettings)
})
