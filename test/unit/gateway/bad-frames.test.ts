import { afterEach, expect, test } from 'vitest'
import { closeTestGateways, connectParams, connectRaw, startTestGateway } from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

async function enter() {
  const peer = await connectRaw(await startTestGateway())
  await peer.request('connect', connectParams())
  return peer
}

test('a client that sends nothing but bad frames is let go after a thousand', async () => {
  const peer = await enter()
  for (let sent = 0; sent < 2_000; sent += 1) peer.send(sent % 2 === 0 ? '1' : 'no JSON')
  expect(await peer.closed).toMatchObject({ code: 1008 })
})

test('one that asks for something in between may go on', async () => {
  const peer = await enter()
  for (let round = 0; round < 3; round += 1) {
    for (let sent = 0; sent < 999; sent += 1) peer.send('1')
    expect(await peer.request('health')).toMatchObject({ ok: true })
  }
})
