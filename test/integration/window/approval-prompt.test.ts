// A command that waits while a person is on another page: a real gateway, and two windows that show the same.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openChromium } from '../../support/chromium.ts'
import { watchMisdeeds } from '../../support/misdeeds.ts'
import { startModelServer, type ModelServer } from '../../support/model-server.ts'
import {
  closeTestGateways,
  connectNode,
  connectPeer,
  modelConfig,
  startTestGateway,
  testToken,
  type TestGateway,
} from '../../support/test-gateway.ts'
import { accessibilityFaults } from '../../support/accessibility.ts'

let browser: Browser
let context: BrowserContext
let model: ModelServer
let misdeeds: string[]
beforeAll(async () => {
  browser = await openChromium()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
  })
  model = await startModelServer()
  misdeeds = []
})
afterEach(async () => {
  await context.close()
  await closeTestGateways()
  await model.close()
  expect(misdeeds).toEqual([])
})

async function openWindow(gateway: TestGateway): Promise<Page> {
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const origin = gateway.url.replace(/^ws/, 'http')
  await watchMisdeeds(page, origin, misdeeds)
  await page.goto(`${origin}/#token=${testToken}`)
  await expect
    .poll(() => page.getByRole('region', { name: 'Connection' }).getByRole('status').textContent())
    .toMatch(/^Connected to /)
  await page.goto(`${origin}/#/chat`)
  return page
}

const promptOf = (page: Page) => page.getByRole('complementary', { name: 'May this command run?' })

async function start() {
  const gateway = await startTestGateway()
  const asker = await connectPeer(gateway, { scopes: ['operator.approvals'] })
  const ask = (id: string, more: object = {}) =>
    asker.request<{ decision: string | null }>('exec.approval.request', {
      id,
      command: 'uptime',
      timeoutMs: 600_000,
      ...more,
    })
  return { gateway, ask }
}

test('a command asks over any page; the window that does not answer is told what was decided, and by whom', async () => {
  const { gateway, ask } = await start()
  const [one, other] = [await openWindow(gateway), await openWindow(gateway)]
  const asking = ask('a-1', { command: 'c\u0430t one\ntwo', cwd: '/srv/kettle' })
  await promptOf(other).getByText('U+0430 ≠ a: looks like another character that it is not').waitFor()
  await promptOf(one).getByText('/srv/kettle').waitFor()
  await one.getByRole('link', { name: /1 command waits/ }).waitFor()
  for (const colorScheme of ['light', 'dark'] as const) {
    await one.emulateMedia({ colorScheme })
    await one.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
    expect(await accessibilityFaults(one), colorScheme).toEqual([])
  }
  await one.setViewportSize({ width: 400, height: 800 })
  await expect.poll(() => one.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400)
  await one.setViewportSize({ width: 1280, height: 900 })

  await promptOf(one).getByRole('button', { name: 'Allow once' }).click()
  expect(await asking).toMatchObject({ decision: 'allow-once' })
  await promptOf(other).getByRole('heading', { name: 'Decided elsewhere' }).waitFor()
  await promptOf(other)
    .getByText(/^allowed once by \S/)
    .waitFor()
  expect(await promptOf(other).getByRole('button', { name: 'Allow once' }).count()).toBe(0)
  await promptOf(other).getByRole('button', { name: 'Close' }).click()
  await promptOf(other).waitFor({ state: 'detached' })
})

test('closing decides nothing: the command goes on waiting in the inbox', async () => {
  const { gateway, ask } = await start()
  const page = await openWindow(gateway)
  const asking = ask('a-1')
  await promptOf(page).getByRole('button', { name: 'Decide later' }).click()
  await promptOf(page).waitFor({ state: 'detached' })
  await page.getByRole('link', { name: /1 command waits/ }).click()
  await page.getByRole('button', { name: 'Deny' }).click()
  expect(await asking).toMatchObject({ decision: 'deny' })
})

