import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appError } from '../../../src-shared/errors.ts'
import type { OwnGateway } from '../../../src-shared/own-gateway.ts'
import { phrase } from '../../../src-shared/said.ts'
import { openSettingsWindow } from '../../support/settings-window.ts'
import { openWindowBench, type WindowBench } from '../../support/window-bench.ts'
import { appInfo, ownGateway } from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

async function shown(locator: Locator): Promise<void> {
  await locator.waitFor({ state: 'visible' })
}

test('the search leaves only the settings it finds, by name or by a word for the same thing', async () => {
  const { page, close } = await bench.open({ hash: '#/settings' })
  const search = page.getByRole('searchbox', { name: 'Search the settings' })
  const panels = page.locator('main section h2')
  await shown(page.getByRole('heading', { level: 2, name: 'About' }))
  const all = await panels.count()
  expect(all).toBeGreaterThan(10)

  await search.fill('theme')
  await expect.poll(() => panels.allTextContents()).toEqual(['Appearance'])
  await search.fill('zeppelin')
  await shown(page.getByText('No setting matches', { exact: true }))
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect.poll(() => panels.count()).toBe(all)
  await close()
})

test('the colours change at once and without the system’s consent', async () => {
  const window = await openSettingsWindow(bench)
  const { page } = window
  const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme')
  await expect.poll(scheme).toBe('light')
  await page.getByText('Dark', { exact: true }).click()
  await expect.poll(scheme).toBe('dark')

  // The next start paints dark before the app has said anything.
  window.answer({ 'settings.current': () => new Promise(() => undefined) })
  await page.reload()
  expect(await scheme()).toBe('dark')
  await window.close()
})

test('notifications are switched off for good, and found by what people call them', async () => {
  const { page, settings, close } = await openSettingsWindow(bench)
  await page.getByRole('searchbox').fill('do not disturb')
  const one = page.getByRole('switch', { name: 'Notify when something needs you' })
  expect(await one.isChecked()).toBe(true)
  await one.press('Space')
  await expect.poll(() => settings().notifications).toBe(false)
  await expect.poll(() => one.isChecked()).toBe(false)
  await page.getByRole('button', { name: /Reset to default/ }).click()
  await expect.poll(() => settings().notifications).toBe(true)
  await close()
})

test('a value that cannot be used is said, not saved, and not lost', async () => {
  const { page, settings, close } = await openSettingsWindow(bench)
  const field = page.getByRole('textbox', { name: 'Longest wait between two tries' })
  await field.fill('9000')
  await page.keyboard.press('Enter')
  await shown(page.getByText('A whole number from 5 to 600.'))
  expect(await field.inputValue()).toBe('9000')
  expect(settings().reconnectWithin).toBe(30)
  await field.fill('90')
  await page.keyboard.press('Enter')
  await expect.poll(() => settings().reconnectWithin).toBe(90)

  await page.getByRole('button', { name: 'Reset to default: Longest wait between two tries' }).click()
  await expect.poll(() => settings().reconnectWithin).toBe(30)
  await expect.poll(() => page.getByRole('button', { name: /Reset to default/ }).count()).toBe(0)
  await close()
})

test('a part of Settings stays where its link leads while those above it are still coming, until somebody scrolls', async () => {
  const own = Promise.withResolvers<OwnGateway>()
  const { page, close } = await bench.open({
    hash: '#/settings/node',
    answers: { 'ownGateway.current': () => own.promise },
  })
  const top = () =>
    page.evaluate(() => {
      const [part, main] = [document.querySelector('#settings-node'), document.querySelector('main')]
      return part && main && Math.round(part.getBoundingClientRect().top - main.getBoundingClientRect().top)
    })
  const margin = 16
  await expect.poll(top).toBe(margin)
  own.resolve(ownGateway)
  await shown(page.locator('#settings-own-gateway'))
  await expect.poll(top).toBe(margin)

  await page.mouse.move(700, 400)
  await page.mouse.wheel(0, -150)
  await expect.poll(top).toBe(margin + 150)
  await close()
})

