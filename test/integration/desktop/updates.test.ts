// Updates as electron-updater takes them from a real server: what is believed, what is refused, and what stays.
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterEach, expect, test } from 'vitest'
import { isAppError } from '../../../src-shared/errors.ts'
import { makeCertificate } from '../../support/certificates.ts'
import { startDesktopApp } from '../../support/desktop-app.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import {
  appImage,
  manifestName,
  releaseKey,
  startUpdater,
  type Release,
} from '../../support/update-server.ts'

const clean: (() => unknown)[] = []
afterEach(async () => {
  for (const end of clean.splice(0).toReversed()) await end()
})

async function updaterAt(version: string, release: Partial<Release> = {}) {
  const started = await startUpdater(version, { version: '2.0.0', signedBy: releaseKey, ...release })
  clean.push(started.close)
  return started
}

const outcomeOf = async (work: Promise<unknown>) => {
  try {
    await work
    return 'fine'
  } catch (error) {
    return isAppError(error)
      ? error.report.code
      : ((error as { code?: string }).code ?? (error as Error).message.split('\n')[0])
  }
}
const stranger = generateKeyPairSync('ed25519').privateKey
const { key, cert } = await makeCertificate()
const imageName = 'Gangway-linux.AppImage'

test('a newer version that the release key signed is found, taken when it is wanted, and put in place', async () => {
  const { updater, happened, own } = await updaterAt('1.2.0')
  await updater.checkForUpdates()
  expect(happened).toEqual([{ kind: 'found', version: '2.0.0' }])
  expect(await readFile(own, 'utf8')).toContain('the app that runs')
  await updater.downloadUpdate()
  expect(happened.at(-1)).toEqual({ kind: 'downloaded', version: '2.0.0' })
  expect(await readFile(own, 'utf8')).toContain('the app that runs')
  // What `quitAndInstall` does before it quits.
  expect(updater.install(true, false)).toBe(true)
  expect(await readFile(own, 'utf8')).toBe(appImage)
})

test.each(['2.0.0', '2.0.1', '3.0.0-beta.1'])(
  'an older or the same version is not offered to %s, though the release key signed it',
  async version => {
    const { updater, happened } = await updaterAt(version)
    await updater.checkForUpdates()
    expect(happened).toEqual([])
  },
)

test.each<[string, Partial<Release>, string]>([
  ['has no signature', { instead: { [`${manifestName}.sig`]: { status: 404 } } }, 'UPDATE_NOT_SIGNED'],
  ['is another product’s, signed with its key', { signedBy: stranger }, 'UPDATE_NOT_SIGNED'],
  ['has a wrong signature', { instead: { [`${manifestName}.sig`]: { body: 'AAAA' } } }, 'UPDATE_NOT_SIGNED'],
  ['is cut short', { instead: { [manifestName]: { body: 'version: 2.0.0\nfi' } } }, 'UPDATE_NOT_SIGNED'],
  ['is not there', { instead: { [manifestName]: { status: 404 } } }, 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND'],
  ['is on a server that fails', { instead: { [manifestName]: { status: 500 } } }, 'HTTP_ERROR_500'],
  ['comes over TLS that is not trusted', { tls: { key, cert } }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['breaks off', { instead: { [manifestName]: { body: 'version', cutAfter: 3 } } }, 'ECONNRESET'],
])('a version whose manifest %s is not offered', async (_what, release, code) => {
  const { updater, happened } = await updaterAt('1.2.0', release)
  expect(await outcomeOf(updater.checkForUpdates())).toBe(code)
  expect(happened).toEqual([])
})

test.each<[string, NonNullable<Release['instead']>, string]>([
  ['another content', { [imageName]: { body: appImage.replace('newer', 'other') } }, 'ERR_CHECKSUM_MISMATCH'],
  ['less', { [imageName]: { body: appImage.slice(0, 9) } }, 'ERR_CHECKSUM_MISMATCH'],
  ['a broken connection', { [imageName]: { body: appImage, cutAfter: 9 } }, 'ECONNRESET'],
  [
    'nothing',
    { [imageName]: { status: 404 } },
    'Cannot download "http://127.0.0.1/Gangway-linux.AppImage", status 404: Not Found',
  ],
  [
    'a way to another file',
    { [imageName]: { status: 302, headers: { location: '/evil' } }, evil: { body: '#!/bin/sh\n# evil\n' } },
    'ERR_CHECKSUM_MISMATCH',
  ],
])(
  'an update with %s in place of what was signed is not kept, and the app stays',
  async (_what, instead, code) => {
    const { updater, happened, own } = await updaterAt('1.2.0', { instead })
    await updater.checkForUpdates()
    expect(await outcomeOf(updater.downloadUpdate())).toBe(code)
    expect(happened).toEqual([{ kind: 'found', version: '2.0.0' }])
    expect(updater.install(true, false)).toBe(false)
    expect(await readFile(own, 'utf8')).toContain('the app that runs')
  },
)

test('a slow server, and one that leads to the same file elsewhere, only take longer', async () => {
  const { updater, happened } = await updaterAt('1.2.0', {
    instead: {
      [imageName]: { status: 302, headers: { location: '/moved' } },
      moved: { body: appImage, isSlow: true },
    },
  })
  await updater.checkForUpdates()
  await updater.downloadUpdate()
  expect(happened.at(-1)).toEqual({ kind: 'downloaded', version: '2.0.0' })
})

test('what waits to be sent is there after the end that an update makes, and after the next start', async () => {
  const state = await makeTempDir('update-outbox')
  clean.push(state.remove)
  const before = await startDesktopApp({ stateDir: state.path })
  clean.push(before.close)
  // Nothing listens there: it tries on and on.
  await before.askApp('connection.connect', { kind: 'direct', url: 'ws://127.0.0.1:1/' })
  const message = {
    key: randomUUID(),
    gateway: 'ws://127.0.0.1:1/',
    sessionKey: 'agent:main:main',
    at: Date.now(),
    text: 'after the update',
  }
  const kept = await before.askApp('outbox.add', message)
  expect(kept).toMatchObject({ value: { key: message.key } })
  expect(await before.quit()).toBe(0)
  const after = await startDesktopApp({ stateDir: state.path })
  clean.push(after.close)
  expect(await after.askApp('outbox.waiting', {})).toMatchObject({
    value: [{ key: message.key, text: 'after the update' }],
  })
})
