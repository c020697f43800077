// The journey the app exists for, through a door, with everything real between the page and the model.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createGate } from '../support/model-server.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import { doorsToWalk, openDoor, type Door } from './door.ts'
import { startRemoteHost, type RemoteHost } from './remote-host.ts'
import { walk, type Walk } from './walk.ts'

let remote: RemoteHost
let home: TempDir
let door: Door
let me: Walk

async function connectTo(host: string): Promise<void> {
  await me.setUpLater()
  await me.fillIn(host, remote)
  await me.connect()
}

describe.each(doorsToWalk())('through the $name door', ({ name, obstacle }) => {
  if (obstacle !== undefined) {
    test.skip(`is not opened: ${obstacle}`)
    return
  }
  // One for each door: the conversation is the gateway's, and the next door would see it.
  beforeAll(async () => {
    remote = await startRemoteHost()
  })
  afterAll(() => remote?.close())

  beforeEach(async () => {
    home = await makeTempDir('e2e')
    const sshConfig = path.join(home.path, 'ssh_config')
    await writeFile(
      sshConfig,
      remote.sshd.configText('home-desk', [`UserKnownHostsFile ${path.join(home.path, 'known_hosts')}`]),
    )
    door = await openDoor(name, { stateDir: path.join(home.path, 'state'), sshConfig })
    me = walk(door.page)
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
    await expect.poll(() => me.headline()).toBe('Connected to home-desk')

    await me.go('Chat')
    const gate = createGate()
    remote.model.next({ kind: 'tokens', pieces: ['The kettle ', 'is ', 'on.'], gate })
    await me.say('Is the kettle on?')
    gate.release(1)
    await me.answer('The kettle').waitFor()
    gate.open()
    await me.answer('The kettle is on.').waitFor()

    await remote.sshd.halt()
    await expect.poll(() => me.headline()).toBe('Reconnecting to home-desk')
    await me.answer('The kettle is on.').waitFor()

    await remote.sshd.start()
    await expect.poll(() => me.headline(), { timeout: 60_000 }).toBe('Connected to home-desk')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await me.answer('The kettle is on.').waitFor()
    await me.say('And the cat?')
    await me.answer('echo: And the cat?').waitFor()
  })

  test('a connection that is killed comes back by itself and the same chat goes on', async () => {
    const { page } = door
    await connectTo('home-desk')
    await page.getByRole('dialog').getByRole('button', { name: 'Trust once' }).click()
    await expect.poll(() => me.headline()).toBe('Connected to home-desk')
    await me.go('Chat')
    await me.say('first')
    await me.answer('echo: first').waitFor()

    // Counted by logins: a killed process is listed for a while yet, and what is said to a dead link waits in vain.
    const logins = () => remote.sshd.log().filter(line => line.includes('Accepted publickey for')).length
    const before = logins()
    expect(await remote.sshd.killSessions()).toBeGreaterThan(0)
    await expect.poll(logins).toBeGreaterThan(before)
    await expect.poll(() => me.headline()).toBe('Connected to home-desk')
    await me.say('second')
    await me.answer('echo: second').waitFor()
    await me.answer('echo: first').waitFor()
  })

  test('a fingerprint that is not confirmed ends the attempt before any login', async () => {
    const { page } = door
    const before = remote.sshd.log().length
    await connectTo('home-desk')
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => me.headline()).toBe('home-desk needs you')
    const since = remote.sshd.log().slice(before).join('\n')
    expect(since).not.toMatch(/Accepted|Failed publickey/)
  })
})