test('a proxy is set up by its address, and its login goes to the vault', async () => {
  const { page, settings, answer, askedFor, close } = await openSettingsWindow(bench)
  await page.getByRole('searchbox').fill('socks5')
  await page.getByRole('combobox', { name: 'Proxy for gateway addresses' }).click()
  await page.getByRole('option', { name: 'An address' }).click()
  await expect.poll(() => settings().proxy).toBe('address')
  const address = page.getByRole('textbox', { name: 'Address of the proxy' })
  await address.fill('http://ada:secret@proxy.example:3128')
  await address.press('Enter')
  await shown(page.getByText('Write http://host:port, https://host:port or socks5://host:port'))
  expect(settings().proxyAddress).toBe('')
  expect(await address.inputValue()).toBe('http://ada:secret@proxy.example:3128')
  await address.fill('socks5://proxy.example:1080')
  await address.press('Enter')
  await expect.poll(() => settings().proxyAddress).toBe('socks5://proxy.example:1080')

  answer({ 'credentials.list': () => [{ id: 'proxy-login/proxy.example:1080', label: '' }] })
  await page.getByRole('textbox', { name: 'User name' }).fill('ada')
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse')
  await page.keyboard.press('Enter')
  await expect
    .poll(() => askedFor('credentials.setProxyLogin'))
    .toEqual([{ user: 'ada', password: 'correct horse' }])
  await expect.poll(() => page.getByRole('textbox', { name: 'Password' }).inputValue()).toBe('')
  await expect
    .poll(() => page.getByRole('textbox', { name: 'User name' }).getAttribute('placeholder'))
    .toBe('kept')
  await close()
})

test('the keys Gangway keeps are listed, forgotten and added to', async () => {
  const window = await bench.open({ hash: '#/settings/host-keys' })
  const { page, answer, askedFor, close } = window
  await shown(page.getByText('a hashed name'))
  await page.getByRole('button', { name: 'Forget the key of [192.0.2.17]:2222' }).click()
  await expect.poll(() => askedFor('hosts.forgetKey')).toMatchObject([{ names: '[192.0.2.17]:2222' }])

  const line = page.getByRole('textbox', { name: 'Line to add' })
  answer({
    'hosts.addKey': () => {
      throw appError('INVALID_INPUT', { what: 'The line', why: phrase('noKnownHostsLine') })
    },
  })
  await line.fill('harbour nonsense')
  await page.keyboard.press('Enter')
  await shown(page.getByRole('alert').getByText('it has to hold names, a key type and a key'))
  expect(await line.inputValue()).toBe('harbour nonsense')
  await close()
})

test('every setting can be found by its name in both languages', async () => {
  for (const locale of ['en-GB', 'pl-PL']) {
    const { page, close } = await bench.open({
      hash: '#/settings',
      context: { locale },
      answers: {
        'app.info': () => ({ ...appInfo, door: 'desktop', canStartAtLogin: true, canUpdate: true }),
      },
    })
    const titles = page.locator('[data-setting] h3')
    await expect.poll(() => titles.count()).toBeGreaterThan(14)
    for (const title of await titles.allTextContents()) {
      await page.getByRole('searchbox').fill(title)
      await expect.poll(() => titles.allTextContents()).toContain(title)
    }
    await close()
  }
})

test('without a keychain the page says so, why, and what the file would mean', async () => {
  const { page, askedFor, close } = await bench.open({
    hash: '#/settings',
    answers: {
      'credentials.vault': () => ({ backend: 'memory', why: 'no Secret Service answers' }),
      'credentials.list': () => [{ id: 'harbour/token', label: 'Gateway token of harbour' }],
    },
  })
  await shown(page.getByText('no Secret Service answers'))
  await page.getByRole('switch', { name: 'Keep secrets in a private file' }).press('Space')
  await page.getByRole('button', { name: 'Forget: Gateway token of harbour' }).click()

  await expect.poll(() => askedFor('settings.change')).toEqual([{ allowSecretsFile: true }])
  await expect.poll(() => askedFor('credentials.forget')).toEqual([{ id: 'harbour/token' }])
  await close()
})

test('starting at login is offered only where the system can do it', async () => {
  const cannot = await bench.open({ hash: '#/settings' })
  await shown(cannot.page.getByRole('switch', { name: 'Connect when Gangway starts' }))
  expect(await cannot.page.getByRole('switch', { name: 'Start Gangway when you log in' }).count()).toBe(0)
  await cannot.close()

  const can = await bench.open({
    hash: '#/settings',
    answers: { 'app.info': () => ({ ...appInfo, canStartAtLogin: true }) },
  })
  await shown(can.page.getByRole('switch', { name: 'Start Gangway when you log in' }))
  await can.close()
})
