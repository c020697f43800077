// What Electron's security checklist asks of the desktop app, on the built one. Rules that only a packaged build can
// show are checked by scripts/check-package.ts; docs/decisions/0008 says where each rule has its proof.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pageOriginInChromium, phaseOf, startDesktopApp, type DesktopApp } from '../../support/desktop-app.ts'
import { eventually } from '../../support/eventually.ts'
import { pageHeaders } from '../../../src-main/page/page-headers.ts'
import type { PermissionName } from '../../electron-standin/session.ts'

let app: DesktopApp
let page: Page

beforeAll(async () => {
  app = await startDesktopApp()
  page = await app.windowPage()
})
afterAll(() => app.close())

/** Marks the document: a mark that is gone says that it was left or loaded again. */
const markDocument = () => page.evaluate(() => void Object.assign(globalThis, { stayed: true }))
const documentStayed = () => page.evaluate(() => (globalThis as { stayed?: boolean }).stayed === true)

test('E1: no page asks anything of the network: all it loads is its own', async () => {
  const requested: string[] = []
  page.on('request', request => requested.push(request.url()))
  for (const [hash, name] of [
    ['#/chat', 'Chat'],
    ['#/health', 'Health'],
    ['#/settings', 'Settings'],
    ['#/connect', 'Connect'],
  ] as const) {
    await page.evaluate(to => void (location.hash = to), hash)
    await expect.poll(() => page.title()).toContain(name)
  }
  expect(requested.filter(url => new URL(url).origin !== pageOriginInChromium)).toEqual([])
})

test('E2, E3, E4: the page has no Node, lives in a world of its own, and its preload is sandboxed', async () => {
  const seen = await page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'electron', 'ipcRenderer'].filter(
      name => name in globalThis,
    ),
    bridgeIsOurs:
      Object.getPrototypeOf((globalThis as unknown as { desktop: object }).desktop) === Object.prototype,
  }))
  expect(seen).toEqual({ node: [], bridgeIsOurs: true })
})

test('E6, E8 to E12: none of the switches that take a protection away is in the built app', async () => {
  const files = await readdir(path.resolve('out/main'), { recursive: true, withFileTypes: true })
  const built = files.filter(file => file.isFile() && file.name.endsWith('.js'))
  expect(built.length).toBeGreaterThan(10)
  const weak =
    /webSecurity:\s*(false|!1)|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures|(nodeIntegration(InWorker|InSubFrames)?|webviewTag):\s*(true|!0)|(contextIsolation|sandbox):\s*(false|!1)|no-sandbox|disable-web-security|ignore-certificate-errors|allowpopups/
  const found = await Promise.all(
    built.map(async file => weak.exec(await readFile(path.join(file.parentPath, file.name), 'utf8'))?.[0]),
  )
  expect(found.filter(Boolean)).toEqual([])
})

const permissions: readonly PermissionName[] = [
  'ar',
  'automatic-fullscreen',
  'background-fetch',
  'background-sync',
  'captured-surface-control',
  'clipboard-read',
  'clipboard-sanitized-write',
  'deprecated-sync-clipboard-read',
  'display-capture',
  'fileSystem',
  'fullscreen',
  'geolocation',
  'geolocation-approximate',
  'hand-tracking',
  'hid',
  'idle-detection',
  'keyboardLock',
  'local-fonts',
  'local-network',
  'local-network-access',
  'loopback-network',
  'media',
  'mediaKeySystem',
  'midi',
  'midiSysex',
  'nfc',
  'notifications',
  'openExternal',
  'payment-handler',
  'periodic-background-sync',
  'persistent-storage',
  'pointerLock',
  'screen-wake-lock',
  'sensors',
  'serial',
  'smart-card',
  'speaker-selection',
  'storage-access',
  'system-wake-lock',
  'top-level-storage-access',
  'usb',
  'vr',
  'web-app-installation',
  'web-printing',
  'window-management',
  'unknown',
]

test('E5: no permission of any name is granted', async () => {
  const { id } = await app.window()
  const decided = await Promise.all(
    permissions.map(async name => [name, await app.ask('decidePermission', id, name)] as const),
  )
  expect(decided.filter(([, granted]) => granted)).toEqual([])
})

const violations = () => page.evaluate(() => (globalThis as unknown as { violated: string[] }).violated)

