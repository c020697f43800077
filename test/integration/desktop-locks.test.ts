// What a page cannot do on the desktop, whoever wrote it; and what is not on the way to the first window.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PermissionName } from '../electron-standin/session.ts'
import { startStandIn, type StandIn } from '../electron-standin/control.ts'
import { eventually } from '../support/eventually.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

const main = path.resolve(import.meta.dirname, '../../out/main')

/** Every name that Electron has; one more in its types does not compile here. */
const permissions = Object.keys({
  ar: 0,
  'automatic-fullscreen': 0,
  'background-fetch': 0,
  'background-sync': 0,
  'captured-surface-control': 0,
  'clipboard-read': 0,
  'clipboard-sanitized-write': 0,
  'deprecated-sync-clipboard-read': 0,
  'display-capture': 0,
  fileSystem: 0,
  fullscreen: 0,
  geolocation: 0,
  'geolocation-approximate': 0,
  'hand-tracking': 0,
  hid: 0,
  'idle-detection': 0,
  keyboardLock: 0,
  'local-fonts': 0,
  'local-network': 0,
  'local-network-access': 0,
  'loopback-network': 0,
  media: 0,
  mediaKeySystem: 0,
  midi: 0,
  midiSysex: 0,
  nfc: 0,
  notifications: 0,
  openExternal: 0,
  'payment-handler': 0,
  'periodic-background-sync': 0,
  'persistent-storage': 0,
  pointerLock: 0,
  'screen-wake-lock': 0,
  sensors: 0,
  serial: 0,
  'smart-card': 0,
  'speaker-selection': 0,
  'storage-access': 0,
  'system-wake-lock': 0,
  'top-level-storage-access': 0,
  usb: 0,
  vr: 0,
  'web-app-installation': 0,
  'web-printing': 0,
  'window-management': 0,
  unknown: 0,
} satisfies Record<PermissionName, 0>) as PermissionName[]

const elsewhere = [
  'https://example.com/',
  'http://127.0.0.1:9/',
  'https://main.app.invalid.example.com/',
  'https://other.app.invalid/index.html',
  'https://main.app.invalid/trouble/restart',
  'https://user:secret@example.com/',
  'https://xn--80ak6aa92e.com/',
  '//example.com/path',
  'file:///etc/passwd',
  'data:text/html,<script>1</script>',
  'blob:https://main.app.invalid/0',
  'mailto:ada@example.com',
  'ssh://host',
  'gangway://connect?target=studio',
  'ms-msdt:/id',
  'smb://host/share',
  'view-source:https://example.com/',
  'ftp://example.com/',
]

type Bridge = {
  readonly ask: (name: string, argument?: unknown) => Promise<{ ok: boolean; error?: { code: string } }>
}

let home: TempDir
let app: StandIn
let page: Page
const requests: string[] = []

beforeAll(async () => {
  home = await makeTempDir('locks')
  app = await startStandIn({
    entry: path.join(main, 'main.js'),
    args: [`--state-dir=${path.join(home.path, 'state')}`, '--ssh-config=/dev/null'],
    env: { GANGWAY_VAULT: 'memory', GANGWAY_STANDIN_PACKAGED: '1' },
  })
  page = await app.page(await app.ask('windowShown'))
  page.on('request', request => requests.push(request.url()))
  await page.getByRole('button', { name: 'Set up later' }).click()
  await page.getByRole('navigation').waitFor()
})
afterAll(async () => {
  await app?.close()
  await home?.remove()
})

test('nothing heavy is loaded before the window is ready to be shown', async () => {
  const heavy = ['AI_APICallError', 'GrammyError', 'function startGateway(']
  const built = await Promise.all(
    (await readdir(path.join(main, 'chunks'))).map(name => readFile(path.join(main, 'chunks', name), 'utf8')),
  )
  // What names them is really in the build, or this would look for nothing.
  expect(built.some(text => text.includes('AI_APICallError'))).toBe(true)
  expect(built.some(text => text.includes('function startGateway('))).toBe(true)

  const readyAt = (await app.ask('marks')).find(mark => mark.name === 'ready to show')!.atMs
  const files = (await app.ask('modules'))
    .filter(module => module.atMs <= readyAt && module.file.startsWith('file:'))
    .map(module => fileURLToPath(module.file))
  expect(files.length).toBeGreaterThan(5)
  expect(files.filter(file => /node_modules.(ssh2|electron-updater|grammy|ai)\b/.test(file))).toEqual([])
  const loaded = await Promise.all(files.map(async file => ({ file, text: await readFile(file, 'utf8') })))
  expect(loaded.filter(({ text }) => heavy.some(mark => text.includes(mark))).map(one => one.file)).toEqual(
    [],
  )
})

