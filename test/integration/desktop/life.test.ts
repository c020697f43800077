// The desktop app from its start to its end: window, tray, second starts, crashes and quitting.
import { existsSync } from 'node:fs'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBuilt } from '../../support/built-program.ts'
import { phaseOf, startDesktopApp, type DesktopApp } from '../../support/desktop-app.ts'
import { eventually } from '../../support/eventually.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

const onlyDialog = async (app: DesktopApp, message: string) => {
  await eventually(async () => (await app.ask('dialogs')).map(dialog => dialog.message)).toEqual([message])
  return (await app.ask('dialogs'))[0]!
}

describe('one app', () => {
  let app: DesktopApp

  beforeAll(async () => {
    app = await startDesktopApp()
    await app.windowPage()
  })
  afterAll(() => app.close())

  const hash = async () => (await app.window()).url.split('#')[1]

  test('the tray and the window are there before the core is loaded', async () => {
    const marks = await app.ask('marks')
    const at = (name: string) => marks.find(mark => mark.name === name)?.atMs ?? Number.POSITIVE_INFINITY
    expect(at('tray made')).toBeLessThan(at('window made'))
    const loaded = (await app.ask('modules')).filter(({ atMs }) => atMs <= at('load asked for'))
    const names = loaded.map(({ file }) => path.basename(file))
    expect(names).toContain('main.js')
    for (const heavy of [
      'wire-core',
      'core-',
      'wrapper-',
      'open-tunnel',
      'gateway',
      'words-',
      'ssh',
      'updat',
    ])
      expect(names.filter(name => name.startsWith(heavy))).toEqual([])
  })

  test('closing the window leaves the app in the tray, whose icon brings it back', async () => {
    const { id } = await app.window()
    await app.ask('closeWindow', id)
    await eventually(async () => (await app.window()).isVisible).toBe(false)
    await app.ask('clickTray', 'click')
    await eventually(() => app.window()).toMatchObject({ id, isVisible: true, isFocused: true })
  })

  test('an entry of the tray opens its page, in a window that was hidden too', async () => {
    await app.ask('closeWindow', (await app.window()).id)
    await app.clickTrayEntry('Health')
    await eventually(hash).toBe('/health')
    expect((await app.window()).isVisible).toBe(true)
    await app.clickTrayEntry('Settings…')
    await eventually(hash).toBe('/settings')
    await app.clickTrayEntry('Open chat')
    await eventually(hash).toBe('/chat')
  })

  test('the tray tells each state by its shape and text as it comes, and offers what fits it', async () => {
    const shown = async () => {
      const tray = await app.ask('tray')
      return [path.basename(tray?.imageFile ?? ''), tray?.toolTip.split('\n')[0]]
    }
    await eventually(shown).toEqual(['tray-off-light-24.png', 'Gangway: Not connected'])
    // Nothing listens there, and nothing ever will.
    const target = { kind: 'direct', url: 'ws://127.0.0.1:1/' }
    await app.askApp('connection.connect', target)
    await eventually(shown).toEqual([
      'tray-connecting-light-24.png',
      'Gangway: ws://127.0.0.1:1/ does not answer yet',
    ])
    const tray = await app.ask('tray')
    expect(tray?.toolTip).not.toMatch(/\bin \d+ s/)
    await eventually(() => app.trayLabels()).toEqual(expect.arrayContaining(['Try again now', 'Disconnect']))

    await app.ask('setAppearance', { isDark: true })
    await eventually(async () => (await shown())[0]).toBe('tray-connecting-dark-24.png')
    await app.ask('setAppearance', { isDark: false })

    await app.clickTrayEntry('Disconnect')
    await eventually(shown).toEqual(['tray-off-light-24.png', 'Gangway: Not connected'])
    expect(await phaseOf(app)).toBe('idle')
  })

  test('tray and menus change their language with the settings, and dialogs their colours', async () => {
    await app.askApp('settings.change', { language: 'pl', appearance: 'dark' })
    await eventually(() => app.trayLabels()).toContain('Zakończ Gangway')
    expect((await app.ask('tray'))?.toolTip).toContain('Brak połączenia')
    await eventually(async () => (await app.ask('applicationMenu')).map(item => item.label)).toContain(
      'Widok',
    )
    const page = await app.windowPage()
    await expect
      .poll(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches))
      .toBe(true)
    await app.askApp('settings.change', { language: 'en', appearance: 'system' })
    await eventually(() => app.trayLabels()).toContain('Quit Gangway')
  })

  test('start at login is an entry of the desktop’s own, and gone when it is switched off', async () => {
    const file = path.join(app.stateDir, 'config', 'autostart', 'gangway.desktop')
    expect(await app.askApp('app.info')).toMatchObject({ value: { door: 'desktop', canStartAtLogin: true } })
    await app.askApp('settings.change', { startAtLogin: true })
    const text = () => readFile(file, 'utf8').catch(() => '')
    await eventually(text).toContain('[Desktop Entry]\nType=Application\nName=Gangway\n')
    await eventually(text).toMatch(/^Exec=".+" ".+main\.js" "--hidden" "--state-dir=.+"$/m)
    await app.askApp('settings.change', { startAtLogin: false })
    await eventually(() => existsSync(file)).toBe(false)
  })

  test('an OpenClaw configuration is chosen in the system’s dialog, or not', async () => {
    const openDialog = async () => {
      await eventually(async () => (await app.ask('dialogs')).map(dialog => dialog.kind)).toEqual(['open'])
      return (await app.ask('dialogs'))[0]!.id
    }
    const chosen = app.askApp('openClaw.choose')
    await app.ask('answerDialog', await openDialog(), { files: ['/home/me/openclaw.json'] })
    expect(await chosen).toEqual({ ok: true, value: '/home/me/openclaw.json' })
    const left = app.askApp('openClaw.choose')
    await app.ask('answerDialog', await openDialog(), { files: [] })
    expect(await left).toEqual({ ok: true, value: null })
  })

  test('the window copies through the app, for it has no permission to', async () => {
    await app.askApp('app.copyText', { text: 'copied by the page' })
    expect(await app.ask('copiedText')).toBe('copied by the page')
    await app.clickTrayEntry('Copy diagnostics')
    await eventually(() => app.ask('copiedText')).toMatch(/^Gangway \d/)
  })

  test('sleep and unlocking reach the app', async () => {
    await app.ask('system', { on: 'powerMonitor', event: 'suspend' })
    await app.ask('system', { on: 'powerMonitor', event: 'resume' })
    await app.ask('system', { on: 'powerMonitor', event: 'unlock-screen' })
    await eventually(async () => (await app.log()).map(line => line.message)).toEqual(
      expect.arrayContaining(['the computer goes to sleep', 'the computer is awake']),
    )
  })

  test('on battery, tries may lie further apart while the window is hidden or behind others', async () => {
    const { id } = await app.window()
    await app.askApp('settings.change', { logLevel: 'debug', reconnectWithin: 40 })
    const waits = async () =>
      (await app.log()).flatMap(({ message, longestWaitMs }) =>
        message === 'tries may lie this far apart now' ? [longestWaitMs] : [],
      )
    const power = (event: 'on-battery' | 'on-ac') => app.ask('system', { on: 'powerMonitor', event })
    await app.ask('focusWindow', id)
    await eventually(() => app.window()).toMatchObject({ isFocused: true })

    await power('on-battery')
    await app.ask('closeWindow', id)
    await eventually(waits).toEqual([80_000])
    await app.ask('clickTray', 'click')
    await eventually(waits).toEqual([80_000, 40_000])
    await app.ask('blurWindow', id)
    await eventually(waits).toEqual([80_000, 40_000, 80_000])
    await power('on-ac')
    await eventually(waits).toEqual([80_000, 40_000, 80_000, 40_000])
    // On mains it makes no difference who looks.
    await app.ask('closeWindow', id)
    await app.ask('clickTray', 'click')
    await power('on-battery')
    await app.ask('blurWindow', id)
    await eventually(waits).toEqual([80_000, 40_000, 80_000, 40_000, 80_000])
    await power('on-ac')
    await app.askApp('settings.change', { logLevel: 'info', reconnectWithin: 30 })
  })

  test('a second start shows the window of the first, and brings its link along', async () => {
    await app.ask('closeWindow', (await app.window()).id)
    const second = await startDesktopApp({
      stateDir: app.stateDir,
      args: ['gangway://connect?target=bastion'],
    })
    expect(await second.ended).toBe(0)
    await second.close()
    const page = await app.windowPage()
    await page.getByText('A link filled in this form').waitFor()
    await eventually(() => page.getByRole('combobox', { name: 'Host' }).inputValue()).toBe('bastion')
  })

  test('quitting ends it in order, and it comes back where it was left', async () => {
    await app.clickTrayEntry('Health')
    await eventually(hash).toBe('/health')
    await app.clickTrayEntry('Quit Gangway')
    expect(await app.ended).toBe(0)
    expect(await readdir(app.stateDir)).not.toContain('gangway.lock.json')

    const next = await startDesktopApp({ stateDir: app.stateDir })
    try {
      await next.windowPage()
      expect((await next.window()).url).toBe('app://main/index.html#/health')
      next.child.kill('SIGTERM')
      expect(await next.ended).toBe(0)
    } finally {
      await next.close()
    }
  })
})

