import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { openBrowserDoor, type BrowserDoor } from '../../../src-main/browser/browser-door.ts'
import type { PageFiles } from '../../../src-main/page/page-files.ts'
import type { OpenWindowSession } from '../../../src-main/desktop-api/window-session.ts'

const file = (type: string, text: string) => ({ type, cacheControl: 'no-store', body: Buffer.from(text) })
const files: PageFiles = new Map([
  ['/', file('text/html; charset=utf-8', 'the page')],
  ['/bridge.js', file('text/javascript; charset=utf-8', 'the bridge')],
  ['/assets/app-12345678.js', file('text/javascript; charset=utf-8', 'the app')],
])

/** Every question is answered with its own name and argument. */
const echo: OpenWindowSession = tell => ({
  ask: (name, argument) => Promise.resolve({ ok: true, value: { name, argument } }),
  tellPresent: () => tell('present', true),
  close: () => {},
})

const opened: BrowserDoor[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map(door => door.close()))
})

async function openTestDoor(
  options: { port?: number; secret?: Buffer; openSession?: OpenWindowSession } = {},
) {
  const door = await openBrowserDoor({
    port: options.port ?? 0,
    files,
    secret: options.secret ?? randomBytes(32),
    openSession: options.openSession ?? echo,
  })
  opened.push(door)
  return door
}

type Answer = { status: number; headers: IncomingHttpHeaders; body: string }

