// The gateway's own page: served on its port, connected by the browser itself.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { watchMisdeeds } from '../../support/misdeeds.ts'
import { openChromium } from '../../support/chromium.ts'
import { freePort } from '../../support/free-port.ts'
import { startModelServer, type ModelServer } from '../../support/model-server.ts'
import {
  closeTestGateways,
  connectParams,
  connectRaw,
  modelConfig,
  startTestGateway,
  testToken,
  type TestGateway,
} from '../../support/test-gateway.ts'

let browser: Browser
let model: ModelServer
let context: BrowserContext
let page: Page
let misdeeds: string[]
beforeAll(async () => {
  browser = await openChromium()
  model = await startModelServer()
})
afterAll(async () => {
  await browser?.close()
  await model?.close()
})
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
  page = await context.newPage()
  page.setDefaultTimeout(60_000)
  misdeeds = []
})
afterEach(async () => {
  await context.close()
  await closeTestGateways()
  expect(misdeeds).toEqual([])
})

const httpUrl = (gateway: TestGateway) => gateway.url.replace(/^ws/, 'http')
const headline = () => page.getByRole('region', { name: 'Connection' }).getByRole('status')
const answer = (text: string) => page.getByLabel('Messages').getByText(text, { exact: true })

async function open(gateway: TestGateway, fragment = `#token=${testToken}`) {
  await watchMisdeeds(page, httpUrl(gateway), misdeeds)
  await page.goto(`${httpUrl(gateway)}/${fragment}`)
}

async function say(text: string) {
  const composer = page.getByRole('textbox', { name: 'Message', exact: true })
  await composer.fill(text)
  await composer.press('Enter')
}

test('the address with the token signs in, and the token is gone from it at once', async () => {
  const gateway = await startTestGateway({ config: modelConfig(model.baseUrl) })
  await open(gateway)
  await expect.poll(() => headline().textContent()).toMatch(/^Connected to /)
  expect(page.url()).not.toContain(testToken)
  expect(
    await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])),
  ).not.toContain(testToken)
  await page.getByRole('link', { name: 'Chat', exact: true }).click()
  await say('Is the kettle on?')
  await answer('echo: Is the kettle on?').waitFor()
})

test('this browser is known again at the next visit, without the token', async () => {
  const gateway = await startTestGateway()
  await open(gateway)
  await expect.poll(() => headline().textContent()).toMatch(/^Connected to /)
  await page.close()
  page = await context.newPage()
  await page.goto(`${httpUrl(gateway)}/`)
  await expect.poll(() => headline().textContent()).toMatch(/^Connected to /)
})

test('without a token the page asks for it, and says when it is the wrong one', async () => {
  const gateway = await startTestGateway()
  await open(gateway, '')
  const field = page.getByLabel('Gateway token')
  await field.fill('not-the-token')
  await field.press('Enter')
  await page.getByText('GATEWAY_TOKEN_MISMATCH').waitFor()
  await page.getByLabel('Gateway token').fill(testToken)
  await page.getByLabel('Gateway token').press('Enter')
  await expect.poll(() => headline().textContent()).toMatch(/^Connected to /)
})

test('the page comes back by itself when the gateway has restarted', async () => {
  const first = await startTestGateway({ config: modelConfig(model.baseUrl), port: await freePort() })
  await open(first, `#token=${testToken}`)
  await expect.poll(() => headline().textContent()).toMatch(/^Connected to /)
  await page.getByRole('link', { name: 'Chat', exact: true }).click()
  await say('first')
  await answer('echo: first').waitFor()
  await first.close()
  await expect.poll(() => headline().textContent()).toMatch(/^Reconnecting to /)
  await startTestGateway({
    stateDir: first.stateDir,
    port: first.port,
    config: modelConfig(model.baseUrl),
  })
  await expect.poll(() => headline().textContent()).toMatch(/^Connected to /)
  await say('second')
  await answer('echo: second').waitFor()
  expect(await answer('echo: first').count()).toBe(1)
})

test('where devices are not let in by themselves, the page waits and goes on once it was approved', async () => {
  const gateway = await startTestGateway({
    config: { gateway: { nodes: { pairing: { autoApproveLocal: false } } } },
  })
  const tool = await connectRaw(gateway)
  await tool.request('connect', connectParams({ scopes: ['operator.admin', 'operator.pairing'] }))
  await open(gateway)
  await page.getByText('devices approve').first().waitFor()
  const { payload } = await tool.request('device.pair.list', {})
  const [own] = (payload as { pending: { requestId: string }[] }).pending
  await tool.request('device.pair.approve', { requestId: own?.requestId })
  await expect.poll(() => headline().textContent()).toMatch(/^Connected to /)
})
