import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLog, type LogFile } from '../../src-main/logging/log.ts'
import { openSettings } from '../../src-main/settings/settings-store.ts'
import { openWords } from '../../src-main/words.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

let dir: TempDir
let log: LogFile
beforeEach(async () => {
  dir = await makeTempDir('words')
  log = openLog({ stateDir: dir.path })
})
afterEach(async () => {
  await log.close()
  await dir.remove()
})

test('the tray speaks the system’s language until the settings name another, and hears of the change', async () => {
  const settings = await openSettings(dir.path)
  const words = await openWords(settings, log, () => ['pl-PL'])
  expect(words.t('shell.disconnect')).toBe('Rozłącz')
  const changed = new Promise<void>(resolve => words.onChange(resolve))

  await settings.change({ language: 'en' })
  await changed

  expect(words.t('shell.disconnect')).toBe('Disconnect')
  words.close()
})

test('a language that was set before is spoken from the start', async () => {
  await (await openSettings(dir.path)).change({ language: 'pl' })

  const words = await openWords(await openSettings(dir.path), log, () => ['en-GB'])

  expect(words.t('shell.disconnect')).toBe('Rozłącz')
  expect(words.locale).toBe('pl')
  words.close()
})
