import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultAppSettings } from '../../../src-shared/settings.ts'
import type { BadFile } from '../../../src-shared/troubles.ts'
import { listBadFiles } from '../../../src-main/settings/bad-files.ts'
import { openSettings } from '../../../src-main/settings/settings-store.ts'

let stateDir = ''
beforeEach(async () => {
  stateDir = await mkdtemp(path.join(tmpdir(), 'gangway-settings-'))
})
afterEach(() => rm(stateDir, { recursive: true, force: true }))

const document = () => path.join(stateDir, 'gangway.json5')
const changes = () => path.join(stateDir, 'app-settings.json')
const lastGood = () => path.join(stateDir, 'app-settings.last-good.json')

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
  expect(await readdir(stateDir)).toEqual(['app-settings.json', 'app-settings.last-good.json'])
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

describe('a broken file of our own', () => {
  const openMended = async () => {
    const told: BadFile[] = []
    return { told, settings: await openSettings(stateDir, { onMended: bad => told.push(bad) }) }
  }
  const bads = async () => (await readdir(stateDir)).filter(name => /\.bad-\d+$/.test(name))

  test('is kept as app-settings.json.bad-TIME, and the settings are as after the last good change', async () => {
    const before = await openSettings(stateDir)
    await before.change({ appearance: 'light', startAtLogin: true })
    await writeFile(changes(), '{"appearance": "lig')
    const { settings, told } = await openMended()
    expect(settings.app).toEqual({ ...defaultAppSettings, appearance: 'light', startAtLogin: true })
    expect(settings.problem).toBeUndefined()
    expect(settings.wasMended).toBe(true)
    expect(told).toEqual([
      expect.objectContaining({ salvage: { kind: 'settings', from: 'last-good' } }) as unknown,
    ])
    expect(await readFile(told[0]!.path, 'utf8')).toBe('{"appearance": "lig')
    expect(listBadFiles(stateDir)).toEqual(told)

    await settings.change({ connectAtStart: false })
    const again = await openMended()
    expect(again.told).toEqual([])
    expect(again.settings.app).toMatchObject({ appearance: 'light', connectAtStart: false })
  })

  test('is kept, and everything is as at first, where there is no last good one', async () => {
    await writeFile(changes(), '')
    await writeFile(lastGood(), '[]')
    const { settings, told } = await openMended()
    expect(settings.app).toEqual(defaultAppSettings)
    expect(told[0]?.salvage).toEqual({ kind: 'settings', from: 'defaults' })
    await settings.change({ appearance: 'dark' })
    expect(JSON.parse(await readFile(changes(), 'utf8'))).toEqual({ appearance: 'dark' })
  })

  test('that breaks while we run is mended when it is read again', async () => {
    const { settings, told } = await openMended()
    await settings.change({ appearance: 'dark' })
    await writeFile(changes(), '\0\0\0')
    await settings.reload()
    expect(told).toHaveLength(1)
    expect(settings.app.appearance).toBe('dark')
  })

  test('is no reason to lose a folder, or what a link leads to', async () => {
    await mkdir(path.join(stateDir, 'elsewhere'))
    await symlink(path.join(stateDir, 'elsewhere'), changes())
    const { told } = await openMended()
    expect((await lstat(told[0]!.path)).isSymbolicLink()).toBe(true)
    expect((await lstat(changes())).isFile()).toBe(true)

    await rm(changes())
    await mkdir(changes())
    const second = await openMended()
    expect((await lstat(second.told[0]!.path)).isDirectory()).toBe(true)
    expect((await readdir(stateDir)).includes('elsewhere')).toBe(true)
  })

  test('is kept five times at most, each with what was saved of it', async () => {
    for (let turn = 0; turn < 8; turn += 1) {
      await writeFile(changes(), `broken ${turn}`)
      expect((await openMended()).told).toHaveLength(1)
    }
    expect(await bads()).toHaveLength(5)
    const kept = listBadFiles(stateDir)
    expect(await Promise.all(kept.map(({ path: file }) => readFile(file, 'utf8')))).toEqual(
      [7, 6, 5, 4, 3].map(turn => `broken ${turn}`),
    )
    expect((await readdir(stateDir)).filter(name => name.endsWith('.note.json'))).toHaveLength(5)
  })

  test('that cannot be put aside is named, and is not written over', async ({ skip }) => {
    if (process.platform === 'win32' || process.getuid?.() === 0) skip('nothing can be forbidden here')
    await writeFile(changes(), '{"appearance":')
    await chmod(stateDir, 0o500)
    try {
      const { settings, told } = await openMended()
      expect(told).toEqual([])
      expect(settings.problem?.code).toBe('SETTINGS_BROKEN')
      await expect(settings.change({ appearance: 'dark' })).rejects.toMatchObject({ code: 'SETTINGS_BROKEN' })
      expect(await readFile(changes(), 'utf8')).toBe('{"appearance":')
    } finally {
      await chmod(stateDir, 0o700)
    }
  })
})

test('the last good settings are written after a change was read back, and not before', async () => {
  const settings = await openSettings(stateDir)
  expect(await readdir(stateDir)).toEqual([])
  await settings.change({ appearance: 'dark' })
  expect(await readFile(lastGood(), 'utf8')).toBe(await readFile(changes(), 'utf8'))
  if (process.platform !== 'win32') expect((await stat(lastGood())).mode & 0o777).toBe(0o600)
})

test('one wrong value costs that value alone, and a key of a newer version is kept', async () => {
  await writeFile(changes(), JSON.stringify({ appearance: 'purple', startAtLogin: true, fromTheFuture: 1 }))
  const settings = await openSettings(stateDir)
  expect(settings.app).toEqual({ ...defaultAppSettings, startAtLogin: true })
  expect(settings.problem?.message).toContain('app.appearance')
  expect(settings.problem?.details).toMatchObject({ path: changes() })
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
