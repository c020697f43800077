// The pages that no app stands behind: the one a gateway serves, and the plain one after a window that kept crashing.
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openSpeech } from '../../../../src-main/desktop/speech.ts'
import { troublePart } from '../../../../src-main/desktop/trouble-page.ts'
import { openWords } from '../../../../src-shared/i18n/words.ts'
import { openChromium } from '../../../support/chromium.ts'
import { widestPart } from '../../../support/page-walk.ts'
import {
  closeTestGateways,
  connectParams,
  connectRaw,
  startTestGateway,
  testToken,
} from '../../../support/test-gateway.ts'
import { untranslated } from '../../../support/untranslated.ts'
import { accessibilityFaults } from '../../../support/accessibility.ts'

let browser: Awaited<ReturnType<typeof openChromium>>
const contexts: BrowserContext[] = []
beforeAll(async () => {
  browser = await openChromium()
})
afterAll(() => browser.close())
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
  await closeTestGateways()
})

type Listening = { readonly page: Page; readonly heard: unknown[] }

/** A page of a browser that speaks one language, and what its sockets carry. */
async function openPage(locale: string): Promise<Listening> {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } })
  contexts.push(context)
  const page = await context.newPage()
  const heard: unknown[] = []
  const hear = ({ payload }: { payload: string | Buffer }) => heard.push(JSON.parse(String(payload)))
  page.on('websocket', socket => {
    heard.push(socket.url())
    socket.on('framereceived', hear)
    socket.on('framesent', hear)
  })
  return { page, heard }
}

async function expectTranslated({ page, heard }: Listening): Promise<void> {
  await expect.poll(() => untranslated({ page, heard })).toEqual([])
  await expectToFit(page)
}

async function expectToFit(page: Page): Promise<void> {
  const size = page.viewportSize()
  await page.setViewportSize({ width: 400, height: 700 })
  await expect.poll(() => widestPart(page)).toEqual([])
  if (size) await page.setViewportSize(size)
}

async function expectNoFaults(page: Page): Promise<void> {
  expect(await accessibilityFaults(page)).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await accessibilityFaults(page, 'colors')).toEqual([])
  await page.emulateMedia({ colorScheme: 'light' })
}

test.each(['en-XA', 'pl-PL'])(
  'the page that a gateway serves: signing in, being approved and being connected (%s)',
  async locale => {
    const gateway = await startTestGateway({
      config: { gateway: { nodes: { pairing: { autoApproveLocal: false } } } },
    })
    const tool = await connectRaw(gateway)
    await tool.request('connect', connectParams({ scopes: ['operator.admin'] }))
    const origin = gateway.url.replace(/^ws/, 'http')
    const own = await openPage(locale)
    const { page } = own
    const look = async () => {
      if (locale === 'en-XA') return await expectTranslated(own)
      await expectToFit(page)
      await expectNoFaults(page)
    }
    await page.goto(origin)
    const token = page.locator('input[type="password"]')
    await token.waitFor()
    await look()

    await token.fill('not-the-token')
    await token.press('Enter')
    await page.getByText('GATEWAY_TOKEN_MISMATCH').first().waitFor()
    await look()

    await token.fill(testToken)
    await token.press('Enter')
    const asked = await tool.frame(({ event }) => event === 'device.pair.requested')
    await page
      .getByText(/devices approve/)
      .first()
      .waitFor()
    await look()

    await tool.request('device.pair.approve', { requestId: asked.payload?.['requestId'] })
    await page.locator('main a[href="#/chat"]').waitFor()
    await look()
  },
)

test.each(['en-XA', 'pl'] as const)('the plain page after crashes (%s)', async language => {
  const report = 'Gangway 0.1.0\nThe window crashed three times.\n'
  const words = openWords({ system: () => [language], onMistake: error => expect.fail(error.message) })
  await words.use('system')
  const speech = { ...openSpeech(), ...words.current() }
  const part = (path: string) => String(troublePart(path, () => report, speech)?.body)
  for (const path of ['/trouble.html', '/trouble-copied.html']) {
    const own = await openPage('en-GB')
    await own.page.setContent(part(path).replace(/<link[^>]*>/, `<style>${part('/trouble.css')}</style>`))
    if (language === 'en-XA') await expectTranslated(own)
    else {
      await expectToFit(own.page)
      await expectNoFaults(own.page)
    }
  }
})
