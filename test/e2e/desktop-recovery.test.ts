// What fails comes back: the app after a kill, the window with its draft, and after three times a plain page.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Control } from '../electron-standin/control.ts'
import { makeDesktopHome, type DesktopHome } from './desktop-home.ts'
import { isWalked } from './door.ts'
import { startFarGateway, type FarGateway } from './remote-host.ts'
import { openStandInDoor, type StandInDoor } from './stand-in-door.ts'
import { viewTray } from './tray-view.ts'
import { walk } from './walk.ts'

describe.runIf(isWalked('standin'))('what fails comes back', () => {
  let gateway: FarGateway
  let home: DesktopHome
  let door: StandInDoor
  let page: Page
  let again: Control | undefined

  beforeAll(async () => {
    gateway = await startFarGateway('open')
    home = await makeDesktopHome()
    door = await openStandInDoor(home)
    page = door.page
  })
  afterAll(async () => {
    await again?.ask('quit').catch(() => undefined)
    await door?.app.close()
    await home?.remove()
    await gateway?.close()
  })

  const patiently = { timeout: 50_000 }
  const { poll } = expect
  const headline = async () => (await viewTray(door.app)).headline
  const composed = () => walk(page).composer().inputValue()

  /** Ends the renderer process for real, and waits until the window has another page than that. */
  async function crashRenderer(): Promise<void> {
    const [window] = await door.app.ask('windows')
    await door.app.ask('crashRenderer', window!.id)
    await poll(async () => (await door.app.ask('windows'))[0], patiently).toMatchObject({
      crashes: window!.crashes + 1,
      isCrashed: false,
    })
    page = await door.reopen()
  }

  test('a draft is written down while it is typed', async () => {
    const me = walk(page)
    await me.setUpLater()
    await me.fillInAddress(`ws://127.0.0.1:${gateway.gatewayPort}`)
    await me.connect()
    await poll(headline, patiently).toMatch(/^Connected to/)
    await me.go('Chat')
    await me.composer().fill('half a thought')
    await poll(() => readFile(path.join(home.stateDir, 'app-state.json'), 'utf8')).toContain('half a thought')
  })

  test('an app that is killed starts again with the connection and the draft', async () => {
    door.app.child.kill('SIGKILL')
    await door.app.ended
    await door.app.close()
    door = await openStandInDoor(home)
    page = door.page
    await poll(headline, patiently).toMatch(/^Connected to/)
    await walk(page).go('Chat')
    await poll(composed, patiently).toBe('half a thought')
  })

  test('a window whose process crashes is loaded again with the draft, and the connection never ends', async () => {
    for (let crash = 1; crash <= 3; crash += 1) {
      await crashRenderer()
      await poll(composed, patiently).toBe('half a thought')
      expect(await headline()).toMatch(/^Connected to/)
    }
  })

  test('after three times a plain page offers what is left to do', async () => {
    await crashRenderer()
    expect(await page.getByRole('heading').textContent()).toBe('The window keeps failing')
    expect(await page.evaluate(() => document.scripts.length)).toBe(0)
    await page.getByRole('link', { name: 'Copy the report' }).click()
    await poll(() => door.app.ask('copiedText')).toContain('the window’s process is gone')
    expect(await headline()).toMatch(/^Connected to/)
  })

  test('its restart ends the app and starts it again', async () => {
    const before = await door.app.ask('process')
    await page.getByRole('link', { name: 'Restart Gangway' }).click()
    expect(await door.app.ended).toBe(0)
    again = await door.app.relaunched()
    expect((await again.ask('process')).pid).not.toBe(before.pid)
    const opened = await again.page(await again.ask('windowShown'))
    await opened.getByRole('region', { name: 'Connection' }).waitFor()
  })
})
