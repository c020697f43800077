import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appError } from '../../../src-shared/errors.ts'
import type { OwnGateway } from '../../../src-shared/own-gateway.ts'
import { phrase } from '../../../src-shared/said.ts'
import { AppSettings } from '../../../src-shared/settings.ts'
import { openWindowBench, type WindowBench } from '../../support/window-bench.ts'
import { appInfo, healthy, ownGateway, sshTarget, states } from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

async function shown(locator: Locator): Promise<void> {
  await locator.waitFor({ state: 'visible' })
}

test('health says what is measured, where and when, and unknown is not stopped', async () => {
  const { page, askedFor, close } = await bench.open({
    hash: '#/health',
    answers: {
      'connection.current': () => states.online,
      'health.current': () => ({ ...healthy, gatewayAt: Date.now() }),
    },
  })
  await shown(page.getByText('Healthy', { exact: true }))
  await shown(page.getByText(/Measured .*, from this computer\./))
  await shown(page.getByRole('img', { name: /Round trips over the last 44 min: last \d+ ms, typical/ }))
  const channels = page.getByRole('region', { name: 'Channels' })
  await shown(channels.getByText('the gateway does not say'))
  await shown(channels.getByText('stopped', { exact: true }))
  await page.getByRole('button', { name: 'Check now' }).click()

  await expect.poll(() => askedFor('health.check')).toHaveLength(1)
  await close()
})

test('when the way is lost, health keeps what it knew and calls it the last known', async () => {
  const { page, tell, close } = await bench.open({
    hash: '#/health',
    answers: { 'connection.current': () => states.online, 'health.current': () => healthy },
  })
  await shown(page.getByRole('region', { name: 'Gateway' }))
  await tell('connection.changed', states.waiting)

  await shown(page.getByText('Out of reach'))
  await shown(page.getByText(/Last good answer/))
  expect(await page.getByText('last known').count()).toBe(4)
  expect(await page.getByRole('button', { name: 'Check now' }).isDisabled()).toBe(true)
  await close()
})

test('diagnostics are copied as the app writes them', async () => {
  const { page, close } = await bench.open({ hash: '#/health' })
  await page.getByRole('button', { name: 'Copy diagnostics' }).click()

  await shown(page.getByText('Copied'))
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'Gangway 0.1.0\nconnection: online\n',
  )
  await close()
})

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

test('this computer’s gateway is set up without its file: who reaches it, who answers, with which key', async () => {
  let gateway: OwnGateway = ownGateway
  const { page, askedFor, close } = await bench.open({
    hash: '#/settings/own-gateway',
    answers: {
      'ownGateway.change': change => {
        const { bind, model, port } = change
        gateway = {
          ...gateway,
          ...(bind && { bind, needsRestart: true }),
          ...(model && { model }),
          ...(port && { port, hasOwnPort: true }),
        }
        return gateway
      },
      'ownGateway.setModelKey': ({ provider }) => ({
        ...gateway,
        providers: gateway.providers.map(one => (one.id === provider ? { ...one, hasKey: true } : one)),
      }),
      'ownGateway.restart': () => (gateway = { ...gateway, needsRestart: false }),
    },
  })
  const panel = page.getByRole('region', { name: 'This computer’s gateway' })
  await shown(panel.getByText('2 models found on this computer.'))
  await panel.getByRole('textbox', { name: 'Port it listens on' }).fill('19000')
  await panel.getByRole('textbox', { name: 'Port it listens on' }).press('Enter')
  expect(await panel.getByText('can try to sign in').count()).toBe(0)
  await panel.getByRole('combobox', { name: 'Who can reach it' }).click()
  await page.getByRole('option', { name: 'The whole network' }).click()
  await shown(panel.getByText('can try to sign in'))

  const model = panel.getByRole('combobox', { name: 'Model', exact: true })
  await model.fill('nonsense')
  await shown(panel.getByText('Write it as provider/model'))
  await model.fill('')
  await page.getByRole('option', { name: 'lmstudio/qwen3-8b' }).click()
  await expect
    .poll(() => askedFor('ownGateway.change'))
    .toEqual([{ port: 19_000 }, { bind: 'lan' }, { model: 'lmstudio/qwen3-8b' }])

  await panel.getByRole('combobox', { name: 'Provider' }).click()
  await page.getByRole('option', { name: 'OpenAI' }).click()
  await panel.getByLabel('Key', { exact: true }).fill('sk-1')
  await panel.getByRole('button', { name: 'Keep key' }).click()
  await expect.poll(() => askedFor('ownGateway.setModelKey')).toEqual([{ provider: 'openai', key: 'sk-1' }])
  await expect.poll(() => panel.getByLabel('Key', { exact: true }).inputValue()).toBe('')

  await panel.getByRole('button', { name: 'Restart the gateway' }).click()
  await expect.poll(() => panel.getByRole('button', { name: 'Restart the gateway' }).count()).toBe(0)
  await close()
})

