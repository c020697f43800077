import { expect, test } from 'vitest'
import { inEnglish } from '../../../../src-shared/i18n/in-english.ts'
import { findSettings, sections, settings } from '../../../../src-renderer/settings/settings-index.ts'

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
