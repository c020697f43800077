import { once } from 'node:events'
import { statSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Channel } from '../../../src-main/channels/channel.ts'
import { startGateway } from '../../../src-main/gateway/gateway.ts'
import { freePort } from '../../support/free-port.ts'
import { createGate, startModelServer, type ModelServer } from '../../support/model-server.ts'
import {
  closeTestGateways,
  connectParams,
  connectPeer,
  connectRaw,
  modelConfig,
  quietLog,
  startTestGateway,
} from '../../support/test-gateway.ts'

const models: ModelServer[] = []

// Eight busy processes on two cores are no reason to fail.
const patient = { timeout: 50_000 }

afterEach(async () => {
  await closeTestGateways()
  for (const model of models.splice(0)) await model.close()
})

async function startModel() {
  const model = await startModelServer()
  models.push(model)
  return model
}

type History = { messages: { role: string; content: unknown }[] }

test('clients are told of the end before they are closed with 1012', async () => {
  const gateway = await startTestGateway()
  const peer = await connectRaw(gateway)
  await peer.request('connect', connectParams())
  await gateway.close()

  expect(await peer.closed).toEqual({ code: 1012, reason: 'service restart' })
  expect(peer.frames.at(-1)).toMatchObject({ event: 'shutdown', payload: { reason: 'gateway stopping' } })
  await expect(gateway.closed).resolves.toBeUndefined()
})

test('on the way out requests are told to come back later, and newcomers are not taken in', async () => {
  const leaving = Promise.withResolvers<void>()
  const slow: Channel = {
    id: 'slow',
    label: 'Slow',
    status: () => ({ configured: true, running: true, connected: true, lastError: null }),
    probe: async () => slow.status(),
    send: async () => ({ messageId: '1' }),
    open: async () => undefined,
    close: () => leaving.promise,
  }
  const gateway = await startTestGateway({ channels: [slow], limits: { farewellMs: 60_000 } })
  const peer = await connectRaw(gateway)
  await peer.request('connect', connectParams())
  const waiting = await connectRaw(gateway)
  const closed = gateway.close()

  expect(await peer.request('health')).toMatchObject({
    error: { code: 'UNAVAILABLE', retryable: true, retryAfterMs: 1_000 },
  })
  expect((await waiting.closed).code).toBe(1012)
  await expect(connectRaw(gateway)).rejects.toThrow('503')
  expect((await fetch(`${gateway.url.replace('ws', 'http')}/readyz`)).status).toBe(503)
  leaving.resolve()
  await closed
})

test('closing twice is closing once', async () => {
  const gateway = await startTestGateway()
  await Promise.all([gateway.close(), gateway.close()])
  await gateway.close()
})

test('an aborted signal ends the running gateway', async () => {
  const aborter = new AbortController()
  const gateway = await startTestGateway({ signal: aborter.signal })
  aborter.abort()
  await gateway.closed
  await expect(fetch(gateway.url.replace('ws', 'http'))).rejects.toThrow('fetch failed')
})

test('a client that does not hang up does not hold up the end', async () => {
  const gateway = await startTestGateway()
  const peer = await connectRaw(gateway)
  await peer.request('connect', connectParams())
  peer.socket.pause()
  await gateway.close()
})

test('a client that never introduced itself does not hold up the end either', async () => {
  const gateway = await startTestGateway()
  const peer = await connectRaw(gateway)
  peer.socket.pause()
  await gateway.close()
})

test('what was said survives a restart, and so do the keys it was said with', async () => {
  const model = await startModel()
  const first = await startTestGateway({ config: modelConfig(model.baseUrl) })
  const before = await connectPeer(first)
  await before.request('chat.send', { sessionKey: 'main', message: 'hi', idempotencyKey: 'run-1' })
  await before.event(
    ({ event, payload }) => event === 'chat' && (payload as { state: string }).state === 'final',
  )
  await before.close()
  await first.close()

  const second = await startTestGateway({ stateDir: first.stateDir, config: modelConfig(model.baseUrl) })
  const after = await connectPeer(second)
  const { messages } = await after.request<History>('chat.history', { sessionKey: 'main' })
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant'])
  expect(
    await after.request('chat.send', { sessionKey: 'main', message: 'hi', idempotencyKey: 'run-1' }),
  ).toMatchObject({ status: 'ok' })
  expect(model.requests).toHaveLength(1)
})

