// The gateway's own page from elsewhere: through an SSH forward, and through Tailscale Serve.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openChromium } from '../../support/chromium.ts'
import { freePort } from '../../support/free-port.ts'
import { watchMisdeeds } from '../../support/misdeeds.ts'
import { startServeProxy } from '../../support/serve-proxy.ts'
import { haveSshd, startSshd } from '../../support/sshd.ts'
import { makeTailscaleStandin, tailnetName } from '../../support/tailscale-standin.ts'
import {
  closeTestGateways,
  connectParams,
  connectRaw,
  startTestGateway,
  testToken,
} from '../../support/test-gateway.ts'

let browser: Browser
const closers: (() => unknown)[] = []
beforeAll(async () => {
  browser = await openChromium({ args: [`--host-resolver-rules=MAP ${tailnetName} 127.0.0.1`] })
})
afterAll(() => browser?.close())
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  await closeTestGateways()
})

/** The page at that origin, signed in with the token, and what it did that it must not. */
async function open(origin: string) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' })
  closers.push(() => context.close())
  const page = await context.newPage()
  const misdeeds: string[] = []
  await watchMisdeeds(page, origin, misdeeds)
  await page.goto(`${origin}/#token=${testToken}`)
  return { page, misdeeds }
}

const headline = (page: Page) => page.getByRole('region', { name: 'Connection' }).getByRole('status')

async function talk(page: Page) {
  await expect.poll(() => headline(page).textContent()).toMatch(/^Connected to /)
  await page.getByRole('link', { name: 'Chat', exact: true }).click()
  const composer = page.getByRole('textbox', { name: 'Message', exact: true })
  await composer.fill('/help')
  await composer.press('Enter')
  await page.getByLabel('Messages').getByText('/status').first().waitFor()
}

test.skipIf(!haveSshd)('works through an SSH forward to another port', async () => {
  const gateway = await startTestGateway()
  const sshd = await startSshd()
  closers.push(sshd.stop)
  const knownHosts = path.join(sshd.dir, 'known_hosts_of_the_client')
  await writeFile(knownHosts, `${sshd.hostKeyLine()}\n`)
  const port = await freePort()
  const login = ['-p', `${sshd.port}`, '-i', sshd.userKey.path, `${sshd.user}@127.0.0.1`]
  const options = ['BatchMode=yes', `UserKnownHostsFile=${knownHosts}`, 'ExitOnForwardFailure=yes']
  const ssh = spawn('ssh', [
    '-N',
    '-F',
    'none',
    ...options.flatMap(option => ['-o', option]),
    '-L',
    `127.0.0.1:${port}:127.0.0.1:${gateway.port}`,
    ...login,
  ])
  const ended = once(ssh, 'exit')
  closers.push(() => {
    ssh.kill()
    return ended
  })
  const origin = `http://127.0.0.1:${port}`
  await expect
    .poll(() =>
      fetch(`${origin}/healthz`).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200)
  const { page, misdeeds } = await open(origin)
  await talk(page)
  expect(misdeeds).toEqual([])
})

test('works through Tailscale Serve, once its device is approved', async () => {
  const standin = await makeTailscaleStandin()
  closers.push(standin.remove)
  const gateway = await startTestGateway({
    config: { gateway: { tailscale: { mode: 'serve' } } },
    tailscale: standin.tailscale,
  })
  const proxy = await startServeProxy(gateway.port, '100.64.0.9')
  closers.push(proxy.close)
  const { page, misdeeds } = await open(proxy.origin)
  await page.getByText('devices approve').first().waitFor()

  const owner = await connectRaw(gateway)
  await owner.request('connect', connectParams({ scopes: ['operator.admin', 'operator.pairing'] }))
  const { payload } = await owner.request('device.pair.list', {})
  const { pending } = payload as { pending: { requestId: string; remoteIp: string }[] }
  expect(pending).toMatchObject([{ remoteIp: '100.64.0.9' }])
  await owner.request('device.pair.approve', { requestId: pending[0]?.requestId })
  await talk(page)
  expect(misdeeds).toEqual([])
})