test('the page has no Node, and of the app only two frozen functions', async () => {
  const seen = await page.evaluate(() => {
    const { desktop } = globalThis as unknown as { desktop: object }
    return {
      node: [typeof globalThis.require, typeof globalThis.process, typeof globalThis.module],
      keys: Object.keys(desktop),
      isFrozen: Object.isFrozen(desktop),
    }
  })
  expect(seen).toEqual({
    node: ['undefined', 'undefined', 'undefined'],
    keys: ['ask', 'on'],
    isFrozen: true,
  })
})

test('every permission is denied', async () => {
  const [window] = await app.ask('windows')
  const granted = await Promise.all(
    permissions.map(async name => ((await app.ask('decidePermission', window!.id, name)) ? [name] : [])),
  )
  expect(granted.flat()).toEqual([])
})

test('only the window’s own top frame is answered', async () => {
  const { id, url } = (await app.ask('windows'))[0]!
  const ask = (sender: { url: string; isTop: boolean }, ...args: unknown[]) =>
    app.ask('invokeAs', id, sender, 'desktop.ask', args) as Promise<{ ok: boolean; error?: { code: string } }>
  expect(await ask({ url, isTop: true }, 'app.info')).toMatchObject({ ok: true })
  for (const sender of [
    { url, isTop: false },
    { url: 'app://other/index.html', isTop: true },
    { url: 'https://main/', isTop: true },
    { url: 'app://main.example.com/', isTop: true },
    { url: 'about:blank', isTop: true },
  ])
    expect(await ask(sender, 'app.info')).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
  for (const name of ['app.nothing', '__proto__.toString', '', 7, null])
    expect(await ask({ url, isTop: true }, name)).toMatchObject({ ok: false })
})

test.each(['link', 'new window', 'form', 'location', 'replace', 'window.open', 'meta'])(
  'no address leads out of the page by %s',
  async way => {
    await page.evaluate(
      async ([how, addresses]) => {
        for (const address of addresses) {
          const link = document.createElement('a')
          link.href = address
          if (how === 'new window') link.target = '_blank'
          const form = document.createElement('form')
          form.action = address
          const meta = document.createElement('meta')
          meta.httpEquiv = 'refresh'
          meta.content = `0;url=${address}`
          document.body.append(link, form)
          try {
            if (how === 'link' || how === 'new window') link.click()
            if (how === 'form') form.submit()
            if (how === 'location') location.href = address
            if (how === 'replace') location.replace(address)
            if (how === 'window.open') window.open(address)
            if (how === 'meta') document.head.append(meta)
          } catch {
            // Chromium itself refuses some of them.
          }
          await new Promise(resolve => setTimeout(resolve))
          for (const part of [link, form, meta]) part.remove()
        }
      },
      [way, elsewhere] as const,
    )
    await eventually(() => app.ask('windows')).toMatchObject([
      { url: expect.stringMatching(/^app:\/\/main\/index\.html/) as unknown },
    ])
    expect(page.url()).toMatch(/^https:\/\/main\.app\.invalid\/index\.html/)
    expect(await app.ask('openedAddresses')).toEqual([])
    expect(
      await page.evaluate(() => (globalThis as unknown as { desktop: Bridge }).desktop.ask('app.info')),
    ).toMatchObject({ ok: true })
  },
)

test('a packaged app offers no developer tools', async () => {
  const roles = (await app.ask('applicationMenu')).flatMap(menu => menu.submenu.map(item => item.role))
  expect(roles).toContain('zoomIn')
  expect(roles).not.toContain('toggleDevTools')
})

test('no page asks the network for anything', async () => {
  requests.length = 0
  for (const name of ['Chat', 'Health', 'Settings', 'Connect']) {
    await page.getByRole('link', { name, exact: true }).click()
    await page.getByRole('heading', { level: 1 }).first().waitFor()
  }
  expect(requests.filter(url => !/^(https:\/\/main\.app\.invalid\/|data:|blob:)/.test(url))).toEqual([])
})