test('E7: the policy comes with the page as a header, and Chromium holds the page to it', async () => {
  const seen = await page.evaluate(async () => {
    const violated: string[] = []
    Object.assign(globalThis, { violated })
    document.addEventListener('securitypolicyviolation', event => violated.push(event.effectiveDirective))
    const answer = await fetch('/index.html')
    const refused = [
      () => {
        document.createElement('script').textContent = 'globalThis.injected = true'
      },
      () => document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="globalThis.injected = true">'),
      // oxlint-disable-next-line typescript/no-implied-eval -- what is refused here
      () => setTimeout('globalThis.injected = true'),
    ].map(inject => {
      try {
        inject()
        return 'let pass'
      } catch (error) {
        return (error as Error).name
      }
    })
    const image = new Image()
    image.src = 'https://example.com/beacon.png'
    const reached = await fetch('https://example.com/').then(
      () => true,
      () => false,
    )
    return { policy: answer.headers.get('content-security-policy'), reached, refused }
  })
  expect(seen.policy).toBe(pageHeaders['Content-Security-Policy'])
  expect(seen.refused).toEqual(['TypeError', 'TypeError', 'TypeError'])
  expect(seen.reached).toBe(false)
  await expect.poll(violations).toEqual(expect.arrayContaining(['connect-src', 'img-src']))
  expect(await page.evaluate(() => 'injected' in globalThis)).toBe(false)
})

// Not `about:`, which the stand-in's Chromium goes to without asking; Electron asks about it like any other.
const elsewhere = [
  'https://example.com/',
  'http://example.com/',
  'http://127.0.0.1:18789/',
  'https://main/',
  'app://main/other.html',
  'app://main/index.html?other',
  'app://other/index.html',
  'app://main@example.com/',
  'app:///index.html',
  'file:///etc/passwd',
  'file://server/share',
  'data:text/html,<h1>x</h1>',
  'blob:app://main/1234',
  'javascript:void(globalThis.injected=true)',
  'chrome://version',
  'devtools://devtools/bundled/inspector.html',
  'view-source:https://example.com/',
  'gangway://connect?target=local',
  'ssh://example.com',
  'smb://example.com/share',
  'ms-settings:',
  'mailto:someone@example.com',
  'ftp://example.com/',
]