test('an answer the end cut short is given after the restart, once', async () => {
  const model = await startModel()
  const gate = createGate()
  model.next({ kind: 'tokens', pieces: ['half ', 'never said'], gate })
  const first = await startTestGateway({ config: modelConfig(model.baseUrl) })
  const before = await connectPeer(first)
  await before.request('chat.send', { sessionKey: 'main', message: 'hi', idempotencyKey: 'run-1' })
  gate.release()
  await before.event(
    ({ event, payload }) => event === 'chat' && (payload as { state: string }).state === 'delta',
  )
  await before.close()
  await first.close()

  const second = await startTestGateway({ stateDir: first.stateDir, config: modelConfig(model.baseUrl) })
  const after = await connectPeer(second)
  const history = () => after.request<History>('chat.history', { sessionKey: 'main' })
  await vi.waitFor(async () => expect((await history()).messages).toHaveLength(2), patient)
  expect((await history()).messages).toMatchObject([
    { role: 'user', content: 'hi' },
    { role: 'assistant', content: [{ text: 'echo: hi' }] },
  ])
})

describe('a start is refused', () => {
  test('when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    await expect(startTestGateway({ port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      report: { details: { port } },
    })
    other.close()
  })

  test('when another gateway has the state directory, and it goes on undisturbed', async () => {
    const first = await startTestGateway()
    await expect(startTestGateway({ stateDir: first.stateDir })).rejects.toMatchObject({
      code: 'STATE_DIR_IN_USE',
      report: {
        details: {
          owner: expect.stringContaining(`process ${process.pid}, port ${first.port}, since `) as string,
        },
      },
    })
    await expect((await connectPeer(first)).request('health')).resolves.toMatchObject({ ok: true })
  })

  test('on "custom" without an address', async () => {
    const config = { gateway: { bind: 'custom', customBindHost: 'my.gateway.example' } }
    await expect(startTestGateway({ config })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  test('when it was cancelled before it began', async () => {
    await expect(startTestGateway({ signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })
})

test('a token and a password without a word on which of them counts are refused', async () => {
  const config = { gateway: { auth: { token: 'one', password: 'other' } } }
  await expect(startTestGateway({ config, auth: {} })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('gateway.auth.mode') as string,
  })
})

test('what is configured for reaching another gateway opens no door here', async () => {
  const remote = { url: 'ws://127.0.0.1:1', token: 'remote-token', password: 'remote-password' }
  const gateway = await startTestGateway({ config: { gateway: { mode: 'remote', remote } }, auth: {} })
  expect(gateway.authMode).toBe('token')
  for (const auth of [{ token: remote.token }, { password: remote.password }]) {
    const peer = await connectRaw(gateway)
    expect(await peer.request('connect', connectParams({ auth }))).toMatchObject({
      ok: false,
      error: { details: { code: 'AUTH_TOKEN_MISMATCH' } },
    })
  }
  await expect(
    startTestGateway({ config: { gateway: { bind: 'lan', auth: { mode: 'password' }, remote } }, auth: {} }),
  ).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})

test('conversations are for this user only, whoever may look into the folder', async () => {
  const gateway = await startTestGateway()
  for (const name of ['gateway.db', 'gateway.db-wal', 'gateway-owner.json', 'device-token-key'])
    expect(statSync(`${gateway.stateDir}/${name}`).mode & 0o077).toBe(0)
})

test('without any authentication in the configuration a token is made once, for this user only', async () => {
  const first = await startTestGateway({ auth: {} })
  expect(first.authMode).toBe('token')
  expect(statSync(`${first.stateDir}/gateway-token`).mode & 0o777).toBe(0o600)
  const peer = await connectRaw(first)
  expect(await peer.request('connect', connectParams({ auth: { token: first.token } }))).toMatchObject({
    ok: true,
  })
  await first.close()

  const second = await startTestGateway({ stateDir: first.stateDir, auth: {} })
  expect(second.token).toBe(first.token)
})

test('on all addresses it is reached through loopback as well', async () => {
  const gateway = await startTestGateway({ bind: 'lan' })
  expect(gateway.url).toBe(`ws://127.0.0.1:${gateway.port}`)
  await expect((await connectPeer(gateway)).request('health')).resolves.toMatchObject({ ok: true })
})

test.each([
  ['/healthz', 200, { ok: true, status: 'live' }],
  ['/health', 200, { ok: true, status: 'live' }],
  ['/startupz', 200, { ok: true, status: 'started' }],
  ['/readyz', 200, { ok: true, ready: true, failing: [] }],
  ['/nothing', 404, {}],
])('%s answers %i', async (path, status, body) => {
  const gateway = await startTestGateway()
  const response = await fetch(gateway.url.replace('ws', 'http') + path)
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject(body)
})

test('ticks come at the interval that was promised', async () => {
  const gateway = await startTestGateway({ limits: { tickIntervalMs: 5 } })
  const peer = await connectPeer(gateway)
  expect(peer.hello.policy.tickIntervalMs).toBe(5)
  await peer.event(({ event }) => event === 'tick')
})

test('a client that no longer answers pings is cut off', async () => {
  const gateway = await startTestGateway({ limits: { pingIntervalMs: 1_000 } })
  const peer = await connectRaw(gateway, {}, { autoPong: false })
  await peer.request('connect', connectParams())
  expect((await peer.closed).code).toBe(1006)
})

test('a client that does not read is cut off, and the others do not notice', async () => {
  const warn = vi.fn<(message: string, fields?: object) => void>()
  const gateway = await startTestGateway({
    limits: { maxBufferedBytes: 256 * 1024 },
    log: { ...quietLog, warn },
  })
  const other = await connectPeer(gateway)
  await other.request('chat.send', {
    sessionKey: 'main',
    message: `/help ${'x'.repeat(500_000)}`,
    idempotencyKey: 'long',
  })
  await other.event(
    ({ event, payload }) => event === 'chat' && (payload as { state: string }).state === 'final',
  )
  const slow = await connectRaw(gateway)
  await slow.request('connect', connectParams())
  slow.socket.pause()
  for (let count = 0; count < 80; count += 1) {
    slow.send({ type: 'req', id: `h${count}`, method: 'chat.history', params: { sessionKey: 'main' } })
  }

  await vi.waitFor(
    () => expect(warn).toHaveBeenCalledWith('a client that does not read was cut off', expect.anything()),
    patient,
  )
  await expect(other.request('health')).resolves.toMatchObject({ ok: true })
  slow.socket.resume()
  expect((await slow.closed).code).toBe(1006)
})

test('a client that asks faster than it reads is not asked on, and gets every answer in order once it reads', async () => {
  const gateway = await startTestGateway()
  const other = await connectPeer(gateway)
  const slow = await connectRaw(gateway)
  await slow.request('connect', connectParams())
  slow.socket.pause()
  // Answers are as long as the questions, for they carry the same id. More than the system itself keeps in both directions.
  const ids = Array.from({ length: 480 }, (_, count) => `${count}-${'x'.repeat(64 * 1024)}`)
  const bytes = ids.length * 64 * 1024
  for (const id of ids) slow.send({ type: 'req', id, method: 'health' })

  // Until nothing more is taken from it.
  let left: number
  do {
    left = slow.socket.bufferedAmount
    for (let round = 0; round < 5; round += 1) await other.request('health')
  } while (slow.socket.bufferedAmount < left)
  expect(left).toBeGreaterThan(bytes / 8)
  slow.socket.resume()
  await slow.frame(({ id }) => id === ids.at(-1))
  expect(slow.frames.filter(({ type }) => type === 'res').map(({ id }) => id)).toEqual(['r1', ...ids])
  expect(slow.frames.filter(({ ok }) => ok === false)).toEqual([])
})

test('a client that does not read what it is told of is cut off, and the others are told everything', async () => {
  const warn = vi.fn<(message: string, fields?: object) => void>()
  const gateway = await startTestGateway({
    limits: { maxBufferedBytes: 256 * 1024 },
    log: { ...quietLog, warn },
  })
  const admin = await connectPeer(gateway, { scopes: ['operator.admin'] })
  const slow = await connectRaw(gateway)
  await slow.request('connect', connectParams())
  slow.socket.pause()
  const message = 'x'.repeat(500_000)
  for (let count = 0; count < 40; count += 1) {
    await admin.request('chat.inject', { sessionKey: 'main', message })
  }

  await vi.waitFor(
    () => expect(warn).toHaveBeenCalledWith('a client that does not read was cut off', expect.anything()),
    patient,
  )
  expect(admin.events.filter(({ event }) => event === 'chat')).toHaveLength(40)
  slow.socket.resume()
  expect((await slow.closed).code).toBe(1006)
})

test('frames that make no sense are answered or ignored, and the connection lives on', async () => {
  const peer = await connectRaw(await startTestGateway())
  await peer.request('connect', connectParams())
  peer.send('{ not json')
  peer.send({ type: 'req', method: 'health' })
  expect(await peer.frame(({ id }) => id === 'invalid')).toMatchObject({
    ok: false,
    error: { code: 'INVALID_REQUEST' },
  })
  peer.send(
    `{"type":"req","id":"deep","method":"health","params":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
  )
  expect(await peer.frame(({ id }) => id === 'deep')).toMatchObject({ ok: false })
  peer.send('{"type":"req","id":"proto","method":"sessions.list","params":{"__proto__":{"limit":1}}}')
  expect(await peer.frame(({ id }) => id === 'proto')).toMatchObject({ type: 'res' })
  peer.send({
    type: 'req',
    id: 'half',
    method: 'chat.send',
    params: { sessionKey: 'main', message: '/help \ud800', idempotencyKey: 'half' },
  })
  expect(await peer.frame(({ id }) => id === 'half')).toMatchObject({ ok: true })
  expect(await peer.request('health')).toMatchObject({ ok: true })
})

test('windows are announced to each other', async () => {
  const gateway = await startTestGateway()
  const first = await connectPeer(gateway, { clientDisplayName: 'first' })
  await connectPeer(gateway, { clientDisplayName: 'second' })
  const { payload, stateVersion } = await first.event(
    ({ event, payload }) => event === 'presence' && JSON.stringify(payload).includes('second'),
  )
  expect(payload).toMatchObject({ presence: [{ mode: 'gateway' }, { host: 'first' }, { host: 'second' }] })
  expect(stateVersion?.presence).toBeGreaterThan(1)
})

test('a start that fails leaves nothing behind', async () => {
  const port = await freePort()
  const first = await startTestGateway({ port })
  const failed = startGateway({ stateDir: `${first.stateDir}/other`, config: {}, port, log: quietLog })
  await expect(failed).rejects.toMatchObject({ code: 'PORT_IN_USE' })
  await first.close()
  const second = await startTestGateway({ stateDir: `${first.stateDir}/other`, port })
  expect(second.port).toBe(port)
})

test('a client that asks for more than can wait is told to come back, and the rest is answered', async () => {
  const gateway = await startTestGateway({ limits: { maxUnderWay: 2 } })
  const peer = await connectRaw(gateway)
  await peer.request('connect', connectParams({ scopes: ['operator.admin'] }))
  const ask = (id: string) => peer.request('exec.approval.request', { id, command: 'ls' }, id)
  const [first, second] = [ask('first'), ask('second')]
  expect(await ask('third')).toMatchObject({
    error: { code: 'UNAVAILABLE', retryable: true, retryAfterMs: 100 },
  })
  const other = await connectPeer(gateway, { scopes: ['operator.approvals'] })
  await other.request('exec.approval.resolve', { id: 'first', decision: 'deny' })
  await other.request('exec.approval.resolve', { id: 'second', decision: 'deny' })
  expect(await first).toMatchObject({ payload: { decision: 'deny' } })
  expect(await second).toMatchObject({ payload: { decision: 'deny' } })
  expect(await peer.request('health')).toMatchObject({ ok: true })
})
