// One app at a time, however often and with whatever it is started; and nothing of it after Quit.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SpawnedApp, StandIn } from '../electron-standin/control.ts'
import { listeningPorts } from '../support/listening-ports.ts'
import { descendants, isAlive } from '../support/process-tree.ts'
import { makeDesktopHome, type DesktopHome } from './desktop-home.ts'
import { isWalked } from './door.ts'
import { openStandInDoor, spawnDesktopApp, startDesktopApp, type StandInDoor } from './stand-in-door.ts'
import { viewTray } from './tray-view.ts'
import { walk } from './walk.ts'

describe.runIf(isWalked('standin'))('one app at a time', () => {
  let home: DesktopHome
  let door: StandInDoor

  beforeAll(async () => {
    home = await makeDesktopHome()
    door = await openStandInDoor(home)
    await walk(door.page).setUpLater()
  })
  afterAll(async () => {
    await door?.app.close()
    await home?.remove()
  })

  const window = async () => (await door.app.ask('windows'))[0]!

  /** Starts the app once more and waits for it to hand over. */
  async function startAgain(...args: string[]): Promise<void> {
    const second = spawnDesktopApp({ ...home, args })
    try {
      expect(await second.ended).toBe(0)
    } finally {
      await second.close()
    }
  }

  test('a second start brings the first one’s window to the front, and ends', async () => {
    await door.app.ask('closeWindow', (await window()).id)
    expect(await window()).toMatchObject({ isVisible: false })
    await startAgain()
    await expect.poll(window).toMatchObject({ isVisible: true, isFocused: true })
    expect(await door.app.ask('windows')).toHaveLength(1)
  })

  test('a link fills in the form and does nothing by itself', async () => {
    await startAgain('gangway://connect?target=ada@studio.example.net&gatewayPort=18790')
    await door.page.getByText('A link filled in this form.').waitFor()
    const host = door.page.getByRole('combobox', { name: 'Host', exact: true })
    await expect.poll(() => host.inputValue()).toBe('ada@studio.example.net')
    expect(await viewTray(door.app)).toMatchObject({ shape: 'off', headline: 'Not connected' })
    expect(await readFile(path.join(home.stateDir, 'logs', 'gangway.log'), 'utf8')).not.toContain('"opening"')
  })

  test('a link that cannot be read is refused in a dialog', async () => {
    await startAgain('gangway://connect?target=studio&command=rm')
    await expect
      .poll(() => door.app.ask('dialogs'))
      .toMatchObject([{ kind: 'message', message: 'This link cannot be used' }])
    const [dialog] = await door.app.ask('dialogs')
    await door.app.ask('answerDialog', dialog!.id, { button: 0 })
    expect((await viewTray(door.app)).shape).toBe('off')
  })

  test('on macOS a link comes as an event, and does the same', async () => {
    await door.app.ask('system', { on: 'app', event: 'open-url', url: 'gangway://connect?target=attic' })
    const host = door.page.getByRole('combobox', { name: 'Host', exact: true })
    await expect.poll(() => host.inputValue()).toBe('attic')
    expect((await viewTray(door.app)).shape).toBe('off')
  })

  test.runIf(process.platform === 'linux')('it listens on no port', async () => {
    expect(await listeningPorts(door.app.child.pid!)).toEqual([])
  })

  test('after Quit no process, lock, socket or temporary file of it is left', async () => {
    const processes = await descendants(door.app.child.pid!)
    expect(processes.length).toBeGreaterThan(0)
    await door.app.ask('clickTrayMenu', ['Quit Gangway'])
    expect(await door.app.ended).toBe(0)
    expect(door.misdeeds).toEqual([])
    await expect.poll(() => processes.filter(isAlive)).toEqual([])
    expect(await readdir(path.join(home.stateDir, 'electron'))).toEqual([])
    const left = await readdir(home.stateDir, { recursive: true })
    expect(left.filter(name => /\.tmp|\.sock|lock\.json|-wal$|-journal$/.test(name))).toEqual([])
  })
})

// Homes of their own: an app of another test, still open there, would be handed all twenty.
describe.runIf(isWalked('standin'))('twenty starts at once', () => {
  let home: DesktopHome
  let starts: SpawnedApp[] = []

  beforeEach(async () => {
    home = await makeDesktopHome()
  })
  afterEach(async () => {
    await Promise.all(starts.map(start => start.close()))
    await home.remove()
  })

  /** Gives the exit codes as they come. */
  function startTwenty(): (number | null)[] {
    starts = Array.from({ length: 20 }, () => spawnDesktopApp({ ...home, args: ['--hidden'] }))
    const codes: (number | null)[] = []
    for (const start of starts) void start.ended.then(code => codes.push(code))
    return codes
  }

  async function quit(app: Pick<StandIn, 'ask'>, ended: Promise<number | null>): Promise<void> {
    await app.ask('quit').catch(() => undefined)
    expect(await ended).toBe(0)
  }

  test('one opens and the others hand over to it', async () => {
    const codes = startTwenty()
    await expect.poll(() => codes.length, { timeout: 200_000 }).toBe(starts.length - 1)
    expect(new Set(codes)).toEqual(new Set([0]))
    const [first] = starts.filter(start => start.child.exitCode === null)
    const app = await first!.control()
    expect(await app.ask('windowShown')).toBe(1)
    expect(await app.ask('tray')).toBeDefined()
    expect(codes).toHaveLength(starts.length - 1)
    await quit(app, first!.ended)
  })

  test('all hand over to the app that is open already, and it stays', async () => {
    const open = await startDesktopApp({ ...home, args: ['--hidden'] })
    try {
      const codes = startTwenty()
      await expect.poll(() => codes.length, { timeout: 200_000 }).toBe(starts.length)
      expect(new Set(codes)).toEqual(new Set([0]))
      expect(await open.ask('windowShown')).toBe(1)
      expect(await open.ask('windows')).toHaveLength(1)
      await quit(open, open.ended)
    } finally {
      await open.close()
    }
  })
})