test(`E13, E14: ${elsewhere.length} addresses by six ways each lead nowhere and open nothing`, async () => {
  await markDocument()
  for (const url of elsewhere) {
    await page.evaluate(async address => {
      const attempt = (go: () => void) => {
        try {
          go()
        } catch {
          // Refused before it began, which will do.
        }
      }
      const link = Object.assign(document.createElement('a'), { href: address, textContent: 'go' })
      document.body.append(link)
      attempt(() => link.click())
      attempt(() => link.dispatchEvent(new MouseEvent('click', { button: 1, ctrlKey: true, bubbles: true })))
      link.target = '_blank'
      attempt(() => link.click())
      link.remove()
      attempt(() => location.assign(address))
      attempt(() => window.open(address))
      const form = Object.assign(document.createElement('form'), { action: address, method: 'post' })
      document.body.append(form)
      attempt(() => form.submit())
      form.remove()
      const refresh = Object.assign(document.createElement('meta'), {
        httpEquiv: 'refresh',
        content: `0;url=${address}`,
      })
      document.head.append(refresh)
      await new Promise(resolve => requestAnimationFrame(resolve))
      refresh.remove()
    }, url)
  }
  // What comes after all of them is refused after all of them.
  await page.evaluate(() => location.assign('https://last.example/'))
  await eventually(async () => (await app.log()).map(line => line['url'])).toContain('https://last.example/')
  expect(await documentStayed()).toBe(true)
  expect(await page.evaluate(() => 'injected' in globalThis)).toBe(false)
  expect(await app.ask('windows')).toHaveLength(1)
  expect((await app.window()).url).toMatch(/^app:\/\/main\/index\.html(#|$)/)
  expect(await app.ask('openedAddresses')).toEqual([])
})

test('E15: an address is opened outside only after a person has seen where it leads', async () => {
  const open = (url: string) => app.askApp('app.openExternal', { url })
  for (const url of [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'smb://server/share',
    'ms-settings:privacy',
    'http://example.com/',
    'https://user:secret@example.com/',
    'https:\\\\example.com',
    'https://example.com/\u202etxt.exe',
    'gangway://connect?target=local',
    `https://example.com/${'x'.repeat(2048)}`,
  ])
    expect(await open(url)).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
  expect(await app.ask('dialogs')).toEqual([])

  const declined = open('https://bücher.example/path')
  await eventually(() => app.ask('dialogs')).toMatchObject([
    { message: 'Open xn--bcher-kva.example in your browser?', detail: 'https://xn--bcher-kva.example/path' },
  ])
  const [asked] = await app.ask('dialogs')
  await app.ask('answerDialog', asked?.id ?? 0, { button: 1 })
  expect(await declined).toMatchObject({ ok: true })
  expect(await app.ask('openedAddresses')).toEqual([])

  const accepted = open('https://example.com/')
  await eventually(() => app.ask('dialogs')).toHaveLength(1)
  const [again] = await app.ask('dialogs')
  await app.ask('answerDialog', again?.id ?? 0, { button: 0 })
  await accepted
  expect(await app.ask('openedAddresses')).toEqual(['https://example.com/'])

  // Pages that the app itself links to are known.
  await open('https://docs.openclaw.ai/gateway')
  expect(await app.ask('openedAddresses')).toEqual([
    'https://example.com/',
    'https://docs.openclaw.ai/gateway',
  ])
})

test('E17: a question is answered only to the page’s own top frame', async () => {
  const { id } = await app.window()
  const ask = (sender: { url: string; isTop: boolean }, ...args: unknown[]) =>
    app.ask('invokeAs', id, sender, 'desktop.ask', args)
  const own = { url: (await app.window()).url, isTop: true }
  expect(await ask(own, 'app.info')).toMatchObject({ ok: true })
  for (const sender of [
    { ...own, isTop: false },
    { url: 'https://example.com/', isTop: true },
    { url: 'https://main/index.html', isTop: true },
    { url: 'app://other/index.html', isTop: true },
    { url: 'file:///index.html', isTop: true },
    { url: 'about:blank', isTop: true },
    { url: 'data:text/html,x', isTop: true },
  ])
    expect(await ask(sender, 'app.info')).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
  for (const channel of ['desktop.tell', 'electron-store-get-data', 'ELECTRON_BROWSER_REQUIRE', ''])
    await expect(app.ask('invokeAs', id, own, channel, [])).rejects.toThrow('No handler registered')
})

test('E17: only questions of the table are answered, with arguments of their shape and size', async () => {
  const refused = { ok: false, error: { code: 'INVALID_INPUT' } }
  expect(await app.askApp('app.nothing')).toMatchObject(refused)
  expect(await app.askApp('__proto__.x')).toMatchObject(refused)
  expect(await app.askApp('connection.connect', { kind: 'ssh' })).toMatchObject(refused)
  expect(await app.askApp('connection.connect', { kind: 'local', also: 1 })).toMatchObject(refused)
  expect(await app.askApp('app.info', { not: 'wanted' })).toMatchObject(refused)
  const large = { key: 'main', text: 'x'.repeat(2 * 1024 * 1024) }
  expect(await app.askApp('drafts.write', large)).toMatchObject(refused)
  expect(await phaseOf(app)).toBe('idle')
})

test('E17: a page that floods is refused until it slows down', async () => {
  const codes = await page.evaluate(async () => {
    const { desktop } = globalThis as unknown as {
      desktop: { ask: (name: string) => Promise<{ ok: boolean; error?: { code: string } }> }
    }
    const replies = await Promise.all(Array.from({ length: 2000 }, () => desktop.ask('app.info')))
    return [...new Set(replies.map(reply => (reply.ok ? 'ok' : reply.error?.code)))]
  })
  expect(new Set(codes)).toEqual(new Set(['ASKED_TOO_OFTEN', 'ok']))
  await eventually(async () => (await app.askApp('app.info')).ok).toBe(true)
})

test('E20: preload hands over two functions, frozen, and nothing of Electron’s', async () => {
  const seen = await page.evaluate(() => {
    const { desktop } = globalThis as unknown as { desktop: Record<string, unknown> }
    return {
      keys: Object.keys(desktop),
      types: Object.values(desktop).map(part => typeof part),
      isFrozen: Object.isFrozen(desktop),
      canReplace:
        Reflect.set(globalThis, 'desktop', 1) && (globalThis as { desktop?: unknown }).desktop === 1,
    }
  })
  expect(seen).toEqual({
    keys: ['ask', 'on'],
    types: ['function', 'function'],
    isFrozen: true,
    canReplace: false,
  })
})

test('E22: a link opens the window with a form that a person has to send', async () => {
  const openLink = (url: string) => app.ask('system', { on: 'app', event: 'open-url', url })
  await openLink('gangway://connect?target=maria%40harbour&gatewayPort=18790')
  await page.getByText('A link filled in this form').waitFor()
  await eventually(() => page.getByRole('combobox', { name: 'Host' }).inputValue()).toBe('maria@harbour')
  expect(await phaseOf(app)).toBe('idle')

  for (const link of [
    'gangway://run?command=reboot',
    'gangway://connect?target=-oProxyCommand%3Dx',
    'x'.repeat(99_999),
  ]) {
    await openLink(link)
    await eventually(() => app.ask('dialogs')).toMatchObject([{ message: 'This link cannot be used' }])
    const [shown] = await app.ask('dialogs')
    await app.ask('answerDialog', shown?.id ?? 0, { button: 0 })
  }
  expect(await phaseOf(app)).toBe('idle')
})

test('E23: a packaged app offers no developer tools', async () => {
  const roles = async (one: DesktopApp) => {
    await eventually(async () => (await one.ask('applicationMenu')).length).toBeGreaterThan(0)
    return (await one.ask('applicationMenu')).flatMap(item =>
      item.submenu.map(({ role }) => role.toLowerCase()),
    )
  }
  expect(await roles(app)).toContain('toggledevtools')
  const packaged = await startDesktopApp({ args: ['--hidden'], env: { GANGWAY_STANDIN_PACKAGED: '1' } })
  try {
    expect(await roles(packaged)).not.toContain('toggledevtools')
  } finally {
    await packaged.close()
  }
})
