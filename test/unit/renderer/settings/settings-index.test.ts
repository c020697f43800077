import { expect, test } from 'vitest'
import { inEnglish } from '../../../../src-shared/i18n/in-english.ts'
import {
  findSettings,
  sections,
  settings,
  type SettingId,
} from '../../../../src-renderer/settings/settings-index.ts'
import { openWords } from '../../../../src-shared/i18n/words.ts'
import type { AppSettings } from '../../../../src-shared/settings.ts'

test('an empty search finds every setting', () => {
  expect([...findSettings('  ', inEnglish)]).toEqual(Object.keys(settings))
})

test.each([
  ['dark', 'appearance'],
  ['theme', 'appearance'],
  ['KEYCHAIN', 'vault'],
  ['known_hosts', 'writeUserKnownHosts'],
  ['autostart', 'startAtLogin'],
  ['licence', 'about'],
  ['18789', 'localPort'],
])('a search for %s finds %s', (query, id) => {
  expect(findSettings(query, inEnglish)).toContain(id)
})

test('every word of a search counts', () => {
  expect([...findSettings('credentials forget', inEnglish)]).toEqual(['stored'])
  expect(findSettings('credentials zeppelin', inEnglish).size).toBe(0)
})

test('a host is found by its name', () => {
  expect([...findSettings('harbour', inEnglish, { hosts: 'harbour vault' })]).toEqual(['hosts'])
})

test('every section has a setting', () => {
  const used = new Set(Object.values(settings))

  expect([...used].toSorted()).toEqual(sections.toSorted())
})

/** Where each value of the app's settings is set; a new one does not compile before it has its place. */
const places: Record<keyof AppSettings, SettingId> = {
  appearance: 'appearance',
  language: 'language',
  startAtLogin: 'startAtLogin',
  checkForUpdates: 'checkForUpdates',
  connectAtStart: 'connectAtStart',
  hosts: 'hosts',
  gateways: 'gateways',
  reconnectWithin: 'reconnectWithin',
  proxy: 'proxy',
  proxyAddress: 'proxy',
  logLevel: 'logLevel',
  notifications: 'notifications',
  writeUserKnownHosts: 'writeUserKnownHosts',
  voice: 'voice',
  voiceModel: 'voiceModel',
  voiceTalkKey: 'voiceTalkKey',
  allowSecretsFile: 'allowSecretsFile',
  nodeHost: 'nodeHost',
  nodeGateway: 'nodeHost',
}

test.each(Object.entries(places))('%s is found by the name of its row, in both languages', async (_, id) => {
  const words = openWords({ system: () => ['pl'], onMistake: () => undefined })
  await words.use('pl')
  for (const t of [inEnglish, words.current().t]) {
    expect(findSettings(t(`settings.items.${id}.title`), t)).toContain(id)
  }
})

// As ssh_config.5 and curl.1 call them.
test.each([
  ['ServerAliveInterval', 'hosts'],
  ['ServerAliveCountMax', 'hosts'],
  ['StrictHostKeyChecking', 'hosts'],
  ['IdentityFile', 'hosts'],
  ['ConnectTimeout', 'hosts'],
  ['ProxyCommand', 'proxy'],
  ['https_proxy', 'proxy'],
  ['PATH', 'command'],
])('%s leads to %s', (query, id) => {
  expect(findSettings(query, inEnglish)).toContain(id)
})
