// Looking after a gateway from the page it serves: a real gateway, a real browser, real devices that want in.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Channel } from '../../../src-main/channels/channel.ts'
import { openChromium } from '../../support/chromium.ts'
import { freePort } from '../../support/free-port.ts'
import { watchMisdeeds } from '../../support/misdeeds.ts'
import {
  closeTestGateways,
  connectNode,
  connectParams,
  connectRaw,
  makeDevice,
  signedParams,
  startTestGateway,
  testToken,
  type RawPeer,
  type TestGateway,
} from '../../support/test-gateway.ts'
import { accessibilityFaults } from '../../support/accessibility.ts'

let browser: Browser
let context: BrowserContext
let page: Page
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
  page = await context.newPage()
  page.setDefaultTimeout(60_000)
  misdeeds = []
})
afterEach(async () => {
  await context.close()
  await closeTestGateways()
  expect(misdeeds).toEqual([])
})

const button = (name: string | RegExp) => page.getByRole('button', { name })

async function openTool(gateway: TestGateway): Promise<RawPeer> {
  const tool = await connectRaw(gateway)
  const answer = await tool.request('connect', connectParams({ scopes: ['operator.admin'] }))
  expect(answer.ok).toBe(true)
  return tool
}

/** Opens a part of the page; `approve` lets this browser in where the gateway lets nobody in by itself. */
async function open(gateway: TestGateway, section: string, approve?: RawPeer) {
  const origin = gateway.url.replace(/^ws/, 'http')
  await watchMisdeeds(page, origin, misdeeds)
  await page.goto(`${origin}/#token=${testToken}`)
  if (approve) {
    const asked = await approve.frame(({ event }) => event === 'device.pair.requested')
    await approve.request('device.pair.approve', { requestId: asked.payload?.requestId })
  }
  await expect
    .poll(() => page.getByRole('region', { name: 'Connection' }).getByRole('status').textContent())
    .toMatch(/^Connected to /)
  await page.goto(`${origin}/#/gateway/${section}`)
}

/** Both themes without a fault, and nothing wider than a narrow window. */
async function expectWellMade() {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
    expect(await accessibilityFaults(page), colorScheme).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
  const size = page.viewportSize()
  await page.setViewportSize({ width: 400, height: 800 })
  await expect
    .poll(() => page.evaluate(() => document.querySelector('main')?.scrollWidth))
    .toBeLessThanOrEqual(400)
  if (size) await page.setViewportSize(size)
}

test('a device that wants in is shown with all it asks for, and comes in when it is approved', async () => {
  const gateway = await startTestGateway({
    config: { gateway: { nodes: { pairing: { autoApproveLocal: false } } } },
  })
  const tool = await openTool(gateway)
  await open(gateway, 'devices', tool)
  await page.getByText('No device waits to be let in.').waitFor()

  const device = makeDevice()
  const knocking = await connectRaw(gateway)
  const scopes = ['operator.read', 'operator.admin']
  const refused = await knocking.request('connect', signedParams(device, knocking.nonce, { scopes }))
  expect(refused.ok).toBe(false)
  const waiting = page.getByRole('region', { name: 'Waiting for you' })
  await waiting.getByText(device.id.slice(0, 12)).waitFor()
  await waiting.getByText('operator.admin', { exact: true }).waitFor()
  await expectWellMade()

  await button('Approve openclaw-linux').click()
  await page.getByText('No device waits to be let in.').waitFor()
  const again = await connectRaw(gateway)
  expect((await again.request('connect', signedParams(device, again.nonce, { scopes }))).ok).toBe(true)

  await button(new RegExp(`^Remove .*${device.id.slice(0, 12)}`)).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await again.closed
  await expect.poll(() => page.getByText(device.id.slice(0, 12)).count()).toBe(0)
})

