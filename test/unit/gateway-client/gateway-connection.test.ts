import { once } from 'node:events'
import { connect as connectTcp, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import type { GatewayEvent } from '../../../src-shared/desktop-api.ts'
import { climb, newLadder, type Ladder } from '../../../src-shared/ladder.ts'
import { describeClient, type GatewayCredentials } from '../../../src-main/gateway-client/client-identity.ts'
import { loadDeviceIdentity } from '../../../src-main/gateway-client/device-identity.ts'
import { vaultDeviceTokens } from '../../../src-main/gateway-client/device-tokens.ts'
import { connectGateway } from '../../../src-main/gateway-client/gateway-connection.ts'
import { silentLog } from '../../../src-main/logging/log.ts'
import { memoryVault } from '../../support/memory-vault.ts'
import { startScriptedGateway, type ScriptedGatewayOptions } from '../../support/scripted-gateway.ts'
import { eventually } from '../../support/eventually.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function startGateway(options: ScriptedGatewayOptions = {}) {
  const gateway = await startScriptedGateway(options)
  closers.push(gateway.close)
  return gateway
}

type Setup = {
  readonly credentials?: GatewayCredentials
  readonly scopes?: readonly string[]
  readonly signal?: AbortSignal
  readonly vault?: ReturnType<typeof memoryVault>
}

async function connectTo(port: number, setup: Setup = {}) {
  const vault = setup.vault ?? memoryVault()
  const device = await loadDeviceIdentity(vault)
  const client = describeClient({ version: '0.1.0', deviceId: device.id })
  const events: GatewayEvent[] = []
  const gaps: unknown[] = []
  const track: { ladder: Ladder; streams: Socket[] } = { ladder: newLadder('direct'), streams: [] }
  const opening = connectGateway({
    url: () => `ws://127.0.0.1:${port}/`,
    where: `127.0.0.1:${port}`,
    host: '127.0.0.1',
    openStream: async () => {
      const stream = connectTcp(port, '127.0.0.1')
      await once(stream, 'connect')
      track.streams.push(stream)
      return stream
    },
    device,
    client,
    credentials: async () => setup.credentials ?? {},
    tokens: vaultDeviceTokens(vault, {
      gateway: 'test',
      name: 'test',
      role: 'operator',
      deviceId: device.id,
      clientId: client.id,
    }),
    ...(setup.scopes && { scopes: setup.scopes }),
    report: event => {
      track.ladder = climb(track.ladder, { ...event, at: Date.now() })
    },
    watchers: { event: event => events.push(event), gap: gap => gaps.push(gap) },
    log: silentLog,
    signal: setup.signal ?? new AbortController().signal,
  })
  opening.then(
    connection => closers.push(connection.close),
    () => undefined,
  )
  return { opening, events, gaps, track, vault, device }
}

const verdicts = (ladder: Ladder) =>
  Object.fromEntries(ladder.filter(step => step.verdict !== 'waiting').map(step => [step.id, step.verdict]))

test('with the shared token it is greeted, paired and given its scopes', async () => {
  const gateway = await startGateway({ token: 'shared-secret' })
  const { opening, track } = await connectTo(gateway.port, { credentials: { token: 'shared-secret' } })
  const connection = await opening
  expect(connection.info).toMatchObject({
    version: '2026.9.6',
    protocol: 4,
    authMethod: 'token',
    mainSessionKey: 'agent:main:main',
    scopes: ['operator.read', 'operator.write', 'operator.approvals'],
  })
  expect(verdicts(track.ladder)).toEqual({
    gateway: 'passed',
    handshake: 'passed',
    'gateway-auth': 'passed',
    pairing: 'passed',
    scopes: 'passed',
  })
  expect(gateway.seen[0]?.headers.origin).toBeUndefined()
  expect(gateway.seen[0]?.headers['sec-websocket-extensions']).toBeUndefined()
  expect(await connection.request('echo', { a: 1 })).toEqual({ a: 1 })
})

test('the password works in its place and is not signed', async () => {
  const gateway = await startGateway({ password: 'open sesame' })
  const { opening } = await connectTo(gateway.port, { credentials: { password: 'open sesame' } })
  expect((await opening).info.authMethod).toBe('password')
})

test('the second time the device token is shown and the shared secret stays at home', async () => {
  const gateway = await startGateway({ token: 'shared-secret' })
  const credentials = { token: 'shared-secret' }
  const first = await connectTo(gateway.port, { credentials })
  await (await first.opening).close()
  const second = await connectTo(gateway.port, { credentials, vault: first.vault })
  expect((await second.opening).info.authMethod).toBe('device-token')
  expect(second.device.id).toBe(first.device.id)
  expect(JSON.stringify(gateway.seen[1]?.connect)).not.toContain('shared-secret')
})