describe('a window that crashes', () => {
  let app: DesktopApp

  beforeAll(async () => {
    app = await startDesktopApp()
    await app.windowPage()
  })
  afterAll(() => app.close())

  const crashes = async () =>
    (await app.log()).filter(({ message }) => message === 'the window’s process is gone').length

  test('is loaded again three times, and then becomes a page that needs nothing', async () => {
    const { id } = await app.window()
    await app.askApp('drafts.write', { key: 'main', text: 'not yet sent' })
    for (let crash = 1; crash <= 3; crash++) {
      await app.ask('crashRenderer', id)
      await eventually(crashes).toBe(crash)
      await eventually(() => app.windowPage().then(page => page.title())).toContain('Gangway')
      expect((await app.window()).url).toMatch(/^app:\/\/main\/index\.html#/)
    }
    expect(await app.askApp('drafts.read', { key: 'main' })).toEqual({ ok: true, value: 'not yet sent' })

    await app.ask('crashRenderer', id)
    await eventually(async () => (await app.window()).url).toBe('app://main/trouble.html')
    await eventually(() => app.windowPage().then(page => page.locator('h1').textContent())).toBe(
      'The window keeps failing',
    )
    const page = await app.windowPage()
    expect(await page.locator('script').count()).toBe(0)
    // Its style sheet has been let in by the policy.
    expect(await page.locator('main').evaluate(main => getComputedStyle(main).maxWidth)).toMatch(/px$/)
  })

  test('lets the report be copied', async () => {
    const page = await app.windowPage()
    await page.getByRole('link', { name: 'Copy the report' }).click()
    await page.getByRole('link', { name: 'The report is copied' }).waitFor()
    expect(await app.ask('copiedText')).toMatch(/^Gangway \d+\.\d+\.\d+, Electron /)
    expect(await app.ask('copiedText')).toContain('the window’s process is gone')
  })
})

test('a window that does not answer can be waited for or loaded again', async () => {
  const app = await startDesktopApp()
  try {
    const page = await app.windowPage()
    const { id } = await app.window()
    await page.evaluate(() => void Object.assign(globalThis, { stayed: true }))
    await app.ask('system', { on: 'window', event: 'unresponsive', window: id })
    const first = await onlyDialog(app, 'The window does not answer')
    expect(first.buttons).toEqual(['Wait', 'Load it again'])
    await app.ask('answerDialog', first.id, { button: 0 })
    expect(await page.evaluate(() => 'stayed' in globalThis)).toBe(true)

    await app.ask('system', { on: 'window', event: 'unresponsive', window: id })
    const second = await onlyDialog(app, 'The window does not answer')
    await app.ask('answerDialog', second.id, { button: 1 })
    await eventually(async () => (await app.log()).map(line => line.message)).toContain(
      'the window’s process is gone',
    )
    await eventually(() => app.windowPage().then(again => again.evaluate(() => 'stayed' in globalThis))).toBe(
      false,
    )
  } finally {
    await app.close()
  }
})

test('a failure that nobody caught starts the app again, then in safe mode, and then no more', async () => {
  const dir = await makeTempDir('failing')
  // Fails as soon as the app has said what is to be done about failures.
  const fault = `const look = setInterval(() => {
    if (process.listenerCount('uncaughtException') === 0) return
    clearInterval(look)
    throw new Error('token=a-secret-of-the-test-suite')
  }, 5)`
  const faultFile = path.join(dir.path, 'fault.mjs')
  await writeFile(faultFile, fault)
  const app = await startDesktopApp({
    stateDir: dir.path,
    args: ['--hidden'],
    env: { NODE_OPTIONS: `--import ${faultFile}` },
  }).catch(() => undefined)
  try {
    const logFile = path.join(dir.path, 'logs', 'gangway.log')
    const steps = async () => {
      const text = await readFile(logFile, 'utf8').catch(() => '')
      return text
        .split('\n')
        .filter(line => line.includes('a failure that nobody caught'))
        .map(line => (JSON.parse(line) as { next: string }).next)
    }
    // The app starts three times, one after the other: on a busy machine that takes longer than one thing does.
    await expect.poll(steps, { timeout: 150_000 }).toEqual(['relaunch', 'safe-mode', 'give-up'])
    expect(await readFile(logFile, 'utf8')).not.toContain('a-secret-of-the-test-suite')
  } finally {
    await app?.close()
    await dir.remove()
  }
}, 300_000)

describe('one state directory', () => {
  let dir: TempDir
  beforeAll(async () => {
    dir = await makeTempDir('one-state')
  })
  afterAll(() => dir.remove())

  test('is not shared with the browser door: who comes second is told who has it', async () => {
    const door = startBuilt('browser', ['--no-open', '--json', '--state-dir', dir.path])
    await door.waitForLine(line => line.includes('"ready":true'))
    const app = await startDesktopApp({ stateDir: dir.path })
    try {
      await eventually(async () => (await app.ask('dialogs')).map(({ message }) => message)).toEqual([
        expect.stringContaining(`Gangway in the browser, process ${door.child.pid}`),
      ])
      await app.ask('answerDialog', (await app.ask('dialogs'))[0]!.id, { button: 0 })
      expect(await app.ended).toBe(1)
    } finally {
      await app.close()
      await door.stop()
    }
  })
})
