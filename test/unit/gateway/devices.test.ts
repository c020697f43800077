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
  testToken,
  type Frame,
} from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

const requestIdOf = ({ error }: Frame) => String(error?.details?.requestId)

const page = { origin: 'http://localhost:5173' }

test('a device token alone lets the device in again, also after a restart', async () => {
  const gateway = await startTestGateway()
  const device = makeDevice()
  const token = (await connectPeer(gateway, { device })).hello.auth.deviceToken
  await gateway.close()

  const again = await startTestGateway({ stateDir: gateway.stateDir })
  const peer = await connectRaw(again)
  expect(
    await peer.request('connect', signedParams(device, peer.nonce, { token: token ?? '' })),
  ).toMatchObject({
    ok: true,
    payload: { auth: { method: 'device-token', deviceToken: token, scopes: readWrite } },
  })
})

test('a device gets the same token each time it comes', async () => {
  const gateway = await startTestGateway()
  const device = makeDevice()
  const first = await connectPeer(gateway, { device })
  const second = await connectPeer(gateway, { device, clientVersion: '0.2.0' })
  expect(second.hello.auth.deviceToken).toBe(first.hello.auth.deviceToken)
})

test.each([
  ['wider scopes', { scopes: [...readWrite, 'operator.pairing'] }],
  ['another platform', { platform: 'darwin' }],
  ['another client', { clientName: 'openclaw-macos' as const }],
])('%s bring a new token, and the old one is good no longer', async (_, change) => {
  const gateway = await startTestGateway({ limits: { wrongSecretDelayScale: 0 } })
  const device = makeDevice()
  const before = (await connectPeer(gateway, { device })).hello.auth.deviceToken ?? ''
  const after = (await connectPeer(gateway, { device, ...change })).hello.auth.deviceToken

  expect(after).not.toBe(before)
  const peer = await connectRaw(gateway)
  expect(await peer.request('connect', signedParams(device, peer.nonce, { token: before }))).toMatchObject({
    error: { details: { code: 'AUTH_TOKEN_MISMATCH' } },
  })
})

test('the token of one device does not let another in', async () => {
  const gateway = await startTestGateway({ limits: { wrongSecretDelayScale: 0 } })
  const token = (await connectPeer(gateway)).hello.auth.deviceToken ?? ''
  const peer = await connectRaw(gateway)
  expect(await peer.request('connect', signedParams(makeDevice(), peer.nonce, { token }))).toMatchObject({
    ok: false,
  })
})

test('a device that a page brings waits for approval, is announced, and comes in once approved', async () => {
  const gateway = await startTestGateway()
  const owner = await connectPeer(gateway, { scopes: [...readWrite, 'operator.pairing'] })
  const device = makeDevice()
  const first = await connectRaw(gateway, page)
  const refused = await first.request('connect', signedParams(device, first.nonce))
  expect(refused).toMatchObject({
    error: {
      code: 'NOT_PAIRED',
      details: {
        code: 'PAIRING_REQUIRED',
        reason: 'not-paired',
        deviceId: device.id,
        requestedScopes: readWrite,
      },
    },
  })
  expect((await first.closed).code).toBe(1008)
  const requestId = requestIdOf(refused)
  const announced = await owner.event(({ event }) => event === 'device.pair.requested')
  expect(announced.payload).toMatchObject({ requestId, deviceId: device.id })

  const second = await connectRaw(gateway, page)
  const stillRefused = await second.request('connect', signedParams(device, second.nonce))
  expect(stillRefused.error?.details).toMatchObject({ requestId })
  expect(await owner.request('device.pair.list')).toMatchObject({ pending: [{ requestId }] })
  await owner.request('device.pair.approve', { requestId })
  const resolved = await owner.event(({ event }) => event === 'device.pair.resolved')
  expect(resolved.payload).toMatchObject({ requestId, decision: 'approved' })

  const third = await connectRaw(gateway, page)
  expect(await third.request('connect', signedParams(device, third.nonce))).toMatchObject({ ok: true })
})

test('a rejected request is gone, and a new try makes a new one', async () => {
  const gateway = await startTestGateway()
  const owner = await connectPeer(gateway, { scopes: ['operator.admin'] })
  const device = makeDevice()
  const ask = async () => {
    const peer = await connectRaw(gateway, page)
    const answer = await peer.request('connect', signedParams(device, peer.nonce))
    return requestIdOf(answer)
  }
  const requestId = await ask()
  await owner.request('device.pair.reject', { requestId })
  expect(await owner.request('device.pair.list')).toMatchObject({ pending: [] })
  expect(await ask()).not.toBe(requestId)
})