test('a refused device token costs one try with the shared secret, and the new token is kept', async () => {
  const gateway = await startGateway({ token: 'shared-secret' })
  const credentials = { token: 'shared-secret' }
  const first = await connectTo(gateway.port, { credentials })
  await (await first.opening).close()
  gateway.revokeDeviceTokens()
  const second = await connectTo(gateway.port, { credentials, vault: first.vault })
  const connection = await second.opening
  expect(connection.info.authMethod).toBe('token')
  expect(gateway.seen).toHaveLength(3)
  expect(second.track.ladder.find(step => step.id === 'gateway-auth')?.verdict).toBe('passed')
  await connection.close()
  const third = await connectTo(gateway.port, { vault: first.vault })
  expect((await third.opening).info.authMethod).toBe('device-token')
})

test('a refused device token and no shared secret ends with the credential named', async () => {
  const gateway = await startGateway({ token: 'shared-secret' })
  const first = await connectTo(gateway.port, { credentials: { token: 'shared-secret' } })
  await (await first.opening).close()
  gateway.revokeDeviceTokens()
  const second = await connectTo(gateway.port, { vault: first.vault })
  await expect(second.opening).rejects.toMatchObject({
    code: 'GATEWAY_TOKEN_MISMATCH',
    message: expect.stringContaining('device token') as string,
  })
  expect(gateway.seen).toHaveLength(2)
})

test('for wider scopes than the device token has, the shared secret is shown again', async () => {
  const gateway = await startGateway({ token: 'shared-secret' })
  const credentials = { token: 'shared-secret' }
  const first = await connectTo(gateway.port, { credentials, scopes: ['operator.read'] })
  await (await first.opening).close()
  const second = await connectTo(gateway.port, { credentials, vault: first.vault })
  expect((await second.opening).info.authMethod).toBe('token')
})

test('a wrong token is tried once, never quoted, and the failing step is the credential', async () => {
  const gateway = await startGateway({ token: 'shared-secret' })
  const { opening, track } = await connectTo(gateway.port, { credentials: { token: 'wrong-secret' } })
  const error = await opening.catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'GATEWAY_TOKEN_MISMATCH' })
  expect(JSON.stringify(error)).not.toContain('wrong-secret')
  expect(gateway.seen).toHaveLength(1)
  expect(verdicts(track.ladder)).toEqual({ gateway: 'passed', handshake: 'passed', 'gateway-auth': 'failed' })
})

test('no credential at all is said to be missing, not wrong', async () => {
  const gateway = await startGateway({ token: 'shared-secret' })
  const { opening } = await connectTo(gateway.port)
  await expect(opening).rejects.toMatchObject({ code: 'GATEWAY_TOKEN_MISSING' })
})

test('a device that waits for approval is told the request and the exact command', async () => {
  const gateway = await startGateway()
  gateway.behaviour.pairing = true
  const { opening, track, device } = await connectTo(gateway.port)
  const error = await opening.catch((thrown: unknown) => thrown)
  const details = (error as { report: { details: Record<string, string> } }).report.details
  expect(error).toMatchObject({ code: 'PAIRING_REQUIRED' })
  expect(details['deviceId']).toBe(device.id)
  expect(details['command']).toBe(`openclaw devices approve ${details['requestId']}`)
  expect(track.ladder.find(step => step.id === 'pairing')?.verdict).toBe('failed')
})

test.each([
  [
    'a protocol mismatch',
    { details: { code: 'PROTOCOL_MISMATCH', expectedProtocol: 5 } },
    1002,
    'GATEWAY_PROTOCOL_MISMATCH',
    'handshake',
  ],
  [
    'a gateway that is starting',
    { code: 'UNAVAILABLE', retryable: true, retryAfterMs: 500, details: { reason: 'startup-sidecars' } },
    1013,
    'GATEWAY_STARTING',
    'handshake',
  ],
  [
    'a gateway that is draining',
    { code: 'UNAVAILABLE', details: { reason: 'gateway-restarting' } },
    1012,
    'GATEWAY_RESTARTING',
    'handshake',
  ],
  [
    'too many wrong logins',
    { retryAfterMs: 60_000, details: { code: 'AUTH_RATE_LIMITED' } },
    1008,
    'GATEWAY_RATE_LIMITED',
    'gateway-auth',
  ],
  [
    'a clock that is off',
    { details: { code: 'DEVICE_AUTH_SIGNATURE_EXPIRED' } },
    1008,
    'DEVICE_REFUSED',
    'gateway-auth',
  ],
  [
    'a scope that is not granted',
    { details: { code: 'AUTH_SCOPE_MISMATCH' } },
    1008,
    'SCOPE_MISSING',
    'scopes',
  ],
  [
    'an origin it does not like',
    { details: { code: 'CONTROL_UI_ORIGIN_NOT_ALLOWED' } },
    1008,
    'ORIGIN_NOT_ALLOWED',
    'handshake',
  ],
  ['anything else', { message: 'bad\u0007 thing\nhappened' }, 1008, 'GATEWAY_REFUSED', 'handshake'],
] as const)('%s is said in its own words', async (_, error, closeCode, code, step) => {
  const gateway = await startGateway()
  gateway.behaviour.refuse = { error: { code: 'INVALID_REQUEST', message: 'no', ...error }, closeCode }
  const { opening, track } = await connectTo(gateway.port)
  await expect(opening).rejects.toMatchObject({ code })
  expect(track.ladder.find(entry => entry.id === step)?.verdict).toBe('failed')
})

