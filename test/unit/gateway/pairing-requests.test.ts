import { afterEach, expect, test } from 'vitest'
import { openDatabase } from '../../../src-main/conversations/database.ts'
import { createDevices, type Applicant } from '../../../src-main/gateway/devices.ts'
import {
  closeTestGateways,
  connectParams,
  connectPeer,
  connectRaw,
  makeDevice,
  readWrite,
  signedParams,
  startTestGateway,
} from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

const page = { origin: 'http://localhost:5173' }

const applicant: Applicant = {
  deviceId: 'd1',
  publicKey: 'key',
  role: 'operator',
  scopes: ['operator.read'],
  clientId: 'openclaw-linux',
  clientMode: 'ui',
  platform: 'linux',
  deviceFamily: 'Linux',
  name: 'laptop',
  remoteIp: '203.0.113.9',
}

function openDevices() {
  let now = 0
  const database = openDatabase(':memory:', () => '')
  const devices = createDevices(database, 'a key', () => now)
  return { devices, pass: (ms: number) => void (now += ms) }
}

test('a request nobody answers within an hour is gone, and cannot be approved any more', () => {
  const { devices, pass } = openDevices()
  const { request } = devices.request(applicant)
  pass(59 * 60_000)
  expect(devices.requests()).toHaveLength(1)
  pass(60_000)
  expect(devices.requests()).toEqual([])
  expect(devices.takeRequest(request.requestId)).toBeUndefined()
  expect(devices.request(applicant).request.requestId).not.toBe(request.requestId)
})

test('a client that keeps trying keeps its request alive, under the same id', () => {
  const { devices, pass } = openDevices()
  const { request } = devices.request(applicant)
  for (let hour = 0; hour < 3; hour += 1) {
    pass(50 * 60_000)
    const again = devices.request({ ...applicant, remoteIp: '203.0.113.10' })
    expect(again).toMatchObject({ isNew: false, request: { requestId: request.requestId } })
  }
})

test.each([
  ['more scopes', { scopes: ['operator.admin'] }],
  ['another name', { name: 'the boss’s laptop' }],
  ['another client', { clientId: 'openclaw-macos' }],
])('asking for %s replaces the request, so that nobody approves what they have not seen', (_, change) => {
  const { devices } = openDevices()
  const { request } = devices.request(applicant)
  const second = devices.request({ ...applicant, ...change })
  expect(second).toMatchObject({ isNew: true, replaced: { requestId: request.requestId } })
  expect(devices.takeRequest(request.requestId)).toBeUndefined()
  expect(devices.requests()).toHaveLength(1)
})

test('only the fifty latest requests are kept', () => {
  const { devices, pass } = openDevices()
  for (let count = 0; count < 60; count += 1) {
    pass(1)
    devices.request({ ...applicant, deviceId: `d${count}` })
  }
  // The limit is enforced as the next one comes.
  expect(devices.requests().length).toBeLessThanOrEqual(51)
  expect(devices.requests().at(-1)?.deviceId).toBe('d59')
})

test('who may approve is told when a request takes the place of another', async () => {
  const gateway = await startTestGateway()
  const owner = await connectPeer(gateway, { scopes: ['operator.pairing'] })
  const device = makeDevice()
  const ask = async (scopes: string[]) => {
    const peer = await connectRaw(gateway, page)
    const { error } = await peer.request('connect', signedParams(device, peer.nonce, { scopes }))
    return error?.details?.requestId
  }
  const first = await ask(['operator.read'])
  const second = await ask(readWrite)

  expect(second).not.toBe(first)
  const resolved = await owner.event(({ event }) => event === 'device.pair.resolved')
  expect(resolved.payload).toMatchObject({ requestId: first, decision: 'superseded' })
  await expect(owner.request('device.pair.approve', { requestId: first })).rejects.toThrow('unknown pairing')
})

test('devices of this computer wait as well when the configuration says so', async () => {
  const gateway = await startTestGateway({
    config: { gateway: { nodes: { pairing: { autoApproveLocal: false } } } },
  })
  const peer = await connectRaw(gateway)
  expect(await peer.request('connect', signedParams(makeDevice(), peer.nonce))).toMatchObject({
    error: { details: { code: 'PAIRING_REQUIRED' } },
  })
})

test('without secrets, what a page of this computer brings waits for approval', async () => {
  const gateway = await startTestGateway({ auth: { mode: 'none' } })
  const device = makeDevice()
  const client = { id: 'webchat-ui', version: '1', platform: 'linux', deviceFamily: 'Linux', mode: 'webchat' }
  const peer = await connectRaw(gateway, page)
  const text = (nonce: string, signedAt: number) =>
    [
      'v3',
      device.id,
      'webchat-ui',
      'webchat',
      'operator',
      readWrite.join(','),
      signedAt,
      '',
      nonce,
      'linux',
      'linux',
    ].join('|')
  const signedAt = Date.now()
  const answer = await peer.request(
    'connect',
    connectParams({
      client,
      auth: {},
      device: {
        id: device.id,
        publicKey: device.publicKey,
        signature: device.sign(text(peer.nonce, signedAt)),
        signedAt,
        nonce: peer.nonce,
      },
    }),
  )
  expect(answer).toMatchObject({ error: { code: 'NOT_PAIRED', details: { code: 'PAIRING_REQUIRED' } } })
})
