import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { sayDetail } from '../../src-shared/error-words.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { keepGatewaySecret } from '../../src-main/connection/gateway-secrets.ts'
import { openTestController } from '../support/connection-controller.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { freePort } from '../support/free-port.ts'
import { memoryVault } from '../support/memory-vault.ts'
import { settingsWith } from '../support/settings.ts'
import { startScriptedGateway, type ScriptedGatewayOptions } from '../support/scripted-gateway.ts'
import { eventually } from '../support/eventually.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function startGateway(options: ScriptedGatewayOptions = {}) {
  const gateway = await startScriptedGateway(options)
  closers.push(gateway.close)
  return gateway
}

async function openController(options: Parameters<typeof openTestController>[0] = {}) {
  const opened = await openTestController(options)
  closers.push(opened.close)
  return opened
}

const direct = (url: string): ConnectionTarget => ({ kind: 'direct', url })

test('a direct target comes online step by step, and is healthy', async () => {
  const gateway = await startGateway({ token: 'shared-secret' })
  const { controller, reach, vault, states } = await openController()
  await keepGatewaySecret(vault, direct(gateway.url), { kind: 'token', secret: ' shared-secret\n' })
  controller.connect(direct(gateway.url))
  expect(controller.state.phase).toBe('opening')
  const online = await reach('online')
  expect(online.gateway).toMatchObject({ version: '2026.9.6', authMethod: 'token' })
  await eventually(
    () => controller.state.phase === 'online' && controller.state.ladder.map(step => step.verdict),
  ).toEqual(['passed', 'passed', 'passed', 'passed', 'passed', 'passed', 'passed', 'passed'])
  expect(controller.health.gateway).toMatchObject({
    sessions: 7,
    channels: [{ id: 'telegram', label: 'Telegram', status: 'running' }],
    agents: [{ id: 'main', isDefault: true, sessions: 7 }],
  })
  expect(controller.health.latency).toHaveLength(1)
  expect(states[0]).toMatchObject({ phase: 'opening', attempt: 1 })
})

test('after a restart of the gateway it waits, says why, and is online again by itself', async () => {
  const gateway = await startGateway()
  const { controller, reach, next, events } = await openController()
  controller.connect(direct(gateway.url))
  const first = await reach('online')
  const waiting = next('waiting')
  gateway.restart()
  expect(await waiting).toMatchObject({ error: { code: 'GATEWAY_RESTARTING' }, attempt: 1 })
  const second = await reach('online')
  expect(second.gateway.connId).not.toBe(first.gateway.connId)
  gateway.send('chat', { state: 'final' })
  await eventually(() => events.map(event => event.event)).toContain('chat')
  expect(await controller.request('echo', { still: 'here' })).toEqual({ still: 'here' })
})

test('a gateway that is down for a while is found again when it is back on its port', async () => {
  const gateway = await startScriptedGateway()
  const { controller, reach, next } = await openController({ random: () => 0 })
  controller.connect(direct(gateway.url))
  await reach('online')
  const waiting = next('waiting')
  await gateway.close()
  await waiting
  await eventually(() =>
    controller.state.phase === 'waiting' ? controller.state.error.code : controller.state.phase,
  ).toBe('TCP_REFUSED')
  await startGateway({ port: gateway.port })
  await reach('online')
})

test('a waiting pairing goes on by itself once it is approved, and never shows as a new attempt', async () => {
  const gateway = await startGateway()
  gateway.behaviour.pairing = true
  const { controller, reach, states } = await openController()
  controller.connect(direct(gateway.url))
  const needsYou = await reach('needs-you')
  expect(needsYou.error.remedy).toContain('openclaw devices approve ')
  const before = states.length
  gateway.approve(sayDetail(needsYou.error, 'requestId', inEnglish))
  await reach('online')
  expect(states.slice(before).some(state => state.phase === 'opening')).toBe(false)
})

test('a wrong token stops and waits for a person, who enters it and goes on', async () => {
  const gateway = await startGateway({ token: 'shared-secret' })
  const { controller, reach, vault } = await openController()
  controller.connect(direct(gateway.url))
  expect(await reach('needs-you')).toMatchObject({ error: { code: 'GATEWAY_TOKEN_MISSING' } })
  await keepGatewaySecret(vault, direct(gateway.url), { kind: 'token', secret: 'wrong-secret' })
  controller.retryNow()
  await eventually(() => (controller.state.phase === 'needs-you' ? controller.state.error.code : '')).toBe(
    'GATEWAY_TOKEN_MISMATCH',
  )
  expect(gateway.seen).toHaveLength(2)
  await keepGatewaySecret(vault, direct(gateway.url), { kind: 'token', secret: 'shared-secret' })
  controller.retryNow()
  await reach('online')
})

