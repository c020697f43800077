import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLocalListener, type LocalListener } from '../../src-main/tunnel/local-listener.ts'
import type { Tunnel } from '../../src-main/tunnel/tunnel.ts'
import { startEchoServer, type EchoServer } from '../support/echo-server.ts'
import { startSshd, type Sshd } from '../support/sshd.ts'
import { readAll, sendAndReceive, sha256 } from '../support/stream-bytes.ts'
import { makeTestHome, neverAsked, type TestHome } from '../support/test-tunnel.ts'

let home: TestHome
let sshd: Sshd
let echo: EchoServer
let tunnel: Tunnel
let listener: LocalListener

// Longer than any login takes, on a busy machine too: that the wait ends is shown with a short one.
const waitMs = 30_000

beforeEach(async () => {
  home = await makeTestHome()
  echo = await startEchoServer()
  sshd = await startSshd()
  await home.configure(sshd.configText('box'))
  await home.trust(sshd.hostKeyLine())
  tunnel = await home.open('box', { person: neverAsked })
  listener = await openLocalListener({ port: 0, waitMs, openChannel })
})

afterEach(async () => {
  await listener.close()
  await home.remove()
  await sshd.stop()
  await echo.close()
})

function openChannel(signal: AbortSignal): Promise<Duplex> {
  return tunnel.openChannel('127.0.0.1', echo.port, signal)
}

async function connect(port = listener.port): Promise<net.Socket> {
  const socket = net.connect({ port, host: '127.0.0.1' })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

async function closed(socket: net.Socket): Promise<void> {
  socket.resume()
  if (!socket.closed) await once(socket, 'close')
}

test('what is written at the local port comes back from the remote one, after our side was closed too', async () => {
  expect(await sendAndReceive(await connect(), 'hello')).toBe('hello')
})

test('10 MB come through unchanged in both directions', async () => {
  const socket = await connect()
  const sent = randomBytes(10 * 1024 * 1024)
  socket.end(sent)
  expect(sha256(await readAll(socket))).toBe(sha256(sent))
})

test('only this computer is listened to', async () => {
  const elsewhere = await openLocalListener({ port: 0, waitMs, openChannel })
  const probe = net.connect({ port: elsewhere.port, host: '127.0.0.2' })
  const [error] = (await once(probe, 'error')) as [NodeJS.ErrnoException]
  expect(error.code).toBe('ECONNREFUSED')
  await elsewhere.close()
})

test('a client that comes while the connection is being made again waits for it', async () => {
  await sshd.killSessions()
  await tunnel.closed
  const socket = await connect()
  const answer = sendAndReceive(socket, 'patience')
  tunnel = await home.open('box', { person: neverAsked })
  expect(await answer).toBe('patience')
})

test('a client that waits too long is closed, and the port stays', async () => {
  await listener.close()
  listener = await openLocalListener({ port: 0, waitMs: 300, openChannel })
  await tunnel.close()
  const socket = await connect()
  await closed(socket)
  await connect()
})

test('a client that leaves while it waits is forgotten', async () => {
  await tunnel.close()
  const socket = await connect()
  socket.destroy()
  await listener.close()
  expect(await listener.closed).toBeUndefined()
})

test('clients are closed when the connection behind them is lost', async () => {
  const socket = await connect()
  socket.write('x')
  await once(socket, 'data')
  const failed = once(socket, 'error')
  await sshd.killSessions()
  // Not an orderly end: what was cut off must not look complete.
  expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET' })
})

test('the port is stable: closed and opened again it is the same', async () => {
  const { port } = listener
  await listener.close()
  await listener.close()
  listener = await openLocalListener({ port, waitMs, openChannel })
  expect(listener.port).toBe(port)
  expect(await sendAndReceive(await connect(), 'again')).toBe('again')
})

test('closing it closes its clients', async () => {
  const socket = await connect()
  socket.write('x')
  await once(socket, 'data')
  await listener.close()
  await closed(socket)
  await expect.poll(() => echo.connections()).toBe(0)
})
