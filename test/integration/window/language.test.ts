// The language of the window: chosen by the system or in Settings, changed while it is looked at.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppSettings, defaultAppSettings } from '../../../src-shared/settings.ts'
import { openWindowBench, type WindowBench } from '../../support/window-bench.ts'
import { states } from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

test('a window on a Polish system speaks Polish, and says so to screen readers', async () => {
  const window = await bench.open({
    context: { locale: 'pl-PL' },
    answers: { 'connection.current': () => states.online },
  })

  await window.page.getByRole('link', { name: 'Ustawienia' }).waitFor()
  await expect.poll(() => window.page.getByRole('status').first().textContent()).toBe('Połączono z harbour')
  await expect.poll(() => window.page.evaluate(() => document.documentElement.lang)).toBe('pl')
  await expect.poll(() => window.page.title()).toBe('Połącz – Gangway')
  expect(await window.violations()).toEqual([])
  expect(window.complaints).toEqual([])
  await window.close()
})

test('a language chosen in Settings is spoken at once, without a reload, and by the next window from its first word', async () => {
  let settings = defaultAppSettings
  const window = await bench.open({
    hash: '#/settings/appearance',
    answers: {
      'settings.current': () => settings,
      'settings.change': change => {
        settings = AppSettings.parse({ ...settings, ...change })
        return settings
      },
    },
  })
  const { page } = window
  await page.evaluate(() => Object.assign(globalThis, { stillThere: true }))

  await page.getByText('Polski').click()
  await expect.poll(() => window.askedFor('settings.change')).toEqual([{ language: 'pl' }])
  await window.tell('settings.changed', settings)

  await page.getByRole('heading', { level: 1, name: 'Ustawienia' }).waitFor()
  expect(await page.evaluate(() => 'stillThere' in globalThis)).toBe(true)
  await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('pl')

  window.answer({ 'settings.current': () => new Promise(() => undefined) })
  await page.reload()
  await page.getByRole('heading', { level: 1, name: 'Ustawienia' }).waitFor()
  expect(await window.violations()).toEqual([])
  expect(window.complaints).toEqual([])
  await window.close()
})

test('a setting is found in Settings by its Polish name and by its English one', async () => {
  const { page, close } = await bench.open({ hash: '#/settings', context: { locale: 'pl-PL' } })
  const search = page.getByRole('searchbox', { name: 'Szukaj w ustawieniach' })

  for (const word of ['ciemny', 'dark']) {
    await search.fill(word)
    await page.getByText('Znaleziono 1 ustawienie.').waitFor({ state: 'attached' })
    await page.getByRole('heading', { name: 'Kolory' }).waitFor()
  }
  await close()
})