test('a node shows which of its two steps is missing, and its commands are approved from the page', async () => {
  const gateway = await startTestGateway()
  await open(gateway, 'devices')
  await connectNode(gateway, { commands: ['system.notify', 'system.run'], caps: ['system'] })
  const nodes = page.getByRole('region', { name: 'Nodes' })
  await nodes.getByText('system.run', { exact: true }).waitFor()
  expect(await nodes.locator('[data-done="true"]').allTextContents()).toEqual(['Device approved'])
  await expectWellMade()

  await button(/^Approve these commands of /).click()
  await expect
    .poll(() => nodes.locator('[data-done="true"]').allTextContents())
    .toEqual(['Device approved', 'Commands approved'])
})

test('a change of the configuration is shown before it is saved, and a conflict loses nothing that was typed', async () => {
  const gateway = await startTestGateway()
  const tool = await openTool(gateway)
  const first = await tool.request('config.get', {})
  const start = `{\n  // mine\n  agents: { defaults: { model: "a/one" } },\n  models: { providers: { a: { baseUrl: "http://127.0.0.1:9/v1", apiKey: "hush" } } },\n}\n`
  const written = await tool.request('config.set', { raw: start, baseHash: first.payload?.hash })
  expect(written.ok, JSON.stringify(written.error)).toBe(true)
  await open(gateway, 'configuration')
  const text = page.getByLabel('Configuration as JSON5')
  await expect.poll(() => text.inputValue()).toContain('// mine')
  expect(await text.inputValue()).not.toContain('hush')

  await text.fill((await text.inputValue()).replace('a/one', 'a/two'))
  await button('Review changes').click()
  const review = page.getByRole('group', { name: 'What you change' })
  await expect.poll(() => review.locator('[data-kind="new"]').allTextContents()).toHaveLength(1)
  await expectWellMade()
  await button('Save changes').click()
  await page.getByText('Saved.').waitFor()
  const saved = await tool.request('config.get', {})
  expect(saved.payload?.raw).toContain('a/two')

  const mine = (await text.inputValue()).replace('a/two', 'a/three')
  await text.fill(mine)
  const theirs = String(saved.payload?.raw).replace('// mine', '// theirs')
  await tool.request('config.set', { raw: theirs, baseHash: saved.payload?.hash })
  await button('Review changes').click()
  await button('Save changes').click()
  const changed = page.getByRole('group', { name: 'What they changed' })
  await expect
    .poll(() => changed.locator('[data-kind="new"]').allTextContents())
    .toEqual([expect.stringContaining('// theirs')])
  expect(await text.inputValue()).toBe(mine)
  await button('I have looked at it').click()
  await button('Review changes').click()
  await button('Save changes').click()
  await page.getByText('Saved.').waitFor()
  expect((await tool.request('config.get', {})).payload?.raw).toContain('a/three')
})

test('a command is shown whole, and the answer reaches whoever asked', async () => {
  const gateway = await startTestGateway()
  await open(gateway, 'approvals')
  await page.getByText('No command waits for a decision.').waitFor()
  const tool = await openTool(gateway)
  const asking = tool.request('exec.approval.request', {
    command: 'rm -rf ./build\u202e',
    cwd: '/srv/kettle',
    host: 'gateway',
    timeoutMs: 600_000,
  })
  await page.getByText('rm -rf ./buildU+202E', { exact: true }).waitFor()
  await page.getByText('U+202E: turns around the order in which the text is read').waitFor()
  await page.getByRole('link', { name: /1 command waits/ }).waitFor()
  await page.getByText('/srv/kettle').waitFor()
  await expectWellMade()
  await button('Deny').click()
  expect((await asking).payload?.decision).toBe('deny')
  await page.getByText(/^denied by /).waitFor()

  await page.getByRole('link', { name: 'Channels' }).click()
  await page.getByText('No channel is set up on this gateway.').waitFor()
})

test('a device that is rejected stays outside, and is gone from the page', async () => {
  const gateway = await startTestGateway({
    config: { gateway: { nodes: { pairing: { autoApproveLocal: false } } } },
  })
  await open(gateway, 'devices', await openTool(gateway))
  const device = makeDevice()
  const knock = async () => {
    const peer = await connectRaw(gateway)
    return await peer.request('connect', signedParams(device, peer.nonce, { scopes: ['operator.read'] }))
  }
  expect((await knock()).ok).toBe(false)
  await button('Reject openclaw-linux').click()
  await page.getByText('No device waits to be let in.').waitFor()
  expect(await page.getByText(device.id.slice(0, 12)).count()).toBe(0)
  expect((await knock()).ok).toBe(false)
})

