// The two roads to one gateway in the window: how they are set, and how a road that is not what it was is seen to.
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { sayDetail } from '../../../src-shared/error-words.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { AppSettings } from '../../../src-shared/settings.ts'
import { openWindowBench, type WindowBench, type WindowOptions } from '../../support/window-bench.ts'
import { errors, states, twoRoads } from '../../support/window-fixtures.ts'

let bench: WindowBench
beforeAll(async () => {
  bench = await openWindowBench()
})
afterAll(() => bench.close())

/** A window whose settings are kept as the app keeps them. */
async function openWith(given: object, { hash = '#/connect', answers = {} }: WindowOptions) {
  let settings = AppSettings.parse(given)
  const window = await bench.open({
    hash,
    answers: {
      'settings.current': () => settings,
      'settings.change': change => {
        settings = AppSettings.parse({ ...settings, ...change })
        window.tellWithAnswer('settings.changed', settings)
        return settings
      },
      ...answers,
    },
  })
  onTestFinished(() => window.close())
  return { ...window, settings: () => settings }
}

const presented = (error: (typeof errors)[keyof typeof errors]) => sayDetail(error, 'presented', inEnglish)
const url = 'wss://gateway.quay.ts.net:443'

test('the gateway’s own address is a second road, with a pin, and may come first; without it there is one road', async () => {
  const { page, settings } = await openWith({ hosts: [{ host: 'harbour' }] }, { hash: '#/settings/hosts' })
  await page.getByText('harbour', { exact: true }).first().click()
  const address = page.getByRole('textbox', { name: 'The gateway’s own address' })
  expect(await page.getByRole('textbox', { name: 'Its certificate, SHA-256' }).count()).toBe(0)
  await address.fill('https://gateway.quay.ts.net/?token=x')
  await page.keyboard.press('Enter')
  await expect.poll(() => address.getAttribute('aria-invalid')).toBe('true')
  expect(await address.inputValue()).toBe('https://gateway.quay.ts.net/?token=x')
  expect(settings().hosts[0]).not.toHaveProperty('direct')

  await address.fill(url)
  await page.keyboard.press('Enter')
  await expect.poll(() => settings().hosts[0]?.direct).toEqual({ url })
  const pin = page.getByRole('textbox', { name: 'Its certificate, SHA-256' })
  await pin.fill('ab:cd')
  await page.keyboard.press('Enter')
  await expect.poll(() => pin.getAttribute('aria-invalid')).toBe('true')
  expect(settings().hosts[0]?.direct).toEqual({ url })
  const tlsFingerprint = presented(errors.pinChanged)
  await pin.fill(tlsFingerprint)
  await page.keyboard.press('Enter')
  await page.getByRole('switch', { name: 'Try the address first' }).click()
  await expect.poll(() => settings().hosts[0]?.direct).toEqual({ url, tlsFingerprint, isFirst: true })

  await address.fill('')
  await page.keyboard.press('Enter')
  await expect
    .poll(() => settings().hosts)
    .toEqual([{ host: 'harbour', engine: 'ssh2', gatewayPort: 18_789 }])
  await pin.waitFor({ state: 'detached' })
})

test('a host key that has changed is seen to while the gateway’s own address carries', async () => {
  const { page, askedFor, violations } = await openWith(
    {},
    {
      answers: {
        'connection.current': () => states.sshStopped,
        'hosts.replaceKey': () => undefined,
        'connection.connect': () => undefined,
      },
    },
  )
  await page.getByRole('heading', { level: 1, name: 'Connected to harbour' }).waitFor()
  await page.getByText('Meanwhile the gateway’s own address carries the connection.').waitFor()
  expect(await page.getByRole('button', { name: 'Do not connect' }).count()).toBe(0)
  const replace = page.getByRole('button', { name: 'Replace the known key and connect' })
  expect(await replace.isDisabled()).toBe(true)
  await page.getByRole('textbox', { name: /as the .*host.* prints it/ }).fill(presented(errors.keyChanged))
  await replace.click()
  await expect
    .poll(() => askedFor('hosts.replaceKey'))
    .toEqual([{ host: 'harbour', fingerprint: presented(errors.keyChanged) }])
  await expect.poll(() => askedFor('connection.connect')).toEqual([twoRoads])
  expect(await violations()).toEqual([])
})

test('a certificate that has changed is pinned anew for the host it is set for', async () => {
  const { page, settings, askedFor } = await openWith(
    {
      hosts: [
        { host: 'other', direct: { url } },
        { host: 'harbour', direct: twoRoads.direct },
      ],
    },
    {
      answers: { 'connection.current': () => states.addressStopped, 'connection.connect': () => undefined },
    },
  )
  await page.getByText('Meanwhile SSH carries the connection.').waitFor()
  const replace = page.getByRole('button', { name: 'Replace the pin and connect' })
  expect(await replace.isDisabled()).toBe(true)
  await page.getByRole('textbox', { name: /as the .*host.* prints it/ }).fill(presented(errors.pinChanged))
  await replace.click()
  const direct = { url, tlsFingerprint: presented(errors.pinChanged) }
  await expect.poll(() => askedFor('connection.connect')).toEqual([{ ...twoRoads, direct }])
  expect(settings().hosts.map(host => host.direct)).toEqual([{ url }, direct])
})
