import { afterEach, expect, test } from 'vitest'
import {
  closeTestGateways,
  connectParams,
  connectPeer,
  connectRaw,
  makeDevice,
  readWrite,
  signedParams,
  startTestGateway,
  type TestDevice,
  type TestGateway,
} from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

const noWaiting = { limits: { wrongSecretDelayScale: 0 } }

/** A device that has come in once, and its token. */
async function pairedDevice(gateway: TestGateway, scopes = readWrite) {
  const device = makeDevice()
  const peer = await connectPeer(gateway, { device, scopes })
  await peer.close()
  return { device, token: peer.hello.auth.deviceToken ?? '' }
}

async function comeIn(gateway: TestGateway, device: TestDevice, token: string, scopes = readWrite) {
  const peer = await connectRaw(gateway)
  const answer = await peer.request('connect', signedParams(device, peer.nonce, { token, scopes }))
  return { peer, answer }
}

async function owner(gateway: TestGateway, scopes = ['operator.admin']) {
  const peer = await connectRaw(gateway)
  await peer.request('connect', connectParams({ scopes }))
  return peer
}

test('rotating ends the connections that came with the old token, and the old token is refused', async () => {
  const gateway = await startTestGateway(noWaiting)
  const { device, token } = await pairedDevice(gateway)
  const { peer } = await comeIn(gateway, device, token)
  const answer = await (
    await owner(gateway)
  ).request('device.token.rotate', { deviceId: device.id, role: 'operator' })

  expect(answer).toMatchObject({
    ok: true,
    payload: { deviceId: device.id, role: 'operator', scopes: readWrite },
  })
  // Only the device itself is told its token.
  expect(answer.payload).not.toHaveProperty('token')
  expect((await peer.closed).code).toBe(1008)
  expect((await comeIn(gateway, device, token)).answer).toMatchObject({ ok: false })
})

test('a device that rotates its own token is told the new one and stays connected', async () => {
  const gateway = await startTestGateway(noWaiting)
  const scopes = [...readWrite, 'operator.pairing']
  const { device, token } = await pairedDevice(gateway, scopes)
  const first = await comeIn(gateway, device, token, scopes)
  const second = await comeIn(gateway, device, token, scopes)
  const rotated = await first.peer.request('device.token.rotate', { deviceId: device.id, role: 'operator' })

  expect((await second.peer.closed).code).toBe(1008)
  expect(await first.peer.request('health')).toMatchObject({ ok: true })
  const fresh = String(rotated.payload?.token)
  expect(fresh).toHaveLength(43)
  expect(fresh).not.toBe(token)
  expect((await comeIn(gateway, device, fresh)).answer).toMatchObject({ ok: true })
})

test('a rotated token may hold less than before, and from then on no more', async () => {
  const gateway = await startTestGateway()
  const { device } = await pairedDevice(gateway)
  const admin = await owner(gateway)
  const rotate = (scopes: string[]) =>
    admin.request('device.token.rotate', { deviceId: device.id, role: 'operator', scopes })
  expect(await rotate(['operator.admin'])).toMatchObject({ error: { code: 'FORBIDDEN' } })
  expect(await rotate(['operator.read'])).toMatchObject({ ok: true, payload: { scopes: ['operator.read'] } })
  expect(await rotate(readWrite)).toMatchObject({ error: { code: 'FORBIDDEN' } })
})

test('nobody rotates a token to more than they may do themselves', async () => {
  const gateway = await startTestGateway()
  const { device } = await pairedDevice(gateway, ['operator.admin'])
  const helper = await owner(gateway, ['operator.pairing'])
  expect(
    await helper.request('device.token.rotate', {
      deviceId: device.id,
      role: 'operator',
      scopes: ['operator.admin'],
    }),
  ).toMatchObject({ error: { code: 'FORBIDDEN' } })
})

test('with a device token alone, other devices are an administrator’s business', async () => {
  const gateway = await startTestGateway()
  const scopes = ['operator.pairing']
  const { device, token } = await pairedDevice(gateway, scopes)
  const other = await pairedDevice(gateway)
  const { peer } = await comeIn(gateway, device, token, scopes)
  const about = { deviceId: other.device.id, role: 'operator' }
  for (const method of ['device.token.rotate', 'device.token.revoke']) {
    expect(await peer.request(method, about)).toMatchObject({ error: { code: 'FORBIDDEN' } })
  }
  expect(await peer.request('device.pair.remove', { deviceId: other.device.id })).toMatchObject({
    error: { code: 'FORBIDDEN' },
  })
  expect(await peer.request('device.pair.remove', { deviceId: device.id })).toMatchObject({ ok: true })
  expect((await peer.closed).code).toBe(1008)
})

test('taking one role away leaves the connections of the other', async () => {
  const gateway = await startTestGateway(noWaiting)
  const device = makeDevice()
  const ended = Promise.withResolvers<number>()
  await connectPeer(gateway, {
    onClose: ended.resolve,
    device,
    role: 'node',
    scopes: [],
    clientName: 'node-host',
    mode: 'node',
  })
  const operator = await connectPeer(gateway, { device, clientName: 'node-host' })
  await (await owner(gateway)).request('device.token.revoke', { deviceId: device.id, role: 'node' })

  expect(await ended.promise).toBe(1008)
  await expect(operator.request('health')).resolves.toMatchObject({ ok: true })
  const after = await (await owner(gateway)).request('device.pair.list')
  expect(after.payload).toMatchObject({ paired: [{ deviceId: device.id, roles: ['operator'] }] })
})
