import { afterEach, expect, test } from 'vitest'
import { frameHead, isOversized, usualFrameBytes } from '../../../src-main/gateway/frame-head.ts'
import { closeTestGateways, connectParams, connectRaw, startTestGateway } from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

const filler = 'x'.repeat(usualFrameBytes)
const oversized = (text: string) => isOversized(Buffer.from(text).subarray(0, 512), Buffer.byteLength(text))

test.each([
  ['{"type":"req","id":"1","method":"health","params":{}}', { id: '1', method: 'health' }],
  ['{ "type" : "req" , "id" : "a-b" , "method" : "chat.send"', { id: 'a-b', method: 'chat.send' }],
  ['{"type":"req","id":"1","params":{}}', { id: '1', method: undefined }],
  ['{"method":"health","type":"req","id":"1"}', { id: undefined, method: undefined }],
  ['[[[', { id: undefined, method: undefined }],
  ['', { id: undefined, method: undefined }],
])('the head of %s is what it says', (text, head) => {
  expect(frameHead(Buffer.from(text))).toEqual(head)
})

test('only what can be large may be, and what says so late', () => {
  expect(oversized(`{"type":"req","id":"1","method":"health","params":{"a":"${filler}"}}`)).toBe(true)
  expect(oversized(`{"type":"req","id":"1","method":"health","params":{}}`)).toBe(false)
  expect(oversized(`{"type":"req","id":"1","method":"chat.send","params":{"a":"${filler}"}}`)).toBe(false)
  expect(oversized(`{"params":{"a":"${filler}"},"type":"req","id":"1","method":"health"}`)).toBe(false)
  expect(oversized(`"${filler}"`)).toBe(true)
  expect(oversized(`  {"a":"${filler}"}`)).toBe(false)
})

test('a client whose request is larger than its kind is refused by name, and may go on', async () => {
  const peer = await connectRaw(await startTestGateway())
  await peer.request('connect', connectParams())

  const refused = await peer.request('status', { a: filler })

  expect(refused.error).toMatchObject({
    code: 'INVALID_REQUEST',
    message: `a request of this kind is at most ${usualFrameBytes} bytes`,
  })
  const health = await peer.request('health')
  expect(health.payload?.['frames']).toMatchObject({ refused: 1 })
})

test('a message may be as large as its files', async () => {
  const peer = await connectRaw(await startTestGateway())
  await peer.request('connect', connectParams())

  const params = { sessionKey: 'main', message: '/help', idempotencyKey: 'k', attachments: [file()] }

  expect(await peer.request('chat.send', params)).toMatchObject({ ok: true })
})

/** A picture, as far as its first bytes say. */
function file() {
  const png = Buffer.alloc(usualFrameBytes)
  Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]).copy(png)
  return { type: 'image', mimeType: 'image/png', fileName: 'a.png', content: png.toString('base64') }
}