test('the colours change at once and without the system’s consent', async () => {
  let settings = AppSettings.parse({})
  const window = await bench.open({
    hash: '#/settings',
    answers: {
      'settings.current': () => settings,
      'settings.change': change => {
        settings = AppSettings.parse({ ...settings, ...change })
        window.tellWithAnswer('settings.changed', settings)
        return settings
      },
    },
  })
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

test('a host gets settings of its own, and loses them', async () => {
  let settings = AppSettings.parse({ hosts: [{ host: 'harbour' }] })
  const window = await bench.open({
    hash: '#/settings',
    answers: {
      'settings.current': () => settings,
      'settings.change': change => {
        settings = AppSettings.parse({ ...settings, ...change })
        window.tellWithAnswer('settings.changed', settings)
        return settings
      },
    },
  })
  const { page } = window
  await page.getByRole('textbox', { name: 'Host to add' }).fill('vault')
  await page.keyboard.press('Enter')
  await page.getByText('vault', { exact: true }).click()
  await page.getByText('The system’s ssh', { exact: true }).last().click()
  await page.getByRole('textbox', { name: 'Port on this computer' }).last().fill('4000')
  await page.keyboard.press('Enter')
  await expect
    .poll(() => settings.hosts)
    .toEqual([
      { host: 'harbour', engine: 'ssh2', gatewayPort: 18_789 },
      { host: 'vault', engine: 'system', gatewayPort: 18_789, localPort: 4000 },
    ])
  await page.getByRole('button', { name: 'Remove vault from the list' }).click()

  await expect.poll(() => settings.hosts.map(({ host }) => host)).toEqual(['harbour'])
  await window.close()
})

/** A window whose settings are kept as the app keeps them. */
async function openSettingsPage(given: object, hash = '#/settings') {
  let settings = AppSettings.parse(given)
  const window = await bench.open({
    hash,
    answers: {
      'app.info': () => ({ ...appInfo, door: 'desktop' }),
      'settings.current': () => settings,
      'settings.change': change => {
        settings = AppSettings.parse({ ...settings, ...change })
        window.tellWithAnswer('settings.changed', settings)
        return settings
      },
    },
  })
  return { ...window, settings: () => settings }
}

test('a host says how soon it notices a dead link, and what accepting every new key means', async () => {
  const { page, settings, close } = await openSettingsPage({ hosts: [{ host: 'harbour' }] })
  await page.getByText('harbour', { exact: true }).click()
  await page.getByLabel('Ask for a sign of life after (s)').fill('15')
  await page.keyboard.press('Enter')
  await page.getByLabel('Unanswered questions allowed').fill('3')
  await page.keyboard.press('Tab')
  await shown(page.getByText('Notices a dead link after up to 60 s.'))

  await page.getByRole('combobox', { name: 'When a host key is not known yet' }).click()
  await page.getByRole('option', { name: 'Accept and keep' }).click()
  await shown(page.getByText('The first connection then trusts whoever answers.'))
  await page.getByLabel('Key file').fill('~/.ssh/harbour')
  await page.keyboard.press('Enter')
  await expect
    .poll(() => settings().hosts)
    .toMatchObject([
      {
        serverAliveInterval: 15,
        serverAliveCountMax: 3,
        strictHostKeyChecking: 'accept-new',
        identityFile: '~/.ssh/harbour',
      },
    ])
  await close()
})

test('the colour of a host stands beside its name in the list, in the bar and among the recent ones', async () => {
  const { page, settings, answer, tell, close } = await openSettingsPage({ hosts: [{ host: 'harbour' }] })
  answer({ 'connection.recent': () => [{ target: sshTarget, lastOnlineAt: Date.now() }] })
  await tell('connection.changed', states.online)
  const bar = page.getByRole('region', { name: 'Connection' })
  expect(await bar.locator('[data-color]').count()).toBe(0)
  await page.getByText('harbour', { exact: true }).first().click()
  await page.getByRole('combobox', { name: 'Colour', exact: true }).click()
  await page.getByRole('option', { name: 'Purple' }).click()
  await shown(bar.locator('[data-color="purple"]'))
  await page.getByLabel('Give up an address after (s)').fill('4')
  await page.keyboard.press('Enter')
  await expect.poll(() => settings().hosts).toMatchObject([{ color: 'purple', connectTimeout: 4 }])

  await tell('connection.changed', states.idle)
  await page.getByRole('link', { name: 'Connect', exact: true }).click()
  await shown(page.locator('main [data-color="purple"]').first())
  await close()
})

test('notifications are switched off for good, and found by what people call them', async () => {
  const { page, settings, close } = await openSettingsPage({})
  await page.getByRole('searchbox').fill('do not disturb')
  const one = page.getByRole('switch', { name: 'Notify when something needs you' })
  expect(await one.isChecked()).toBe(true)
  await one.press('Space')
  await expect.poll(() => settings().notifications).toBe(false)
  expect(await one.isChecked()).toBe(false)
  await page.getByRole('button', { name: /Reset to default/ }).click()
  await expect.poll(() => settings().notifications).toBe(true)
  await close()
})

test('a value that cannot be used is said, not saved, and not lost', async () => {
  const { page, settings, close } = await openSettingsPage({})
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
  expect(await page.getByRole('button', { name: /Reset to default/ }).count()).toBe(0)
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
  const { page, settings, answer, askedFor, close } = await openSettingsPage({})
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
  expect(await page.getByRole('textbox', { name: 'User name' }).getAttribute('placeholder')).toBe('kept')
  await close()
})

test('a host that was removed by mistake is back with one press, in its place', async () => {
  const { page, settings, close } = await openSettingsPage({
    hosts: [{ host: 'a', connectTimeout: 3 }, { host: 'b' }, { host: 'c' }],
  })
  const before = settings().hosts
  await page.getByText('a', { exact: true }).click()
  await page.getByRole('button', { name: 'Remove a from the list' }).click()
  await expect.poll(() => settings().hosts).toHaveLength(2)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => settings().hosts).toEqual(before)

  await page.getByText('b', { exact: true }).click()
  await page.getByRole('button', { name: 'Move b up' }).click()
  await expect.poll(() => settings().hosts.map(({ host }) => host)).toEqual(['b', 'a', 'c'])
  await page.getByText('a', { exact: true }).click()
  await page.getByRole('button', { name: 'Duplicate a' }).click()
  await page.getByRole('textbox', { name: 'Host to add' }).fill('d')
  await page.keyboard.press('Enter')
  await expect.poll(() => settings().hosts.at(-1)).toMatchObject({ host: 'd', connectTimeout: 3 })
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

test('a new page takes the focus to its heading and its name into the title', async () => {
  const { page, close } = await bench.open()
  await page.getByRole('link', { name: 'Health' }).click()

  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Health')
  expect(await page.title()).toBe('Health – Gangway')
  await close()
})

test('the skip link leads past the rail without changing the page', async () => {
  const { page, close } = await bench.open({ hash: '#/settings' })
  await shown(page.getByRole('heading', { level: 1, name: 'Settings' }))
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')

  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
  expect(await page.evaluate(() => location.hash)).toBe('#/settings')
  await close()
})

test('a tab whose sign-in is over says how to get back, instead of showing buttons that do nothing', async () => {
  const { page, close } = await bench.open({
    answers: {
      'connection.current': () => {
        throw appError('PAGE_SIGNED_OUT', {})
      },
    },
  })

  await shown(page.getByRole('heading', { name: 'This page is signed out' }))
  expect(await page.getByRole('button').count()).toBe(0)
  await close()
})
