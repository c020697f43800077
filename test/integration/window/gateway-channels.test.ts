// The people who write to the assistant from Telegram, let in from the page: a real gateway, a real browser, a Bot API on loopback.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { openChromium } from '../../support/chromium.ts'
import { eventually } from '../../support/eventually.ts'
import { watchMisdeeds } from '../../support/misdeeds.ts'
import { closeTelegramSettings, startWithBot } from '../../support/telegram-setting.ts'
import { testToken } from '../../support/test-gateway.ts'
import { accessibilityFaults } from '../../support/accessibility.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openChromium()
})
afterAll(() => browser?.close())
afterEach(closeTelegramSettings)

test('a stranger is let in by the code, is sent a test, and is put out again', async () => {
  const { telegram, gateway } = await startWithBot({ dmPolicy: 'pairing', allowFrom: [] })
  const misdeeds: string[] = []
  const page = await browser.newPage({ locale: 'en-GB', reducedMotion: 'reduce' })
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const origin = gateway.url.replace(/^ws/, 'http')
  await watchMisdeeds(page, origin, misdeeds)
  await page.goto(`${origin}/#token=${testToken}`)
  const connection = page.getByRole('region', { name: 'Connection' }).getByRole('status')
  await eventually(() => connection.textContent()).toMatch(/^Connected to /)
  await page.goto(`${origin}/#/gateway/channels`)
  await page.getByText('connected', { exact: true }).waitFor()

  telegram.say('hello', { from: { id: 77, first_name: 'Jan', language_code: 'en' } })
  const asking = page.getByRole('region', { name: /Who asks to write/ })
  const code = await asking.locator('code').first().textContent()
  // The page may be told before the message has reached Telegram.
  await eventually(() => telegram.texts(77)[0] ?? '').toContain(code ?? 'a code')
  expect(await accessibilityFaults(page)).toEqual([])
  await button('Let in Jan').click()
  await asking.waitFor({ state: 'detached' })
  await eventually(() => telegram.texts(77)).toHaveLength(2)

  telegram.say('hello again', { from: { id: 77, first_name: 'Jan' } })
  await eventually(() => telegram.texts(77).at(-1)).toBe('echo: hello again')
  await button('Send me a test through Telegram').click()
  await page.getByText('Sent. Look in Telegram.').waitFor()
  expect(telegram.texts(77).at(-1)).toBe('This is a test from Gangway: messages arrive here.')

  await button('Remove Jan 77').click()
  await page.getByRole('region', { name: /Who may write/ }).waitFor({ state: 'detached' })
  await page.close()
  expect(misdeeds).toEqual([])
})
