// Messages that are larger than usual or come in several frames: put together, passed over or refused before the
// WebSocket library has them, however they are cut on their way.
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { usualFrameBytes } from '../../../src-main/gateway/frame-head.ts'
import { maxMessageChars } from '../../../src-main/gateway/frame-text.ts'
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

test('a client that is sent away at the door may still misbehave', async () => {
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
  // Not masked, and of no kind that there is.
  second.end(Buffer.concat([Buffer.from(`${upgrade}\r\n\r\n`), Buffer.of(0xff, 0x7f, 1, 2, 3)]))
  await once(second.resume(), 'close')
  expect(await first.request('connect', connectParams())).toMatchObject({ ok: true })
})
