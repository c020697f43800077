import { afterEach, beforeEach, expect, test } from 'vitest'
import { openAppState } from '../../src-main/settings/app-state.ts'
import { openSettings } from '../../src-main/settings/settings-store.ts'
import { openWelcome } from '../../src-main/welcome.ts'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

let home: TempDir
beforeEach(async () => {
  home = await makeTempDir('welcome')
})
afterEach(() => home.remove())

/** As a start of the app would find it. */
async function start() {
  const settings = await openSettings(home.path)
  const state = openAppState(home.path)
  return { settings, state, welcome: openWelcome({ appState: async () => state, settings }) }
}

test('the welcome is due until it is left, and then never again', async () => {
  const first = await start()
  expect(await first.welcome.isDue()).toBe(true)
  expect(await (await start()).welcome.isDue()).toBe(true)

  await first.welcome.leave()
  expect(await (await start()).welcome.isDue()).toBe(false)
})

test('a gateway that was reached ends the first start, also when it is forgotten later', async () => {
  const { state, welcome } = await start()
  state.rememberRecent({ kind: 'local' }, 1)
  expect(await welcome.isDue()).toBe(false)

  state.forgetRecent({ kind: 'local' })
  expect(await (await start()).welcome.isDue()).toBe(false)
})

test('who comes from a version without a welcome is not welcomed', async () => {
  await writeFile(
    path.join(home.path, 'app-state.json'),
    JSON.stringify({ recent: [{ target: { kind: 'local' }, lastOnlineAt: 1 }] }),
  )
  const { state, welcome } = await start()
  expect(await welcome.isDue()).toBe(false)
  state.forgetRecent({ kind: 'local' })
  expect(await (await start()).welcome.isDue()).toBe(false)
})

test.each([
  ['a host in the settings', { app: { hosts: [{ host: 'harbour' }] } }],
  ['a settings file for the gateway', { gateway: { port: 19_000 } }],
])('with %s nothing is to be set up', async (_, document) => {
  await writeFile(path.join(home.path, 'gangway.json5'), JSON.stringify(document))
  expect(await (await start()).welcome.isDue()).toBe(false)
})

test('a settings file that cannot be read is no first start', async () => {
  await writeFile(path.join(home.path, 'gangway.json5'), '{ gateway: ')
  expect(await (await start()).welcome.isDue()).toBe(false)
})

test('a change of the language in the welcome does not end it', async () => {
  const { settings, welcome } = await start()
  await settings.change({ language: 'pl' })
  expect(await welcome.isDue()).toBe(true)
  expect(await (await start()).welcome.isDue()).toBe(true)
})