test('a command that somebody else decides about leaves the list, with who decided', async () => {
  const gateway = await startTestGateway()
  await open(gateway, 'approvals')
  const tool = await openTool(gateway)
  const other = await connectRaw(gateway)
  await other.request('connect', connectParams({ scopes: ['operator.approvals'] }))
  const asking = tool.request('exec.approval.request', { id: 'a-1', command: 'uptime', timeoutMs: 600_000 })
  await button('Allow once').waitFor()
  await other.request('exec.approval.resolve', { id: 'a-1', decision: 'allow-once' })
  expect((await asking).payload?.decision).toBe('allow-once')
  await page.getByText('No command waits for a decision.').waitFor()
  const decided = page.getByRole('region', { name: 'Decided since you opened this' })
  await decided.getByText('uptime').waitFor()
  await decided.getByText(/^allowed once by \S/).waitFor()
})

test('a channel that is set up is shown with its account, its state and its last problem', async () => {
  let host: Parameters<Channel['open']>[0] | undefined
  let status: ReturnType<Channel['status']> = {
    configured: true,
    running: true,
    connected: true,
    lastError: null,
    accountName: '@quay_bot',
    lastInboundAt: Date.now() - 90_000,
  }
  const channel: Channel = {
    id: 'pigeon',
    label: 'Pigeon post',
    status: () => status,
    probe: async () => status,
    send: async () => ({ messageId: '1' }),
    open: async given => void (host = given),
    close: async () => undefined,
  }
  const gateway = await startTestGateway({ channels: [channel] })
  await open(gateway, 'channels')
  const row = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Pigeon post' }) })
  await row.getByText('connected', { exact: true }).waitFor()
  await row.getByText('@quay_bot').waitFor()
  await row.getByText('nothing yet').waitFor()

  status = { ...status, connected: false, lastError: 'the loft is closed' }
  host?.changed()
  await row.getByText('running, but not connected').waitFor()
  await row.getByText('the loft is closed').waitFor()
  await expectWellMade()
})

test('what is wrong with a configuration is listed by its path, and nothing is saved', async () => {
  const gateway = await startTestGateway()
  const tool = await openTool(gateway)
  await open(gateway, 'configuration')
  const before = (await tool.request('config.get', {})).payload?.raw
  const text = page.getByLabel('Configuration as JSON5')
  const typed = '{ gateway: { bind: "everywhere", auth: { mode: "magic" } } }'
  await text.fill(typed)
  await button('Review changes').click()
  await button('Save changes').click()
  const refusal = page.getByRole('alert')
  await refusal.getByText('nothing was saved').waitFor()
  expect(await refusal.locator('li code').allTextContents()).toEqual(['gateway.bind', 'gateway.auth.mode'])
  expect(await text.inputValue()).toBe(typed)
  expect((await tool.request('config.get', {})).payload?.raw).toBe(before)
  await expectWellMade()

  await text.fill('{ gateway: { bind: "loopback" } }')
  await button('Review changes').click()
  await button('Save changes').click()
  await page.getByText('Saved.').waitFor()
  expect(await refusal.count()).toBe(0)
})

test('what was typed into the configuration is there again once the gateway has restarted', async () => {
  const first = await startTestGateway({ port: await freePort() })
  await open(first, 'configuration')
  const text = page.getByLabel('Configuration as JSON5')
  await text.waitFor()
  const typed = '{ agents: { defaults: { model: "a/half-typed'
  await text.fill(typed)
  await first.close()
  await page.getByText('Not connected', { exact: true }).waitFor()
  await startTestGateway({ stateDir: first.stateDir, port: first.port })
  await text.waitFor()
  expect(await text.inputValue()).toBe(typed)
  await button('Discard changes').click()
  await expect.poll(() => text.inputValue()).not.toBe(typed)
})
