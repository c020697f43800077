import { assert, property, string } from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { isTooDeep as areTooDeep, maxFrameDepth } from '../../../src-main/gateway/frame-depth.ts'
import { closeTestGateways, connectParams, connectRaw, startTestGateway } from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

const isTooDeep = (text: string) => areTooDeep(Buffer.from(text))
const deep = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`

test('a frame is too deep from one level more than there may be', () => {
  expect(isTooDeep(deep(maxFrameDepth))).toBe(false)
  expect(isTooDeep(deep(maxFrameDepth + 2))).toBe(true)
})

test('brackets in texts are no levels, whatever else is in them', () => {
  expect(isTooDeep(JSON.stringify({ a: `\\"${'['.repeat(500)}\\`, b: '{'.repeat(500) }))).toBe(false)
  expect(isTooDeep(`"${'['.repeat(500)}`)).toBe(false)
  expect(isTooDeep(`["\\\\",${deep(200)}]`)).toBe(true)
  assert(property(string({ minLength: 200 }), text => !isTooDeep(JSON.stringify([text, '[[[']))))
})

test('a client that nests too deep is refused, and may go on', async () => {
  const gateway = await startTestGateway()
  const peer = await connectRaw(gateway)
  await peer.request('connect', connectParams())

  peer.send(`{"type":"req","id":"1","method":"health","params":${deep(10_000)}}`)

  expect(await peer.frame(({ id }) => id === '1')).toMatchObject({ error: { code: 'INVALID_REQUEST' } })
  const health = await peer.request('health')
  expect(health.payload?.['frames']).toMatchObject({ refused: 1 })
})

test('a first frame that is nested too deep is refused', async () => {
  const peer = await connectRaw(await startTestGateway())

  peer.send(`{"type":"req","id":"1","method":"connect","params":${deep(10_000)}}`)

  expect(await peer.frame(({ id }) => id === '1')).toMatchObject({ error: { code: 'INVALID_REQUEST' } })
  expect(await peer.closed).toMatchObject({ code: 1008 })
})
