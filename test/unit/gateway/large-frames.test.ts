// Messages that are larger than usual or come in several frames: put together, passed over or refused before the
// WebSocket library has them, however they are cut on their way.
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { usualFrameBytes } from '../../../src-main/gateway/frame-head.ts'
import { maxMessageChars } from '../../../src-main/gateway/frame-text.ts'
import { divertLargeFrames } from '../../../src-main/gateway/large-frames.ts'
import { startFaultProxy } from '../../support/fault-proxy.ts'
import {
  closeTestGateways,
  connectParams,
  connectRaw,
  startTestGateway,
  type RawPeer,
} from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

async function greeted(limits = {}): Promise<RawPeer> {
  const peer = await connectRaw(await startTestGateway({ limits }))
  await peer.request('connect', connectParams())
  return peer
}

/** As browsers send what is large: in frames of some size, the last one marked. */
function sendInFrames({ socket }: RawPeer, text: string, frameBytes: number): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += frameBytes) {
    socket.send(bytes.subarray(at, at + frameBytes), { binary: false, fin: at + frameBytes >= bytes.length })
  }
}

const request = (id: string, method: string, params: object) =>
  JSON.stringify({ type: 'req', id, method, params })

const withPicture = (id: string) =>
  request(id, 'chat.send', {
    sessionKey: 'main',
    message: '/help',
    idempotencyKey: id,
    attachments: [{ type: 'image', mimeType: 'image/png', fileName: 'ä.png', content: picture }],
  })

const png = Buffer.alloc(usualFrameBytes)
Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]).copy(png)
const picture = png.toString('base64')

/** Not masked, and of no kind that there is. */
const unmasked = Buffer.of(0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0, 5)

/** Whatever is due after what has just happened. */
const turn = () => new Promise(resolve => setImmediate(resolve))

const answerTo = (peer: RawPeer, id: string) => peer.frame(frame => frame.type === 'res' && frame.id === id)

test.each([
  ['one frame', Number.MAX_SAFE_INTEGER],
  ['many frames', 65_536],
  ['two frames', 1_000_000],
])('a message with a picture comes in %s', async (_, frameBytes) => {
  const peer = await greeted()
  sendInFrames(peer, withPicture('big'), frameBytes)
  expect(await answerTo(peer, 'big')).toMatchObject({ ok: true })
})

test('a request may come in single bytes, and a ping between them', async () => {
  const peer = await greeted()
  const text = request('slow', 'health', {})
  sendInFrames(peer, text.slice(0, 20), 1)
  // The last of those was marked: what began with it is no JSON, and no harm.
  const rest = Buffer.from(text)
  for (const [at, byte] of rest.entries()) {
    peer.socket.send(Buffer.of(byte), { binary: false, fin: at === rest.length - 1 })
    if (at === 10) peer.socket.ping()
  }
  expect(await answerTo(peer, 'slow')).toMatchObject({ ok: true })
})

test('what is sent around a large one is answered, in whatever pieces it arrives', async () => {
  const gateway = await startTestGateway()
  const proxy = await startFaultProxy({ host: '127.0.0.1', port: gateway.port })
  try {
    for (const pieceBytes of [1_000, 65_536]) {
      const peer = await connectRaw({ url: `ws://127.0.0.1:${proxy.port}` })
      await peer.request('connect', connectParams())
      proxy.weather({ pieceBytes })
      const asked = ['a', 'b', 'c', 'd'].map(id => answerTo(peer, id))
      peer.socket.send(request('a', 'health', {}))
      sendInFrames(peer, withPicture('b'), 300_000)
      peer.socket.send(withPicture('c'))
      peer.socket.send(request('d', 'health', {}))
      const answers = await Promise.all(asked)
      expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, true])
      proxy.pass()
      peer.socket.terminate()
    }
  } finally {
    await proxy.close()
  }
})

test.each([
  ['one frame', Number.MAX_SAFE_INTEGER],
  ['many frames', 65_536],
])('what nobody wants is passed over in %s, and the client goes on', async (_, frameBytes) => {
  const peer = await greeted()
  sendInFrames(peer, request('big', 'status', { a: 'x'.repeat(2 * usualFrameBytes) }), frameBytes)
  sendInFrames(peer, '['.repeat(2 * usualFrameBytes), frameBytes)
  expect((await answerTo(peer, 'big')).error?.code).toBe('INVALID_REQUEST')
  expect((await answerTo(peer, 'invalid')).error?.code).toBe('INVALID_REQUEST')
  const health = await peer.request('health')
  expect(health.payload?.['frames']).toMatchObject({ refused: 2, faulty: 0 })
})

test('a refusal comes before the message has', async () => {
  const peer = await greeted()
  const begun = request('big', 'status', { a: 'x'.repeat(2 * usualFrameBytes) }).slice(
    0,
    usualFrameBytes + 600,
  )
  peer.socket.send(Buffer.from(begun), { binary: false, fin: false })
  expect((await answerTo(peer, 'big')).error?.code).toBe('INVALID_REQUEST')
})

test('a text that no model reads is refused before it is one, escapes and letters of any size counted', async () => {
  const peer = await greeted()
  const say = (id: string, written: string) => {
    peer.socket.send(
      `{"type":"req","id":"${id}","method":"chat.send","params":{"sessionKey":"main","idempotencyKey":"${id}","message" : "${written}"}}`,
    )
    return answerTo(peer, id)
  }
  const tooLong = { code: 'INVALID_REQUEST', message: expect.stringContaining('characters') as string }
  expect((await say('long', 'x'.repeat(maxMessageChars + 1))).error).toMatchObject(tooLong)
  expect((await say('escaped', '\\u0041'.repeat(maxMessageChars + 1))).error).toMatchObject(tooLong)
  // Five million bytes, but few enough letters; a slash in front makes it a command that nobody knows.
  expect((await say('wide', `/${'€'.repeat(1_700_000)}`)).error).toBeUndefined()
})

