import { randomBytes } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { WebSocket as NodeWebSocket } from 'ws'
import { openBrowserDoor, type BrowserDoor } from '../../../src-main/browser/browser-door.ts'
import type { OpenWindowSession } from '../../../src-main/desktop-api/window-session.ts'
import { openWindowSocketBridge, type WindowSocketBridge } from '../../../src-preload/window-socket-bridge.ts'
import { freePort } from '../../support/free-port.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const secret = randomBytes(32)

function door(port: number, openSession: OpenWindowSession) {
  const opening = openBrowserDoor({
    port,
    secret,
    openSession,
    files: new Map([['/', { type: 'text/html', cacheControl: 'no-store', body: Buffer.from('page') }]]),
  })
  closers.push(async () => (await opening).close())
  return opening
}

/** Signs in as a browser would, and gives the page's socket the cookie and origin that a browser adds. */
async function signIn(opened: BrowserDoor) {
  const answer = await fetch(opened.url, { redirect: 'manual' })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  return { cookie, pageKey: answer.headers.get('location')?.split('#key=')[1] ?? '' }
}

function page(port: number, keys: { cookie: string; pageKey: string }): WindowSocketBridge {
  const headers = { Cookie: keys.cookie, Origin: `http://127.0.0.1:${port}` }
  class PageWebSocket extends NodeWebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers })
      // A browser tells of a failed socket in its close event; here it would end the process.
      this.on('error', () => {})
    }
  }
  const bridge = openWindowSocketBridge(
    `ws://127.0.0.1:${port}/window`,
    keys.pageKey,
    PageWebSocket as unknown as typeof WebSocket,
  )
  closers.push(() => bridge.close())
  return bridge
}

/** Questions `wait.*` stay open until the session ends; the others are answered with their argument. */
const session: OpenWindowSession = tell => ({
  ask: (name, argument) =>
    String(name).startsWith('wait.') ? new Promise(() => {}) : Promise.resolve({ ok: true, value: argument }),
  tellPresent: () => tell('connection.changed', { phase: 'online' }),
  close: () => {},
})

test('a question asked before the socket is open is answered once it is', async () => {
  const opened = await door(0, session)
  const bridge = page(opened.port, await signIn(opened))
  expect(await Promise.all([1, 2, 3].map(value => bridge.ask('a.b', value)))).toEqual(
    [1, 2, 3].map(value => ({ ok: true, value })),
  )
})

test('what the app tells reaches each listener until it stops listening', async () => {
  let tell: (name: string, value: unknown) => void = () => {}
  const opened = await door(0, toPage => {
    tell = toPage
    return session(toPage)
  })
  const bridge = page(opened.port, await signIn(opened))
  await bridge.ask('a.b')
  const heard: unknown[] = []
  const listener = (value: unknown) => heard.push(value)
  const stop = bridge.on('health.changed', listener)
  bridge.on('health.changed', listener)
  tell('health.changed', 1)
  await bridge.ask('a.b')
  stop()
  tell('health.changed', 2)
  tell('settings.changed', 3)
  await bridge.ask('a.b')
  expect(heard).toEqual([1, 1, 2])
})

test('when the door restarts, open questions fail, the page hears that nothing is known, and then the present', async () => {
  const port = await freePort()
  const before = await door(port, session)
  const bridge = page(port, await signIn(before))
  await bridge.ask('a.b')
  const states: unknown[] = []
  bridge.on('connection.changed', state => states.push(state))
  const unanswered = bridge.ask('wait.for', 'ever')

  await before.close()
  expect(await unanswered).toMatchObject({ ok: false, error: { code: 'NOT_CONNECTED' } })
  expect(states).toEqual([{ phase: 'idle' }])

  const asked = bridge.ask('a.b', 'meanwhile')
  await door(port, session)
  expect(await asked).toEqual({ ok: true, value: 'meanwhile' })
  expect(states).toEqual([{ phase: 'idle' }, { phase: 'online' }])
})

test('a page that is no longer signed in says so and stops trying', async () => {
  const opened = await door(0, session)
  const bridge = page(opened.port, { cookie: 'gone', pageKey: 'gone' })
  expect(await bridge.ask('a.b')).toMatchObject({ ok: false, error: { code: 'PAGE_SIGNED_OUT' } })
  bridge.wake()
  expect(await bridge.ask('a.b')).toMatchObject({ ok: false, error: { code: 'PAGE_SIGNED_OUT' } })
})

test('a closed bridge refuses every question', async () => {
  const opened = await door(0, session)
  const bridge = page(opened.port, await signIn(opened))
  const early = bridge.ask('a.b')
  bridge.close()
  expect(await early).toMatchObject({ ok: false })
  expect(await bridge.ask('a.b')).toMatchObject({ ok: false, error: { code: 'NOT_CONNECTED' } })
})
