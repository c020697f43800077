import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { hostname } from 'node:os'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { isHostServed } from '../../../src-main/gateway/browser-origin.ts'
import { closeTestGateways, connectRaw, quietLog, startTestGateway } from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

/** Sends one request as it is told to, and gives the answer. */
async function ask(
  gateway: { port: number },
  path: string,
  options: { method?: string; headers?: object } = {},
) {
  const sent = request({ host: '127.0.0.1', port: gateway.port, path, ...options } as object)
  sent.end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

describe('a name that a page could have pointed at this gateway', () => {
  test('is refused', async () => {
    const gateway = await startTestGateway()
    const { status, body } = await ask(gateway, '/healthz', {
      headers: { host: `evil.example:${gateway.port}` },
    })
    expect(status).toBe(403)
    expect(body).toContain('allowedOrigins')
  })

  test('is served when the configuration says so', async () => {
    const gateway = await startTestGateway({
      config: { gateway: { publicOrigin: 'https://mine.example' } },
    })
    expect(await ask(gateway, '/healthz', { headers: { host: 'mine.example' } })).toMatchObject({
      status: 200,
    })
  })

  test.each([
    ['127.0.0.1:18789', true],
    ['localhost:18789', true],
    ['[::1]:18789', true],
    ['192.168.1.7:18789', true],
    ['gateway:18789', true],
    ['box.local', true],
    ['box.tail1234.ts.net', true],
    [hostname(), true],
    ['evil.example', false],
    ['localhost.evil.example', false],
    ['ts.net.evil.example', false],
    ['', false],
    ['a b', false],
    // An old load balancer, say: a browser always names one.
    [undefined, true],
  ])('Host %s: served %s', (host, isServed) => {
    expect(isHostServed(host, [])).toBe(isServed)
  })
})

test.each(['PUT', 'DELETE', 'TRACE', 'PROPFIND'])('%s is not allowed', async method => {
  const { status, headers } = await ask(await startTestGateway(), '/healthz', { method })
  expect(status).toBe(405)
  expect(headers).toMatchObject({ allow: 'GET, HEAD, POST', connection: 'close' })
})

test('a secret in an address is refused, and does not reach the log', async () => {
  const lines: string[] = []
  const note = (...line: unknown[]) => void lines.push(JSON.stringify(line))
  const gateway = await startTestGateway({
    log: { ...quietLog, debug: note, info: note, warn: note, error: note },
  })
  expect(await ask(gateway, '/?token=very-secret')).toMatchObject({ status: 400 })
  await expect(connectRaw({ url: `${gateway.url}/?password=very-secret` })).rejects.toThrow('400')
  expect(lines.join('\n')).toContain('credentials do not belong in an address')
  expect(lines.join('\n')).not.toContain('very-secret')
})

test.each([
  ['an address of 5 KiB', { path: `/${'x'.repeat(5_000)}`, headers: {} }, 414],
  ['a header of 20 KiB', { path: '/healthz', headers: { 'x-filler': 'x'.repeat(20_000) } }, 431],
  ['a body of 26 MiB', { path: '/healthz', headers: { 'content-length': '27262976' } }, 413],
])('%s is too much', async (_, { path, headers }, status) => {
  expect((await ask(await startTestGateway(), path, { headers })).status).toBe(status)
})

test.each([
  ['sends its header byte by byte', 'GET /healthz HTTP/1.1\r\nHost: localh'],
  ['says nothing at all', ''],
])('a client that %s is hung up on', async (_, bytes) => {
  const gateway = await startTestGateway({ limits: { headersMs: 50 } })
  const socket = connect(gateway.port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(bytes)
  socket.resume()
  await once(socket, 'close')
})

test('nothing but the health addresses is there for who has not signed in', async () => {
  const gateway = await startTestGateway()
  expect(await ask(gateway, '/healthz')).toMatchObject({
    status: 200,
    headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  })
  expect(await ask(gateway, '/healthz', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
  expect(await ask(gateway, '/healthz', { method: 'POST' })).toMatchObject({ status: 405 })
  expect(await ask(gateway, '/anything')).toMatchObject({ status: 404 })
})

test('a request of an old kind, which names no host, is answered', async () => {
  const gateway = await startTestGateway()
  const socket = connect(gateway.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write('GET /healthz HTTP/1.0\r\n\r\n')
  expect(await text(socket)).toContain('200 OK')
})