test('a hint when to come back is handed on', async () => {
  const gateway = await startGateway()
  gateway.behaviour.refuse = {
    error: { code: 'UNAVAILABLE', message: 'starting', retryable: true, retryAfterMs: 700 },
    closeCode: 1013,
  }
  const { opening } = await connectTo(gateway.port)
  await expect(opening).rejects.toMatchObject({ report: { details: { retryAfterMs: 700 } } })
})

test('a request id that could do harm in a shell is not put into the command', async () => {
  const gateway = await startGateway()
  gateway.behaviour.refuse = {
    error: {
      code: 'NOT_PAIRED',
      message: 'pairing required',
      details: { code: 'PAIRING_REQUIRED', requestId: 'x; rm -rf ~', reason: 'not-paired' },
    },
    closeCode: 1008,
  }
  const { opening } = await connectTo(gateway.port)
  await expect(opening).rejects.toMatchObject({ report: { details: { command: 'openclaw devices list' } } })
})

test.each([404, 200, 302, 401])('HTTP %i in place of the upgrade is no gateway', async status => {
  const gateway = await startGateway()
  gateway.behaviour.upgrade = status
  const { opening, track } = await connectTo(gateway.port, { credentials: { token: 'shared-secret' } })
  await expect(opening).rejects.toMatchObject({ code: 'NOT_A_GATEWAY' })
  expect(verdicts(track.ladder)).toEqual({ gateway: 'failed' })
})

test.each([
  [503, 'GATEWAY_STARTING'],
  [502, 'GATEWAY_NOT_LISTENING'],
  [429, 'GATEWAY_RATE_LIMITED'],
] as const)('HTTP %i is worth another try: %s', async (status, code) => {
  const gateway = await startGateway()
  gateway.behaviour.upgrade = status
  const { opening } = await connectTo(gateway.port)
  await expect(opening).rejects.toMatchObject({ code, report: { retry: 'later' } })
})

test('a WebSocket server that is no gateway gets no credential', async () => {
  const gateway = await startGateway({ token: 'shared-secret' })
  gateway.behaviour.challenge = 'chatter'
  const { opening } = await connectTo(gateway.port, { credentials: { token: 'shared-secret' } })
  await expect(opening).rejects.toMatchObject({ code: 'NOT_A_GATEWAY' })
  expect(gateway.seen).toEqual([])
})

