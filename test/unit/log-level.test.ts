import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCore, type Core } from '../../src-main/core.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

let home: TempDir
let core: Core | undefined
beforeEach(async () => {
  vi.stubEnv('GANGWAY_VAULT', 'memory')
  home = await makeTempDir('log-level')
})
afterEach(async () => {
  await core?.close()
  await home.remove()
  vi.unstubAllEnvs()
})

const open = async (logLevel?: 'debug') =>
  (core = await createCore({ stateDir: home.path, profile: 'default', mayStartGateway: false, logLevel }))
const messages = () => core?.log.recent().map(({ message }) => message)

test('what the settings say is written from that moment on, and at the next start', async () => {
  const { settings, log } = await open()
  log.debug('too much')
  await settings.change({ logLevel: 'debug' })
  log.debug('wanted')
  await settings.change({ logLevel: 'error' })
  log.warn('no longer')
  expect(messages()).toContain('wanted')
  expect(messages()).not.toContain('too much')
  expect(messages()).not.toContain('no longer')

  await core?.close()
  const again = await open()
  again.log.warn('not at this level')
  expect(messages()).not.toContain('not at this level')
})

test('a level that was asked for at the start is not taken back by the settings', async () => {
  const { settings, log } = await open('debug')
  await settings.change({ logLevel: 'error' })
  log.debug('asked for')
  expect(messages()).toContain('asked for')
})