test('a large message that is no text ends the connection, as a small one does', async () => {
  const peer = await greeted()
  const bytes = Buffer.from(withPicture('big'))
  bytes[bytes.length - 10] = 0xff
  peer.socket.send(bytes, { binary: false })
  expect((await peer.closed).code).toBe(1007)
})

test('frames of one message are counted together', async () => {
  const peer = await greeted({ maxPayload: 2 * usualFrameBytes })
  for (let sent = 0; sent < 40; sent += 1)
    peer.socket.send(withPicture('big').slice(0, 65_536), { binary: false, fin: false })
  expect((await peer.closed).code).toBe(1009)
})

test('an introduction that is far too large is refused before it has come', async () => {
  const peer = await connectRaw(await startTestGateway())
  const begun = Buffer.alloc(usualFrameBytes + 600, '[')
  peer.socket.send(begun, { binary: false, fin: false })
  expect((await peer.closed).code).toBe(1009)
})

test('a frame that says it is too large is refused by its header', async () => {
  const peer = await greeted({ maxPayload: 2 * usualFrameBytes })
  const header = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0xff, 0, 0, 1, 2, 3, 4])
  ;(peer.socket as unknown as { _socket: Socket })._socket.write(header)
  expect((await peer.closed).code).toBe(1009)
})

test('empty messages are none the library would miss', async () => {
  const peer = await greeted()
  for (let sent = 0; sent < 3; sent += 1) peer.socket.send('')
  const health = await peer.request('health')
  expect(health.payload?.['frames']).toMatchObject({ ignored: 3, faulty: 0 })
})

describe('the memory of what was read', () => {
  /** A client, and what is left of each piece that the other end read of it, in bytes. */
  async function watched() {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
    onTestFinished(() => server.close())
    await once(server, 'listening')
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
    onTestFinished(() => client.terminate())
    const [served, request] = (await once(server, 'connection')) as [WebSocket, IncomingMessage]
    const wire = request.socket
    served.on('error', () => undefined)
    divertLargeFrames(served, wire, { maxPayload: 4 * usualFrameBytes, isUnwanted: head => head[0] === 0 })
    const pieces: Buffer[] = []
    wire.on('data', (piece: Buffer) => pieces.push(piece))
    if (client.readyState !== WebSocket.OPEN) await once(client, 'open')
    const rawClient = (client as unknown as { _socket: Socket })._socket
    const left = () => pieces.map(({ length }) => length)
    return { client, rawClient, served, wire, left }
  }

  const large = Buffer.alloc(3 * usualFrameBytes, 1)

  test('is given back as a large message is put together', async () => {
    const { client, served, left } = await watched()
    const delivered = once(served, 'message')
    client.send(large)
    const [message] = (await delivered) as [Buffer]
    await turn()
    expect(left()).toEqual(left().map(() => 0))
    expect(message.equals(large)).toBe(true)
  })

  test('is given back as one is passed over', async () => {
    const { client, served, left } = await watched()
    client.send(Buffer.alloc(3 * usualFrameBytes))
    client.ping()
    await once(served, 'ping')
    await turn()
    // The ping may have come with the end of it, and is the library's.
    expect(left().slice(0, -1)).toEqual(
      left()
        .slice(0, -1)
        .map(() => 0),
    )
  })

  test('stays the library’s where it has got any of it', async () => {
    const { client, served, left } = await watched()
    client.send('small')
    const [message] = (await once(served, 'message')) as [Buffer]
    await turn()
    expect(left()).toEqual([expect.any(Number)])
    expect(left()[0]).toBeGreaterThan(0)
    expect(message.toString()).toBe('small')
  })

  test('is given back when nobody listens any more', async () => {
    const { rawClient, wire, left } = await watched()
    rawClient.write(unmasked)
    await once(wire, 'data')
    const before = left().length
    rawClient.write(large)
    while (left().length < before + 3) await once(wire, 'data')
    await turn()
    expect(left().slice(before)).toEqual(
      left()
        .slice(before)
        .map(() => 0),
    )
  })
})

describe('a client that is sent away at the door', () => {
  /** Goes there with these bytes, and leaves; gives the one that was first. */
  async function sendAway(bytes: Buffer): Promise<RawPeer> {
    const gateway = await startTestGateway({ limits: { maxUnauthenticated: 1 } })
    const first = await connectRaw(gateway)
    const second = connect(gateway.port, '127.0.0.1')
    const upgrade = [
      'GET / HTTP/1.1',
      `Host: 127.0.0.1:${gateway.port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ].join('\r\n')
    second.end(Buffer.concat([Buffer.from(`${upgrade}\r\n\r\n`), bytes]))
    await once(second.resume(), 'close')
    return first
  }

  test('may still misbehave', async () => {
    const first = await sendAway(unmasked)
    expect(await first.request('connect', connectParams())).toMatchObject({ ok: true })
  })

  test('is not waited for with a large message', async () => {
    const first = await sendAway(Buffer.from([0x81, 0xff, 0, 0, 0, 0, 1, 0, 0, 0, 1, 2, 3, 4]))
    await first.request('connect', connectParams())
    const health = await first.request('health')
    expect(health.payload?.['frames']).toMatchObject({ faulty: 1 })
  })
})