test('another kind of server sees the upgrade request and nothing secret', async () => {
  const received: Buffer[] = []
  const server = createServer(socket => {
    socket.on('data', data => received.push(data))
    socket.on('error', () => undefined)
    socket.write('SSH-2.0-OpenSSH_9.9\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(async () => server.close())
  const { port } = server.address() as AddressInfo
  const { opening, track } = await connectTo(port, { credentials: { token: 'shared-secret' } })
  await expect(opening).rejects.toMatchObject({ code: 'NOT_A_GATEWAY' })
  expect(Buffer.concat(received).toString()).not.toContain('shared-secret')
  expect(track.streams.every(stream => stream.destroyed)).toBe(true)
})

test('what came while the process stood still is read before the gateway is called silent', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  closers.push(async () => server.close())
  await once(server, 'listening')
  const accepted = once(server, 'connection') as Promise<[WebSocket]>
  const { opening } = await connectTo((server.address() as AddressInfo).port)
  const [gateway] = await accepted
  const next = Promise.race([
    once(gateway, 'message').then(([frame]) => JSON.parse(String(frame)) as unknown),
    once(gateway, 'close').then(() => 'gone'),
  ])
  setImmediate(() => {
    const payload = { nonce: 'once', ts: Date.now() }
    gateway.send(JSON.stringify({ type: 'event', event: 'connect.challenge', payload }))
    // The challenge has come, and this process gets to its timers first.
    vi.advanceTimersByTime(10_000)
  })
  expect(await next).toMatchObject({ method: 'connect' })
  // Nothing comes any more: that is silence.
  setImmediate(() => vi.advanceTimersByTime(15_000))
  await expect(opening).rejects.toMatchObject({ code: 'GATEWAY_SILENT' })
})

test('an aborted opening leaves no socket behind', async () => {
  const gateway = await startGateway()
  gateway.behaviour.challenge = 'silent'
  const controller = new AbortController()
  const { opening, track } = await connectTo(gateway.port, { signal: controller.signal })
  await eventually(() => gateway.upgrades()).toBe(1)
  controller.abort(new Error('enough'))
  await expect(opening).rejects.toThrow('enough')
  await eventually(() => track.streams.every(stream => stream.destroyed)).toBe(true)
  await eventually(() => gateway.connections()).toBe(0)
})

test('a greeting without what we need is refused by its missing field, and unknown fields do no harm', async () => {
  const gateway = await startGateway()
  gateway.behaviour.hello = { policy: { maxPayload: 1 } }
  const { opening } = await connectTo(gateway.port)
  await expect(opening).rejects.toMatchObject({
    code: 'GATEWAY_REFUSED',
    message: expect.stringContaining('policy.tickIntervalMs') as string,
  })
})

test('without the scope to read there is no connection', async () => {
  const gateway = await startGateway()
  gateway.behaviour.grantedScopes = ['operator.approvals']
  const { opening, track } = await connectTo(gateway.port)
  await expect(opening).rejects.toMatchObject({ code: 'SCOPE_MISSING' })
  expect(track.ladder.find(step => step.id === 'scopes')?.verdict).toBe('failed')
  await eventually(() => gateway.connections()).toBe(0)
})

test('events arrive in order, also those right behind the greeting, and a gap is told', async () => {
  const gateway = await startGateway()
  gateway.behaviour.behindHello = 'presence'
  const { opening, events, gaps } = await connectTo(gateway.port)
  await opening
  gateway.send('chat', { n: 1 })
  gateway.send('chat', { n: 2 })
  gateway.send('chat', { n: 3 }, 7)
  await eventually(() => events.length).toBe(4)
  expect(events.map(event => event.event)).toEqual(['presence', 'chat', 'chat', 'chat'])
  expect(gaps).toEqual([{ expected: 4, received: 7 }])
})

test.each([
  ['busy', 'GATEWAY_BUSY'],
  ['forbidden', 'SCOPE_MISSING'],
  ['nonsense', 'GATEWAY_REQUEST_FAILED'],
] as const)('a request answered with an error is %s: %s', async (method, code) => {
  const gateway = await startGateway()
  const connection = await (await connectTo(gateway.port)).opening
  await expect(connection.request(method)).rejects.toMatchObject({ code })
})

test('a request that is not answered ends at its own deadline, or when it is aborted', async () => {
  const gateway = await startGateway()
  gateway.behaviour.unanswered = new Set(['echo'])
  const connection = await (await connectTo(gateway.port)).opening
  await expect(connection.request('echo', {}, { timeoutMs: 20 })).rejects.toMatchObject({
    code: 'REQUEST_TIMEOUT',
  })
  const controller = new AbortController()
  const waiting = connection.request('echo', {}, { signal: controller.signal })
  controller.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' })
})

test('a request larger than the gateway takes never leaves', async () => {
  const gateway = await startGateway({ maxPayload: 4_096 })
  const connection = await (await connectTo(gateway.port)).opening
  await expect(connection.request('echo', { text: 'x'.repeat(5_000) })).rejects.toMatchObject({
    code: 'MESSAGE_TOO_LARGE',
    report: { details: { maxBytes: 4_096 } },
  })
  expect(await connection.request('echo', 1)).toBe(1)
})

test('a restart is told with its reason, and what was asked meanwhile fails with it', async () => {
  const gateway = await startGateway()
  gateway.behaviour.unanswered = new Set(['echo'])
  const connection = await (await connectTo(gateway.port)).opening
  const waiting = connection.request('echo').catch((error: unknown) => error)
  await eventually(() => gateway.requests.length).toBe(1)
  gateway.restart()
  expect(await connection.closed).toMatchObject({
    code: 'GATEWAY_RESTARTING',
    message: expect.stringContaining('gateway stopping') as string,
  })
  expect(await waiting).toMatchObject({ code: 'GATEWAY_RESTARTING' })
  await expect(connection.request('echo')).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
})

test('a cut line is a lost connection, and closing is no error', async () => {
  const gateway = await startGateway()
  const cut = await (await connectTo(gateway.port)).opening
  gateway.cut()
  expect(await cut.closed).toMatchObject({ code: 'CONNECTION_LOST' })
  const closed = await (await connectTo(gateway.port)).opening
  await closed.close()
  await closed.close()
  expect(await closed.closed).toBeUndefined()
})
