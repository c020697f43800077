// A window that stays closed: its page ends, and a new one goes on where it was left.
import path from 'node:path'
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import type { DesktopBridge } from '../../src-shared/desktop-api.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { restAfterMs } from '../../src-main/desktop/window-rest.ts'
import { descendants } from '../support/process-tree.ts'
import { makeDesktopHome, type DesktopHome } from './desktop-home.ts'
import { isWalked } from './door.ts'
import { startFarGateway, type FarGateway } from './remote-host.ts'
import { openStandInDoor, startDesktopApp, type StandInDoor } from './stand-in-door.ts'
import { viewTray } from './tray-view.ts'
import { walk } from './walk.ts'

describe.runIf(isWalked('standin'))('a window in the tray', () => {
  let gateway: FarGateway
  let home: DesktopHome
  let door: StandInDoor
  let page: Page

  beforeAll(async () => {
    gateway = await startFarGateway('open')
    gateway.model.fallback(() => ({
      kind: 'tokens',
      pieces: Array.from({ length: 120 }, (_, n) => `Paragraph ${n} of a long answer.\n\n`),
    }))
    home = await makeDesktopHome()
    door = await openStandInDoor({ ...home, env: { GANGWAY_STANDIN_HANDS: '1' } })
    page = door.page
  })
  afterAll(async () => {
    await door?.close()
    await home?.remove()
    await gateway?.close()
  })

  const { poll } = expect
  const patiently = { timeout: 50_000 }
  const bridge = (name: string) =>
    page.evaluate(
      question => (globalThis as unknown as { desktop: DesktopBridge }).desktop.ask(question),
      name,
    )
  const windows = () => door.app.ask('windows')
  const closeWindow = async () => door.app.ask('closeWindow', (await windows())[0]!.id)
  const show = async () => {
    await door.app.ask('clickTray', 'click')
    const shown = await door.app.ask('windowShown')
    if (page.isClosed()) page = await door.reopen()
    return shown
  }
  const messages = () => page.getByRole('log')
  /** How far the tops of that paragraph and of the list are apart, in pixels. */
  const heightOf = async (text: string) => {
    const [one, list] = await Promise.all([
      page.getByText(text, { exact: true }).boundingBox(),
      messages().boundingBox(),
    ])
    return Math.round((one?.y ?? Number.NaN) - (list?.y ?? 0))
  }
  /** Settles once the page has said what it holds: that is asked when it goes out of sight, and answered at once. */
  const closeForAMinute = async () => {
    await closeWindow()
    await poll(async () => (await windows())[0]?.isVisible).toBe(false)
    await bridge('app.info')
    await door.app.ask('passTime', restAfterMs)
  }

  test('ends after a minute, and Chromium with it', async () => {
    const me = walk(page)
    await me.setUpLater()
    await me.fillInAddress(`ws://127.0.0.1:${gateway.gatewayPort}`)
    await me.connect()
    await poll(async () => (await viewTray(door.app)).headline, patiently).toMatch(/^Connected to/)
    await me.go('Chat')
    await me.say('Tell me a lot')
    await page.getByText('Paragraph 119 of a long answer.', { exact: true }).waitFor()
    await me.composer().fill('half a thought')
    await poll(() => readFile(path.join(home.stateDir, 'app-state.json'), 'utf8')).toContain('half a thought')
    await page
      .getByText('Paragraph 40 of a long answer.', { exact: true })
      .evaluate(line => line.scrollIntoView())
    await poll(() => heightOf('Paragraph 40 of a long answer.')).toBeLessThan(5)

    await closeForAMinute()
    await poll(windows).toEqual([])
    await poll(async () => await descendants(door.app.child.pid!), patiently).toEqual([])
    expect((await viewTray(door.app)).headline).toMatch(/^Connected to/)
  })

  test('is made anew with its page, its draft and its place', async () => {
    await show()
    await poll(() => walk(page).composer().inputValue(), patiently).toBe('half a thought')
    await page.getByText('Paragraph 40 of a long answer.', { exact: true }).waitFor()
    await poll(() => heightOf('Paragraph 40 of a long answer.'), patiently).toSatisfy(
      (height: number) => Math.abs(height) < 8,
    )
    expect((await windows())[0]).toMatchObject({ isVisible: true, isFocused: true })
  })

  test('stays while it has a file that was not sent yet', async () => {
    await page
      .getByLabel('Files to attach')
      .setInputFiles({ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('x') })
    await page.getByText('note.txt').waitFor()
    await closeForAMinute()
    expect(await windows()).toHaveLength(1)
    await show()
    await page.getByText('note.txt').waitFor()
    await page.getByRole('button', { name: /note\.txt/ }).click()
    await closeForAMinute()
    await poll(windows).toEqual([])
  })

  test('stays while a dialog of its own waits', async () => {
    await show()
    const chosen = bridge('openClaw.choose')
    await poll(() => door.app.ask('dialogs')).toHaveLength(1)
    await closeForAMinute()
    expect(await windows()).toHaveLength(1)
    await door.app.ask('answerDialog', (await door.app.ask('dialogs'))[0]!.id, { files: [] })
    expect(await chosen).toMatchObject({ ok: true })
    await door.app.ask('passTime', restAfterMs)
    await poll(windows).toEqual([])
  })

  test('is not made by a start at login', async () => {
    await door.close()
    const app = await startDesktopApp({ ...home, args: ['--hidden'] })
    try {
      await poll(async () => (await viewTray(app)).headline, patiently).toMatch(/^Connected to/)
      expect(await app.ask('windows')).toEqual([])
      expect(await descendants(app.child.pid!)).toEqual([])
    } finally {
      await app.close()
    }
  })
})
