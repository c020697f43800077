// Pictures of the pages that look after a gateway, as the gateway itself serves them: a real one, with devices, nodes,
// commands and channels that want something.
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { Channel } from '../src-main/channels/channel.ts'
import {
  closeTestGateways,
  connectNode,
  connectParams,
  connectPeer,
  connectRaw,
  makeDevice,
  startTestGateway,
  testToken,
  type RawPeer,
  type TestGateway,
} from '../test/support/test-gateway.ts'

const wide = { width: 1280, height: 800 }
const narrow = { width: 400, height: 800 }

const configuration = `{
  // Who answers, and with what.
  agents: {
    defaults: { model: { primary: "anthropic/claude-sonnet-4-5" } },
  },
  models: {
    providers: {
      anthropic: { baseUrl: "https://api.anthropic.com", apiKey: "a-key-that-is-not-shown" },
    },
  },
  gateway: {
    bind: "loopback",
    auth: { mode: "token" },
    // Every new device waits until somebody approves it.
    nodes: { pairing: { autoApproveLocal: false } },
  },
}
`

/** Writes `gateway-<part>[-pl|-narrow]-<theme>.png` into the folder. */
export async function shootGatewayPages(browser: Browser, folder: string): Promise<void> {
  try {
    const gateway = await startBusyGateway()
    const tool = await openTool(gateway)
    const written = await tool.request('config.set', {
      raw: configuration,
      baseHash: (await tool.request('config.get', {})).payload?.['hash'],
    })
    if (!written.ok) throw new Error(written.error?.message)
    for (const locale of ['en-GB', 'pl-PL']) {
      const context = await browser.newContext({ viewport: wide, locale, reducedMotion: 'reduce' })
      const page = await context.newPage()
      await openPage(page, gateway, tool)
      if (locale === 'en-GB') await fill(gateway, tool)
      await shootParts(page, gateway, tool, { folder, suffix: locale === 'en-GB' ? '' : '-pl' })
      await context.close()
    }
  } finally {
    await closeTestGateways()
  }
}

async function startBusyGateway(): Promise<TestGateway> {
  const now = Date.now()
  return await startTestGateway({
    channels: [
      channel('telegram', 'Telegram', {
        running: true,
        connected: true,
        accountName: '@ada_home_bot',
        lastInboundAt: now - 95_000,
        lastOutboundAt: now - 80_000,
      }),
      channel('slack', 'Slack', {
        running: true,
        connected: false,
        accountName: 'home-desk',
        lastError: 'invalid_auth: the token was revoked',
        lastInboundAt: now - 26 * 3_600_000,
      }),
    ],
  })
}

function channel(id: string, label: string, more: Partial<ReturnType<Channel['status']>>): Channel {
  const status = { configured: true, running: false, connected: false, lastError: null, ...more }
  return {
    id,
    label,
    status: () => status,
    probe: async () => status,
    send: async () => ({ messageId: '1' }),
    open: async () => undefined,
    close: async () => undefined,
  }
}

async function openTool(gateway: TestGateway): Promise<RawPeer> {
  const tool = await connectRaw(gateway)
  await tool.request('connect', connectParams({ scopes: ['operator.admin'] }))
  return tool
}

async function approveAll(tool: RawPeer): Promise<void> {
  const { payload } = await tool.request('device.pair.list', {})
  const { pending } = payload as { pending: { requestId: string }[] }
  for (const { requestId } of pending) await tool.request('device.pair.approve', { requestId })
}

async function openPage(page: Page, gateway: TestGateway, tool: RawPeer): Promise<void> {
  const approved = new Set(tool.frames)
  await page.goto(`${gateway.url.replace(/^ws/, 'http')}/#token=${testToken}`)
  const asked = await tool.frame(frame => frame.event === 'device.pair.requested' && !approved.has(frame))
  await tool.request('device.pair.approve', { requestId: asked.payload?.['requestId'] })
  await page.locator('[data-page="connect"] a[href="#/chat"], nav a[href="#/gateway"]').first().waitFor()
}

/** Somebody is let in already, and others wait: a phone, a node's commands. */
async function fill(gateway: TestGateway, tool: RawPeer): Promise<void> {
  const node = makeDevice()
  const garage = {
    device: node,
    clientDisplayName: 'Garage Pi',
    commands: ['system.notify', 'system.run'],
    caps: ['system'],
  }
  await connectNode(gateway, garage).catch(() => undefined)
  await approveAll(tool)
  await connectNode(gateway, garage)
  await connectPeer(gateway, {
    clientName: 'openclaw-ios',
    clientDisplayName: 'Ada’s phone',
    platform: 'ios',
    scopes: ['operator.read', 'operator.write', 'operator.approvals'],
  }).catch(() => undefined)
}

/** The prompt for them lies over every page, so they are asked when the approvals are looked at. */
function askForCommands(tool: RawPeer): void {
  const questions = [
    { command: 'rsync -a --delete /srv/photos/ backup:/photos/', cwd: '/srv/photos', host: 'gateway' },
    { command: 'systemctl restart mosquitto', host: 'node', nodeId: 'garage-pi' },
  ]
  for (const question of questions)
    void tool.request('exec.approval.request', {
      ...question,
      sessionKey: 'agent:main:main',
      timeoutMs: 1_800_000,
    })
}

async function denyAll(tool: RawPeer): Promise<void> {
  const { payload } = await tool.request('exec.approval.list', {})
  for (const { id } of payload as unknown as { id: string }[])
    await tool.request('exec.approval.resolve', { id, decision: 'deny' })
}

async function shootParts(
  page: Page,
  gateway: TestGateway,
  tool: RawPeer,
  { folder, suffix }: { folder: string; suffix: string },
): Promise<void> {
  const origin = gateway.url.replace(/^ws/, 'http')
  for (const part of ['devices', 'channels', 'configuration', 'approvals']) {
    await page.goto(`${origin}/#/gateway/${part}`)
    await page.locator('main section').first().waitFor()
    if (part === 'configuration') await reviewChange(page)
    // Buttons come alive once a list of requests has stood still for a moment.
    if (part === 'approvals') {
      askForCommands(tool)
      await page.locator('main li button').first().waitFor()
      await page.waitForFunction(() => !document.querySelector('main li button:disabled'))
    }
    await shoot(page, path.join(folder, `gateway-${part}${suffix}`))
    await page.setViewportSize(narrow)
    await shoot(page, path.join(folder, `gateway-${part}-narrow${suffix}`))
    await page.setViewportSize(wide)
  }
  await denyAll(tool)
}

async function reviewChange(page: Page): Promise<void> {
  const text = page.locator('main textarea').first()
  const now = await text.inputValue()
  await text.fill(now.replace('claude-sonnet-4-5', 'claude-haiku-4-5'))
  await page.locator('main button:not([disabled])').first().click()
  await page.locator('[data-kind="new"]').first().waitFor()
  await page.locator('main button:not([disabled])').last().scrollIntoViewIfNeeded()
}

async function shoot(page: Page, file: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
    await page.screenshot({ path: `${file}-${colorScheme}.png`, animations: 'disabled' })
  }
}