/** The path goes out exactly as given; fetch would tidy it first. */
function get(door: BrowserDoor, path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<Answer>((resolve, reject) => {
    const asked = httpRequest({ host: '127.0.0.1', port: door.port, path, headers, method, agent: false })
    asked.on('error', reject)
    asked.on('response', response => {
      let body = ''
      response.setEncoding('utf8').on('data', (part: string) => (body += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    asked.end()
  })
}

async function signIn(door: BrowserDoor) {
  const answer = await get(door, new URL(door.url).pathname + new URL(door.url).search)
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
  const pageKey = answer.headers.location?.split('#key=')[1] ?? ''
  return { answer, cookie, pageKey }
}

function openSocket(
  door: BrowserDoor,
  keys: { cookie: string; pageKey: string },
  { path = '/window', headers = {} }: { path?: string; headers?: Record<string, string> } = {},
) {
  return new WebSocket(
    `ws://127.0.0.1:${door.port}${path}`,
    ['gangway.window', `gangway.key.${keys.pageKey}`],
    { headers: { Origin: `http://127.0.0.1:${door.port}`, Cookie: keys.cookie, ...headers } },
  )
}

/** How the attempt to open a socket ended: `open`, the close code after it, or the refusal's HTTP status. */
function outcome(socket: WebSocket): Promise<string> {
  return new Promise(resolve => {
    socket.on('error', () => {})
    socket.on('unexpected-response', (_request, response) => {
      resolve(`HTTP ${response.statusCode}`)
      socket.terminate()
    })
    socket.on('message', () => resolve('open'))
    socket.on('open', () => socket.send('{"id":1,"ask":"app.info"}'))
    socket.on('close', code => resolve(String(code)))
  })
}

test('the printed address signs the browser in once and leads to the page', async () => {
  const door = await openTestDoor()
  const { answer, cookie, pageKey } = await signIn(door)
  expect(answer.status).toBe(303)
  expect(answer.headers['set-cookie']?.[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/)
  expect(pageKey).not.toBe('')
  expect(await get(door, '/', { Cookie: cookie })).toMatchObject({ status: 200, body: 'the page' })

  const again = await signIn(door)
  expect(again.answer.status).toBe(403)
  expect(again.answer.headers['set-cookie']).toBeUndefined()
})

test('who is signed in already and opens the address again lands on the page', async () => {
  const door = await openTestDoor()
  const { cookie } = await signIn(door)
  const answer = await get(door, door.url.slice(door.url.indexOf('/?')), { Cookie: cookie })
  expect([answer.status, answer.headers.location]).toEqual([303, '/'])
})

test('a link preview does not spend the address', async () => {
  const door = await openTestDoor()
  expect((await get(door, door.url.slice(door.url.indexOf('/?')), {}, 'HEAD')).status).toBe(403)
  expect((await signIn(door)).answer.status).toBe(303)
})

test.each(['/', '/bridge.js', '/assets/app-12345678.js', '/nothing', '/?t=', '/?t=wrong'])(
  'without the cookie %s is refused',
  async path => {
    const door = await openTestDoor()
    const answer = await get(door, path)
    expect(answer.status).toBe(403)
    expect(answer.body).toMatch(/^This address has been used already/)
  },
)

test('every answer carries the security headers', async () => {
  const door = await openTestDoor()
  const { cookie, answer } = await signIn(door)
  const answers = [
    answer,
    await get(door, '/', { Cookie: cookie }),
    await get(door, '/'),
    await get(door, '/nothing', { Cookie: cookie }),
    await get(door, '/', { Host: 'evil.example' }),
    await get(door, '/', {}, 'POST'),
  ]
  for (const { headers } of answers) {
    expect(headers['content-security-policy']).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    )
    expect(headers['content-security-policy']).toContain("connect-src 'self'")
    expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'")
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
  }
})

test.each([
  'evil.example',
  'evil.example:PORT',
  '127.0.0.1',
  'localhost',
  '127.0.0.1:1',
  '[::1]:PORT',
  '127.0.0.1.evil.example:PORT',
])('a request for the host %j is refused, cookie or not', async host => {
  const door = await openTestDoor()
  const { cookie, pageKey } = await signIn(door)
  const named = host.replace('PORT', String(door.port))
  expect((await get(door, '/', { Host: named, Cookie: cookie })).status).toBe(421)
  const socket = openSocket(
    door,
    { cookie, pageKey },
    { headers: { Host: named, Origin: `http://${named}` } },
  )
  expect(await outcome(socket)).toBe('HTTP 403')
})

test('localhost names this computer as well', async () => {
  const door = await openTestDoor()
  const { cookie } = await signIn(door)
  expect((await get(door, '/', { Host: `localhost:${door.port}`, Cookie: cookie })).status).toBe(200)
})

test.each([
  'http://evil.example',
  'https://127.0.0.1:PORT',
  'http://127.0.0.1',
  'http://localhost:PORT',
  'null',
  'file://',
  '',
])('a socket from a page at %j is refused', async origin => {
  const door = await openTestDoor()
  const keys = await signIn(door)
  const headers = { Origin: origin.replace('PORT', String(door.port)) }
  expect(await outcome(openSocket(door, keys, { headers }))).toBe('HTTP 403')
})

test('a page that is not signed in is told so and does not reach the app', async () => {
  let sessions = 0
  const door = await openTestDoor({ openSession: tell => (sessions++, echo(tell)) })
  const keys = await signIn(door)
  expect(await outcome(openSocket(door, { cookie: '', pageKey: keys.pageKey }))).toBe('4401')
  expect(await outcome(openSocket(door, { cookie: keys.cookie, pageKey: 'none' }))).toBe('4401')
  expect(await outcome(openSocket(door, { cookie: 'gangway-door-1=1.2.3', pageKey: keys.pageKey }))).toBe(
    '4401',
  )
  expect(sessions).toBe(0)
  expect(await outcome(openSocket(door, keys))).toBe('open')
  expect(sessions).toBe(1)
})

test.each(['/', '/windows', '/window/', '/window?x', '/Window', '//window', '/window?again?again'])(
  'there is no socket at %s',
  async path => {
    const door = await openTestDoor()
    expect(await outcome(openSocket(door, await signIn(door), { path }))).toBe('HTTP 404')
  },
)

test('a page that comes back is told the present', async () => {
  const door = await openTestDoor()
  const keys = await signIn(door)
  const socket = openSocket(door, keys, { path: '/window?again' })
  const [data] = (await once(socket, 'message')) as [Buffer]
  expect(JSON.parse(data.toString())).toEqual({ told: [['present', true]] })
})

test.each([
  'no json',
  '[]',
  '{}',
  '{"id":1}',
  '{"ask":"app.info"}',
  '{"id":-1,"ask":"app.info"}',
  '{"id":"1","ask":"app.info"}',
  'null',
])('a frame that is no question (%s) ends the socket', async frame => {
  const door = await openTestDoor()
  const socket = openSocket(door, await signIn(door))
  await once(socket, 'open')
  socket.send(frame)
  const [code] = (await once(socket, 'close')) as [number]
  expect(code).toBe(1007)
})

const ways = ['..', '%2e%2e', '%2E%2E', '.%2e', '%252e%252e', '..%00', '%c0%ae%c0%ae', '．．', '....', '..;']
const separators = ['/', '\\', '%2f', '%5c', '%252f', '//', '/./', '%c0%af', '／']
const goals = ['etc/passwd', 'package.json', 'index.html']
const traversals = ways
  .flatMap(way =>
    separators.flatMap(separator => goals.map(goal => `/${way}${separator}${way}${separator}${goal}`)),
  )
  .filter(path => !/[^\x21-\x7e]/.test(path))
const spellings = [
  '/index.html',
  '/INDEX.HTML',
  '/bridge.js/',
  '/bridge.js%00',
  '/bridge.js%20',
  '/Bridge.js',
  '/./bridge.js',
  '//bridge.js',
  '/%62ridge.js',
  '/assets',
  '/assets/',
  '/assets/../bridge.js',
  '/assets/..%2fbridge.js',
  '/assets/app-12345678.js/..',
  '/assets\\app-12345678.js',
  '/assets/app-12345678.JS',
  '/__proto__',
  '/constructor',
  '/toString',
  '/hasOwnProperty',
  '/~root/',
  '/proc/self/environ',
  '/.env',
  '/.git/config',
  '/C:/Windows/win.ini',
  '/file:///etc/passwd',
  'http://evil.example/',
  '*',
  '/%',
  '/%zz',
]

test('no spelling of a path reaches anything but the listed files', async () => {
  const door = await openTestDoor()
  const { cookie } = await signIn(door)
  expect(traversals.length + spellings.length).toBeGreaterThan(200)
  for (const path of [...traversals, ...spellings]) {
    const answer = await get(door, path, { Cookie: cookie })
    expect([path, answer.status, answer.body]).toEqual([path, 404, 'There is nothing here.\n'])
  }
})

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is not answered', async method => {
  const door = await openTestDoor()
  const { cookie } = await signIn(door)
  expect((await get(door, '/', { Cookie: cookie }, method)).status).toBe(405)
})

test('a port that is taken is named', async () => {
  const other = net.createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as net.AddressInfo
  await expect(openTestDoor({ port })).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    report: { details: { port } },
  })
  other.close()
})

test('closing lets the pages go, frees the port, and may be done twice', async () => {
  const door = await openTestDoor()
  const socket = openSocket(door, await signIn(door))
  await once(socket, 'open')
  const gone = once(socket, 'close')
  await Promise.all([door.close(), door.close()])
  expect((await gone)[0]).toBe(1001)
  await expect(get(door, '/')).rejects.toThrow('ECONNREFUSED')
})

test('a page that never answers the goodbye does not hold the door open', async () => {
  const door = await openTestDoor()
  const keys = await signIn(door)
  const socket = net.connect(door.port, '127.0.0.1')
  socket.write(
    `GET /window HTTP/1.1\r\nHost: 127.0.0.1:${door.port}\r\nOrigin: http://127.0.0.1:${door.port}\r\nCookie: ${keys.cookie}\r\n` +
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
      `Sec-WebSocket-Protocol: gangway.window, gangway.key.${keys.pageKey}\r\n\r\n`,
  )
  await once(socket, 'data')
  await door.close()
  socket.destroy()
})
