// The first start, with the keyboard alone and everything real behind the page.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import { doorsToWalk, openDoor, type Door, type DoorName } from './door.ts'
import { gatewayToken, startRemoteHost, type RemoteHost } from './remote-host.ts'

let remote: RemoteHost
let home: TempDir
let door: Door

beforeAll(async () => {
  remote = await startRemoteHost()
})
afterAll(() => remote?.close())

const sshConfig = () => path.join(home.path, 'ssh_config')

/** Starts the app as the first time, or again with what the time before has left. */
async function start(name: DoorName): Promise<void> {
  door = await openDoor(name, {
    stateDir: path.join(home.path, 'state'),
    sshConfig: sshConfig(),
    env: { HOME: home.path, GANGWAY_VAULT: 'file', GANGWAY_GATEWAY_PORT: String(await freePort()) },
  })
}

async function close(): Promise<void> {
  const { misdeeds } = door
  expect(await door.close()).toBe(0)
  expect(misdeeds).toEqual([])
}

const heading = (name: string) => door.page.getByRole('heading', { level: 1, name })
const headline = () => door.page.getByRole('region', { name: 'Connection' }).getByRole('status')

async function press(locator: Locator): Promise<void> {
  await locator.waitFor()
  for (let presses = 0; presses < 40; presses++) {
    if (await locator.evaluate(element => element === document.activeElement))
      return door.page.keyboard.press('Enter')
    await door.page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reached ${String(locator)}`)
}

describe.each(doorsToWalk())('through the $name door', ({ name, obstacle }) => {
  if (obstacle !== undefined) {
    test.skip(`is not opened: ${obstacle}`)
    return
  }
  beforeEach(async () => {
    home = await makeTempDir('first-start')
    const knownHosts = path.join(home.path, 'known_hosts')
    await writeFile(sshConfig(), remote.sshd.configText('home-desk', [`UserKnownHostsFile ${knownHosts}`]))
    await mkdir(path.join(home.path, '.openclaw'))
  })
  afterEach(async () => {
    await close()
    await home.remove()
  })

  test('one key press on this computer is enough, and the next start goes straight back there', async () => {
    await start(name)
    await press(door.page.getByRole('button', { name: /On this computer/ }))
    await heading('You are connected to this computer').waitFor()
    await press(door.page.getByRole('link', { name: 'Open the chat' }))
    await heading('Chat')
      .or(door.page.getByRole('textbox', { name: 'Message', exact: true }))
      .first()
      .waitFor()
    await close()

    await start(name)
    await expect.poll(() => headline().textContent()).toBe('Connected to this computer')
    expect(await heading('Welcome to Gangway').count()).toBe(0)
  })

  test('an openclaw.json leads over SSH to its gateway; its token goes to the vault and into no other file', async () => {
    const config = path.join(home.path, '.openclaw', 'openclaw.json')
    const written = `{
  // what OpenClaw keeps
  channels: { telegram: { enabled: true } },
  gateway: { mode: 'remote', remote: {
    transport: 'ssh', sshTarget: 'home-desk', remotePort: ${remote.gatewayPort}, token: '${gatewayToken}',
  } },
}`
    await writeFile(config, written)
    await start(name)
    const { page } = door
    await press(page.getByRole('button', { name: /From an OpenClaw configuration/ }))
    await page.getByText('There is a token in gateway.remote.token.').waitFor()
    await page.getByText('channels', { exact: true }).waitFor()
    expect(await page.content()).not.toContain(gatewayToken)
    await press(page.getByRole('button', { name: 'Take over and connect' }))
    await press(page.getByRole('dialog').getByRole('button', { name: 'Trust and save' }))
    await heading('You are connected to home-desk').waitFor()

    expect(await readFile(config, 'utf8')).toBe(written)
    const state = path.join(home.path, 'state')
    for (const file of ['app-state.json', 'logs/gangway.log'])
      expect(await readFile(path.join(state, file), 'utf8')).not.toContain(gatewayToken)
    await expect(readFile(path.join(state, 'app-settings.json'))).rejects.toThrow('ENOENT')
    expect(await readFile(path.join(state, 'secrets.json'), 'utf8')).toContain(gatewayToken)
  })

  test('a wrong port is mended in its field, and only the gateway’s own yes ends the welcome', async () => {
    await start(name)
    const { page } = door
    await press(page.getByRole('button', { name: /On another computer, over SSH/ }))
    await page.getByRole('combobox', { name: 'Host' }).fill('home-desk')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Enter')
    await press(page.getByRole('dialog').getByRole('button', { name: 'Trust and save' }))
    await page.locator('[data-step="channel"][data-verdict="failed"]').waitFor()
    await press(page.getByRole('button', { name: 'Change the target' }))
    const port = page.getByLabel('Gateway port on the host')
    await expect.poll(() => port.evaluate(element => element === document.activeElement)).toBe(true)
    await port.fill(String(remote.gatewayPort))
    await page.keyboard.press('Enter')

    // The port was the gateway's, and it wants a token: asked for where one stands, and nobody has moved on.
    await page.getByRole('textbox', { name: 'Gateway token' }).waitFor()
    await heading('home-desk needs you').waitFor()
    await page.getByRole('textbox', { name: 'Gateway token' }).fill(gatewayToken)
    await page.keyboard.press('Enter')
    await heading('You are connected to home-desk').waitFor()
  })
})
