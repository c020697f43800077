// The journey the app exists for, through a door, with everything real between the page and the model.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createGate } from '../support/model-server.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import { doorsToWalk, openDoor, type Door } from './door.ts'
import { gatewayToken, startRemoteHost, type RemoteHost } from './remote-host.ts'

let remote: RemoteHost
let home: TempDir
let door: Door

beforeAll(async () => {
  remote = await startRemoteHost()
})
afterAll(() => remote?.close())

/** Fills in the form on the Connect page, as a person would on the first day. */
async function connectTo(host: string): Promise<void> {
  const { page } = door
  await page.getByRole('button', { name: 'Set up later' }).click()
  await page.getByRole('radio', { name: /Another computer/ }).check({ force: true })
  await page.getByRole('combobox', { name: 'Host', exact: true }).fill(host)
  await page.keyboard.press('Escape')
  await page.getByText('Advanced: ports and SSH engine').click()
  await page.getByLabel('Gateway port on the host').fill(String(remote.gatewayPort))
  await page.getByLabel('Gateway token').fill(gatewayToken)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
}

const headline = () => door.page.getByRole('region', { name: 'Connection' }).getByRole('status')

/** One paragraph of an answer on the screen, by its whole text. */
const answer = (text: string) => door.page.getByLabel('Messages').getByText(text, { exact: true })

async function say(text: string): Promise<void> {
  const composer = door.page.getByRole('textbox', { name: 'Message', exact: true })
  await composer.fill(text)
  await composer.press('Enter')
}

describe.each(doorsToWalk())('through the $name door', ({ name, obstacle }) => {
  if (obstacle !== undefined) {
    test.skip(`is not opened: ${obstacle}`)
    return
  }
  beforeEach(async () => {
    home = await makeTempDir('e2e')
    const sshConfig = path.join(home.path, 'ssh_config')
    await writeFile(
      sshConfig,
      remote.sshd.configText('home-desk', [`UserKnownHostsFile ${path.join(home.path, 'known_hosts')}`]),
    )
    door = await openDoor(name, { stateDir: path.join(home.path, 'state'), sshConfig })
  })
  afterEach(async () => {
    const misdeeds = door?.misdeeds ?? []
    expect(await door?.close()).toBe(0)
    await home.remove()
    expect(misdeeds).toEqual([])
  })

  test('a host is confirmed by its fingerprint, chatted with, lost and found again', async () => {
    const { page } = door
    await connectTo('home-desk')

    const question = page.getByRole('dialog')
    await question.getByText(remote.sshd.hostKey.fingerprint.slice('SHA256:'.length, 20)).first().waitFor()
    await question.getByRole('button', { name: 'Trust and save' }).click()
    await expect.poll(() => headline().textContent(), { timeout: 30_000 }).toBe('Connected to home-desk')

    await page.getByRole('link', { name: 'Chat', exact: true }).click()
    const gate = createGate()
    remote.model.next({ kind: 'tokens', pieces: ['The kettle ', 'is ', 'on.'], gate })
    await say('Is the kettle on?')
    gate.release(1)
    await answer('The kettle').waitFor()
    gate.open()
    await answer('The kettle is on.').waitFor()

    await remote.sshd.halt()
    await expect.poll(() => headline().textContent(), { timeout: 30_000 }).toBe('Reconnecting to home-desk')
    await answer('The kettle is on.').waitFor()

    await remote.sshd.start()
    await expect.poll(() => headline().textContent(), { timeout: 60_000 }).toBe('Connected to home-desk')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await answer('The kettle is on.').waitFor()
    await say('And the cat?')
    await answer('echo: And the cat?').waitFor()
  })

  test('a connection that is killed comes back by itself and the same chat goes on', async () => {
    const { page } = door
    await connectTo('home-desk')
    await page.getByRole('dialog').getByRole('button', { name: 'Trust once' }).click()
    await expect.poll(() => headline().textContent(), { timeout: 30_000 }).toBe('Connected to home-desk')
    await page.getByRole('link', { name: 'Chat', exact: true }).click()
    await say('first')
    await answer('echo: first').waitFor()

    expect(await remote.sshd.killSessions()).toBeGreaterThan(0)
    await expect
      .poll(() => remote.sshd.sessions().then(all => all.length), { timeout: 30_000 })
      .toBeGreaterThan(0)
    await expect.poll(() => headline().textContent(), { timeout: 30_000 }).toBe('Connected to home-desk')
    await say('second')
    await answer('echo: second').waitFor()
    await answer('echo: first').waitFor()
  })

  test('a fingerprint that is not confirmed ends the attempt before any login', async () => {
    const { page } = door
    const before = remote.sshd.log().length
    await connectTo('home-desk')
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => headline().textContent()).toBe('home-desk needs you')
    const since = remote.sshd.log().slice(before).join('\n')
    expect(since).not.toMatch(/Accepted|Failed publickey/)
  })
})