test('nobody approves more than they may do themselves', async () => {
  const gateway = await startTestGateway()
  const owner = await connectPeer(gateway, { scopes: ['operator.pairing'] })
  const peer = await connectRaw(gateway, page)
  const answer = await peer.request(
    'connect',
    signedParams(makeDevice(), peer.nonce, { scopes: ['operator.admin'] }),
  )
  const requestId = requestIdOf(answer)

  await expect(owner.request('device.pair.approve', { requestId })).rejects.toThrow('more than you may do')
})

test('with a device token alone, more than was approved has to be asked for', async () => {
  const gateway = await startTestGateway()
  const device = makeDevice()
  const token = (await connectPeer(gateway, { device })).hello.auth.deviceToken ?? ''
  const peer = await connectRaw(gateway)
  const wider = { token, scopes: [...readWrite, 'operator.admin'] }
  expect(await peer.request('connect', signedParams(device, peer.nonce, wider))).toMatchObject({
    error: { code: 'NOT_PAIRED', details: { reason: 'scope-upgrade', approvedScopes: readWrite } },
  })
})

test('an operator that wants to be a node as well waits for approval; the other way round it does not', async () => {
  const gateway = await startTestGateway()
  const device = makeDevice()
  const asNode = {
    role: 'node',
    scopes: [] as string[],
    clientName: 'node-host' as const,
    mode: 'node' as const,
  }
  await connectPeer(gateway, { device })
  await expect(connectPeer(gateway, { device, ...asNode })).rejects.toMatchObject({
    details: { code: 'PAIRING_REQUIRED', reason: 'role-upgrade' },
  })

  const other = makeDevice()
  await connectPeer(gateway, { device: other, ...asNode })
  await expect(connectPeer(gateway, { device: other })).resolves.toBeDefined()
})

test('a node may not do what operators do', async () => {
  const gateway = await startTestGateway()
  const node = await connectPeer(gateway, { role: 'node', scopes: [], clientName: 'node-host', mode: 'node' })
  await expect(node.request('chat.history', { sessionKey: 'main' })).rejects.toThrow(
    'unauthorized role: node',
  )
  await expect(node.request('health')).resolves.toMatchObject({ ok: true })
})

test('a revoked token ends the connection made with it and is refused from then on', async () => {
  const gateway = await startTestGateway({ limits: { wrongSecretDelayScale: 0 } })
  const device = makeDevice()
  const token = (await connectPeer(gateway, { device })).hello.auth.deviceToken ?? ''
  const peer = await connectRaw(gateway)
  await peer.request('connect', signedParams(device, peer.nonce, { token }))
  const owner = await connectPeer(gateway, { scopes: ['operator.pairing'] })
  await owner.request('device.token.revoke', { deviceId: device.id, role: 'operator' })

  expect((await peer.closed).code).toBe(1008)
  const again = await connectRaw(gateway)
  expect(await again.request('connect', signedParams(device, again.nonce, { token }))).toMatchObject({
    ok: false,
  })
})

test('the background client of this computer is let in with its device, and no pairing is kept', async () => {
  const gateway = await startTestGateway()
  const { hello } = await connectPeer(gateway, {
    clientName: 'gateway-client',
    mode: 'backend',
    scopes: ['operator.pairing'],
  })
  expect(hello.auth.deviceToken).toBeUndefined()
  const cli = await connectRaw(gateway)
  await cli.request('connect', connectParams({ scopes: ['operator.pairing'] }))
  expect(await cli.request('device.pair.list')).toMatchObject({ payload: { paired: [] } })
})

test('no token is in the database', async () => {
  const gateway = await startTestGateway()
  const token = (await connectPeer(gateway)).hello.auth.deviceToken ?? ''
  await gateway.close()
  const { readFileSync } = await import('node:fs')
  const bytes = readFileSync(`${gateway.stateDir}/gateway.db`)
  expect(bytes.includes(token)).toBe(false)
  expect(bytes.includes(testToken)).toBe(false)
})

test('a device keeps the name that people give it', async () => {
  const gateway = await startTestGateway()
  const device = makeDevice()
  const owner = await connectPeer(gateway, { scopes: ['operator.admin'] })
  await connectPeer(gateway, { device, clientDisplayName: 'localhost' })
  await owner.request('device.pair.rename', { deviceId: device.id, label: ' The laptop ' })
  await connectPeer(gateway, { device, clientDisplayName: 'something else' })
  const { paired } = await owner.request<{ paired: { deviceId: string; displayName: string }[] }>(
    'device.pair.list',
  )
  expect(paired.find(({ deviceId }) => deviceId === device.id)?.displayName).toBe('The laptop')
  await expect(owner.request('device.pair.rename', { deviceId: 'no-such', label: 'x' })).rejects.toThrow(
    'unknown device',
  )
})