test('credentials given with the target are used alone, and nothing is stored', async () => {
  const gateway = await startGateway({ token: 'shared-secret' })
  const { controller, reach, vault } = await openController()
  await keepGatewaySecret(vault, direct(gateway.url), { kind: 'token', secret: 'shared-secret' })
  const before = await vault.list()
  controller.connect(direct(gateway.url), { credentials: { token: 'given-secret' } })
  expect(await reach('needs-you')).toMatchObject({ error: { code: 'GATEWAY_TOKEN_MISMATCH' } })
  expect(gateway.seen).toHaveLength(1)
  expect(await vault.list()).toEqual(before)
})

test('a second target ends the first connection and its socket', async () => {
  const [first, second] = [await startGateway(), await startGateway()]
  const { controller, reach, next } = await openController()
  controller.connect(direct(first.url))
  await reach('online')
  const again = next('online')
  controller.connect(direct(second.url))
  expect(controller.health.latency).toEqual([])
  expect((await again).target).toEqual(direct(second.url))
  await eventually(() => first.connections()).toBe(0)
})

test('disconnecting closes the socket and ends idle; a request then says that there is no connection', async () => {
  const gateway = await startGateway()
  const { controller, reach } = await openController()
  controller.connect(direct(gateway.url))
  await reach('online')
  await controller.disconnect()
  expect(controller.state).toEqual({ phase: 'idle' })
  await eventually(() => gateway.connections()).toBe(0)
  await expect(controller.request('health')).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
})

test('an attempt that hangs can be called off, and leaves no socket', async () => {
  const gateway = await startGateway()
  gateway.behaviour.upgrade = 'never'
  const { controller } = await openController()
  controller.connect(direct(gateway.url))
  await eventually(() => gateway.upgrades()).toBe(1)
  await controller.disconnect()
  expect(controller.state).toEqual({ phase: 'idle' })
  await eventually(() => gateway.connections()).toBe(0)
})

test('a keychain that never answers does not hold up who gives up waiting', async () => {
  const vault = memoryVault()
  const { controller } = await openController({ vault })
  const { promise: asked, resolve: nowAsked } = Promise.withResolvers<void>()
  Object.assign(vault, {
    read: () => {
      nowAsked()
      return new Promise(() => undefined)
    },
  })
  controller.connect(direct('ws://127.0.0.1:1'))
  await asked
  await controller.disconnect()
  expect(controller.state).toEqual({ phase: 'idle' })
})

test('a gateway that stops talking is noticed, dropped and dialled again', async () => {
  const gateway = await startGateway({ tickIntervalMs: 100 })
  const { controller, reach, next } = await openController()
  controller.connect(direct(gateway.url))
  await reach('online')
  gateway.behaviour.ticks = false
  gateway.behaviour.unanswered = new Set(['health'])
  expect(await next('waiting')).toMatchObject({ error: { code: 'SERVER_SILENT' } })
  gateway.behaviour.ticks = true
  gateway.behaviour.unanswered = new Set()
  await reach('online')
})

test('waking up on a live connection keeps it', async () => {
  const gateway = await startGateway()
  const { controller, reach, states } = await openController()
  controller.connect(direct(gateway.url))
  await reach('online')
  await eventually(() => gateway.requests.length).toBe(1)
  controller.kick('wake')
  await eventually(() => gateway.requests.length).toBe(2)
  expect(states.at(-1)?.phase).toBe('online')
  expect(gateway.upgrades()).toBe(1)
})

test('what had come before the sleep does not say that the connection lives on', async () => {
  const gateway = await startGateway()
  const proxy = await startFaultProxy({ host: '127.0.0.1', port: Number(new URL(gateway.url).port) })
  closers.push(proxy.close)
  const { controller, reach, next } = await openController()
  controller.connect(direct(`ws://127.0.0.1:${proxy.port}`))
  await reach('online')
  await eventually(() => gateway.requests.length).toBe(1)
  const waiting = next('waiting')
  proxy.hold()
  gateway.send('chat', { state: 'final' })
  gateway.restart()
  controller.slept({ kind: 'awake', sleptMs: 60_000 })
  controller.kick('wake')
  proxy.pass()
  await waiting
  await reach('online')
  expect(controller.timeline.map(({ kind }) => kind)).toEqual(['online', 'awake', 'lost', 'back'])
})

test('a target that is no address fails at once, and a click does not change that', async () => {
  const { controller, reach, next } = await openController()
  controller.connect(direct('ws://user:pass@127.0.0.1:1/'))
  expect(await reach('failed')).toMatchObject({ error: { code: 'URL_INVALID' } })
  const again = next('failed')
  controller.retryNow()
  await again
})

test('ws:// to a public address is refused before anything is dialled', async () => {
  const { controller, reach } = await openController()
  controller.connect(direct('ws://203.0.113.7:18789'))
  expect(await reach('failed')).toMatchObject({ error: { code: 'PLAINTEXT_REFUSED' } })
})