test('what is allowed for good is what was shown, stands in the list, and can be taken back', async () => {
  const config = modelConfig(model.baseUrl, { tools: { exec: { mode: 'ask' } } })
  const gateway = await startTestGateway({ config })
  const page = await openWindow(gateway)
  const owner = await connectPeer(gateway)
  const argv = [process.execPath, '-e', 'console.log(6 * 7)']
  model.next({ kind: 'tool-call', name: 'exec', arguments: { argv } })
  await owner.request('chat.send', { sessionKey: 'main', message: 'count', idempotencyKey: 'count' })
  const kept = `${process.execPath} -e "console.log(6 * 7)"`
  await expect.poll(() => promptOf(page).getByText(kept, { exact: true }).count()).toBe(2)
  await promptOf(page).getByRole('button', { name: 'Allow always' }).click()
  await page.goto(`${gateway.url.replace(/^ws/, 'http')}/#/gateway/approvals`)
  const allowed = page.getByRole('region', { name: 'Run without being asked for' })
  await allowed.getByText(kept, { exact: true }).waitFor()
  await allowed.getByRole('button', { name: /^Ask again for / }).click()
  await allowed.getByText('Every command is asked for.').waitFor()
})

test('a rule for a node is chosen in the window, counts for the next command there, and can be taken back', async () => {
  const gateway = await startTestGateway({ config: modelConfig(model.baseUrl) })
  const owner = await connectPeer(gateway, {
    scopes: ['operator.read', 'operator.write', 'operator.approvals', 'operator.pairing', 'operator.admin'],
  })
  const node = await connectNode(gateway, { clientDisplayName: 'Crane', commands: ['system.run'] })
  const asked = await owner.event(({ event }) => event === 'node.pair.requested')
  await owner.request('node.pair.approve', { requestId: (asked.payload as { requestId: string }).requestId })
  const page = await openWindow(gateway)

  const use = async (key: string) => {
    const call = { action: 'invoke', command: 'system.run', params: { command: ['uptime'] } }
    model.next({ kind: 'tool-call', id: `call-${key}`, name: 'nodes', arguments: call })
    await owner.request('chat.send', { sessionKey: 'main', message: key, idempotencyKey: key })
  }
  await use('first')
  for (const origin of ['agent:main:main', 'first', 'call-first']) {
    await promptOf(page).getByText(origin, { exact: true }).waitFor()
  }
  await promptOf(page).getByRole('button', { name: 'Deny' }).click()

  await page.goto(`${gateway.url.replace(/^ws/, 'http')}/#/gateway/approvals`)
  const rules = page.getByRole('region', { name: 'What agents may run' })
  const rule = rules.getByRole('combobox', { name: /^On the node Crane/ })
  await rule.click()
  await rules.getByRole('option', { name: 'nothing', exact: true }).click()
  await expect.poll(() => rule.inputValue()).toBe('nothing')
  const { nodes } = await owner.request<{ nodes: { nodeId: string }[] }>('node.list')
  const { parsed } = await owner.request<{ parsed: unknown }>('config.get', {})
  const id = nodes[0]?.nodeId ?? ''
  expect(parsed).toMatchObject({
    gateway: { nodes: { entries: { [id]: { tools: { exec: { mode: 'deny' } } } } } },
  })
  await use('second')
  await owner.event(
    ({ event, payload }) =>
      event === 'chat' &&
      JSON.stringify(payload).includes('"second"') &&
      JSON.stringify(payload).includes('final'),
  )
  expect(await owner.request('exec.approval.list', {})).toEqual([])

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
    expect(await accessibilityFaults(page), colorScheme).toEqual([])
  }
  await page.setViewportSize({ width: 400, height: 800 })
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400)
  await rule.click()
  await rules.getByRole('option', { name: 'not said' }).click()
  await expect.poll(() => rule.inputValue()).toBe('not said')
  await node.close()
})
