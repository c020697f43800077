// A day with the desktop app: what tray, notices and dialogs say at each step, with a real host at the far end.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeDesktopHome, type DesktopHome } from './desktop-home.ts'
import { isWalked } from './door.ts'
import { startRemoteHost, type RemoteHost } from './remote-host.ts'
import { openStandInDoor, type StandInDoor } from './stand-in-door.ts'
import { viewTray } from './tray-view.ts'
import { walk, type Walk } from './walk.ts'

describe.runIf(isWalked('standin'))('a day with the desktop app', () => {
  let remote: RemoteHost
  let home: DesktopHome
  let door: StandInDoor
  let me: Walk

  beforeAll(async () => {
    remote = await startRemoteHost()
    home = await makeDesktopHome(remote)
    door = await openStandInDoor(home)
    me = walk(door.page)
  })
  afterAll(async () => {
    await door?.close()
    await home?.remove()
    await remote?.close()
  })

  const { poll } = expect
  const tray = () => viewTray(door.app)
  const choose = (...labels: string[]) => door.app.ask('clickTrayMenu', labels)
  const notices = () => door.app.ask('notifications')
  const window = async () => (await door.app.ask('windows'))[0]
  const close = async () => door.app.ask('closeWindow', (await window())!.id)

  test('the tray is there from the start, and offers to connect', async () => {
    await poll(tray).toEqual({
      shape: 'off',
      headline: 'Not connected',
      toolTip: 'Gangway: Not connected\nChoose a gateway to connect to.',
      entries: ['Connect…', 'Open chat', 'Health', 'Settings…', 'Copy diagnostics', 'Quit Gangway'],
    })
    await me.setUpLater()
  })

  test('a question turns the tray to attention, and is told to whoever does not look', async () => {
    await me.fillIn('home-desk', remote)
    await close()
    expect(await window()).toMatchObject({ isVisible: false })
    // The window is away, so the page is told to connect as a click would.
    await door.page.getByRole('button', { name: 'Connect', exact: true }).dispatchEvent('click')
    await poll(tray).toMatchObject({
      shape: 'attention',
      headline: 'home-desk has a question',
      entries: expect.arrayContaining(['Answer the question…', 'Stop connecting']) as unknown,
    })
    await poll(notices).toMatchObject([
      { title: 'home-desk needs you', body: 'A question waits for your answer.', isShown: true },
    ])

    await door.app.ask('clickNotification', 1)
    expect(await window()).toMatchObject({ isVisible: true, isFocused: true })
    await poll(notices).toMatchObject([{ isShown: false }])
  })

  test('an answer in the dialog lets the connection go on, and the tray turns to online', async () => {
    const question = door.page.getByRole('dialog')
    await question.getByText(remote.sshd.hostKey.fingerprint.slice('SHA256:'.length, 20)).first().waitFor()
    await question.getByRole('button', { name: 'Trust and save' }).click()
    await poll(tray).toMatchObject({
      shape: 'online',
      headline: 'Connected to home-desk',
    })
    expect((await tray()).entries).toEqual([
      'Disconnect',
      'Recent hosts',
      'Open chat',
      'Health',
      'Settings…',
      'Copy diagnostics',
      'Quit Gangway',
    ])
    expect(await door.page.getByRole('dialog').count()).toBe(0)
  })

  test('a closed window lives on in the tray, with the conversation where it was', async () => {
    await me.go('Chat')
    await me.say('Is the kettle on?')
    await me.answer('echo: Is the kettle on?').waitFor()
    await close()
    expect(await window()).toMatchObject({ isVisible: false })
    expect((await tray()).headline).toBe('Connected to home-desk')

    await door.app.ask('clickTray', 'click')
    expect(await window()).toMatchObject({ isVisible: true, isFocused: true })
    await me.answer('echo: Is the kettle on?').waitFor()
    await choose('Health')
    await door.page.getByRole('heading', { name: 'Health', level: 1 }).waitFor()
    await choose('Open chat')
    await me.answer('echo: Is the kettle on?').waitFor()
  })

  test('while the host is away the tray shows that it is reconnecting, and nobody is bothered for a moment’s outage', async () => {
    const before = (await notices()).length
    await close()
    await remote.sshd.halt()
    await poll(tray).toMatchObject({
      shape: 'connecting',
      headline: 'Reconnecting to home-desk',
      entries: expect.arrayContaining(['Try again now', 'Disconnect']) as unknown,
    })
    // While nothing can have come back by itself.
    await choose('Try again now')
    await remote.sshd.start()
    await poll(tray, { timeout: 60_000 }).toMatchObject({ headline: 'Connected to home-desk' })
    expect(await notices()).toHaveLength(before)
    await door.app.ask('clickTray', 'click')
    await me.answer('echo: Is the kettle on?').waitFor()
  })

  test('after a sleep a connection that died meanwhile is found out at once, and comes back', async () => {
    await door.app.ask('system', { on: 'powerMonitor', event: 'suspend' })
    await remote.sshd.freeze()
    await door.app.ask('system', { on: 'powerMonitor', event: 'resume' })
    await poll(tray).not.toMatchObject({ headline: 'Connected to home-desk' })
    await remote.sshd.thaw()
    await poll(tray, { timeout: 60_000 }).toMatchObject({ headline: 'Connected to home-desk' })
    await me.say('Good morning')
    await me.answer('echo: Good morning').waitFor()
  })

  test('disconnecting and connecting again takes one click each in the tray', async () => {
    await choose('Disconnect')
    await poll(tray).toMatchObject({ shape: 'off', headline: 'Not connected' })
    await choose('Connect to home-desk')
    await poll(tray).toMatchObject({ headline: 'Connected to home-desk' })
    await choose('Disconnect')
    await poll(tray).toMatchObject({ shape: 'off' })
    await choose('Recent hosts', 'home-desk')
    await poll(tray).toMatchObject({ headline: 'Connected to home-desk' })
  })

  test('diagnostics are copied without a secret', async () => {
    await choose('Copy diagnostics')
    const copied = () => door.app.ask('copiedText')
    await poll(copied).toContain('home-desk')
    expect(await copied()).not.toContain('only-the-tests-know')
  })

  test('the page did nothing all day that a strict page must not', () => {
    expect(door.misdeeds).toEqual([])
  })

  test('Quit ends the app', async () => {
    await choose('Quit Gangway')
    expect(await door.app.ended).toBe(0)
  })
})