test('the ladder is tried beside a live connection, and leaves nothing behind', async () => {
  const gateway = await startGateway({ token: 'shared-secret' })
  const { controller, reach, vault, states } = await openController()
  controller.connect(direct(gateway.url), { credentials: { token: 'shared-secret' } })
  await reach('online')
  const told = states.length
  const seen: number[] = []
  const ladder = await controller.test(
    direct(gateway.url),
    ladder => seen.push(ladder.filter(step => step.verdict === 'passed').length),
    new AbortController().signal,
    { credentials: { token: 'shared-secret' } },
  )
  expect(ladder.every(step => step.verdict === 'passed')).toBe(true)
  expect(seen.at(-1)).toBe(ladder.length)
  await eventually(() => gateway.connections()).toBe(1)
  expect(states.slice(told).every(state => state.phase === 'online')).toBe(true)
  expect((await vault.list()).map(entry => entry.id)).toEqual(['device-key/this-installation'])
})

test('a test that fails hands back the ladder with the step and the reason', async () => {
  const port = await freePort()
  const { controller } = await openController()
  const never = new AbortController().signal
  const ladder = await controller.test(direct(`ws://127.0.0.1:${port}`), () => undefined, never)
  expect(ladder.find(step => step.verdict === 'failed')).toMatchObject({
    id: 'tcp',
    error: { code: 'TCP_REFUSED' },
  })
  const bad = await controller.test(direct('http://127.0.0.1'), () => undefined, never)
  expect(bad[0]).toMatchObject({ id: 'resolve', verdict: 'failed', error: { code: 'URL_INVALID' } })
})

test('this computer’s gateway is used where one answers, with the token of the settings', async () => {
  const gateway = await startGateway({ token: 'local-secret' })
  let started = 0
  const { controller, reach } = await openController({
    settings: settingsWith({
      gateway: { port: gateway.port, auth: { mode: 'token', token: 'local-secret' } },
    }),
    startLocalGateway: async () => {
      started += 1
      return { url: gateway.url }
    },
  })
  controller.connect({ kind: 'local' })
  await reach('online')
  expect(started).toBe(0)
})

test('the embedded gateway is started where none answers, and again when it went away', async () => {
  const port = await freePort()
  const gateways: Awaited<ReturnType<typeof startGateway>>[] = []
  const { controller, reach, next } = await openController({
    settings: settingsWith({ gateway: { port } }),
    startLocalGateway: async () => {
      const gateway = await startGateway({ token: 'generated' })
      gateways.push(gateway)
      return { url: gateway.url, token: 'generated' }
    },
  })
  controller.connect({ kind: 'local' })
  await reach('online')
  expect(gateways).toHaveLength(1)
  const online = next('online')
  await gateways[0]?.close()
  await online
  expect(gateways).toHaveLength(2)
})

test('another program on the gateway’s port gets no credential and is not taken for a gateway', async () => {
  const received: Buffer[] = []
  const server = createServer(socket => {
    socket.on('data', data => {
      received.push(data)
      socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n')
    })
    socket.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(async () => server.close())
  const { port } = server.address() as { port: number }
  const { controller, reach } = await openController()
  controller.connect(direct(`ws://127.0.0.1:${port}`), { credentials: { token: 'shared-secret' } })
  expect(await reach('needs-you')).toMatchObject({ error: { code: 'NOT_A_GATEWAY' } })
  expect(Buffer.concat(received).toString()).not.toContain('shared-secret')
})

test('another stream to the gateway is had while there is a connection, and not before', async () => {
  const gateway = await startGateway()
  const { controller, reach } = await openController()
  const never = new AbortController().signal
  await expect(controller.openRemoteChannel(never)).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
  controller.connect(direct(gateway.url))
  await reach('online')
  const stream = await controller.openRemoteChannel(never)
  stream.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  stream.destroy()
})

test('the log tells each step with its time and holds no secret', async () => {
  const gateway = await startGateway({ token: 'shared-secret' })
  const { controller, reach, vault, log } = await openController()
  await keepGatewaySecret(vault, direct(gateway.url), { kind: 'token', secret: 'shared-secret' })
  controller.connect(direct(gateway.url))
  await reach('online')
  await log.flush()
  const text = await readFile(log.path, 'utf8')
  const lines = text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, string>)
  expect(lines.filter(line => line['verdict'] === 'passed').map(line => line['step'])).toEqual(
    expect.arrayContaining(['resolve', 'tcp', 'gateway', 'handshake', 'gateway-auth', 'pairing', 'scopes']),
  )
  expect(lines.every(line => !Number.isNaN(Date.parse(line['at'] ?? '')))).toBe(true)
  expect(text).not.toContain('shared-secret')
})
