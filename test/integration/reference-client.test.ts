// OpenClaw's reference client against our gateway, which runs as the program that people start on a headless host.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import {
  createSessionProjection,
  projectLiveSessionMessage,
  reconcileSessionProjectionSnapshot,
  reduceSessionProjection,
  reduceSessionProjectionRunEvent,
} from '@openclaw/gateway-client'
import type { EventFrame } from '@openclaw/gateway-protocol'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startBuilt, type RunningProgram } from '../support/built-program.ts'
import { freePort } from '../support/free-port.ts'
import { createGate, startModelServer, type ModelServer } from '../support/model-server.ts'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'
import {
  closeTestGateways,
  connectNode,
  connectPeer,
  makeDevice,
  modelConfig,
  readWrite,
  testToken,
  type Peer,
} from '../support/test-gateway.ts'

let model: ModelServer
const proxies: FaultProxy[] = []

type House = { readonly dir: TempDir; readonly port: number; readonly url: string; program: RunningProgram }
/** Most tests share one gateway, each in a session of its own; who restarts it has another. */
let shared: House
const houses: House[] = []

async function startHouse(): Promise<House> {
  const dir = await makeTempDir('reference')
  const port = await freePort()
  await writeFile(path.join(dir.path, 'token'), testToken)
  await writeFile(path.join(dir.path, 'gangway.json5'), JSON.stringify(modelConfig(model.baseUrl)))
  const house = { dir, port, url: `ws://127.0.0.1:${port}`, program: await startProgram(dir, port) }
  houses.push(house)
  return house
}

async function startProgram(dir: TempDir, port: number) {
  const args = [
    'gateway',
    'run',
    '--port',
    String(port),
    '--token-file',
    path.join(dir.path, 'token'),
    '--json',
  ]
  const program = startBuilt('cli', args, { GANGWAY_STATE_DIR: dir.path })
  await program.waitForLine(line => line.includes('"ready":true'))
  return program
}

beforeAll(async () => {
  model = await startModelServer()
  shared = await startHouse()
})

afterEach(async () => {
  await closeTestGateways()
  for (const proxy of proxies.splice(0)) await proxy.close()
})

afterAll(async () => {
  for (const { program, dir } of houses) {
    await program.stop('SIGKILL')
    await dir.remove()
  }
  await model.close()
})

type Chat = { runId: string; state: string; deltaText?: string; message?: { content: { text: string }[] } }
type History = {
  messages: { role: string; content: unknown }[]
  inFlightRun?: { runId: string; text: string }
  sessionInfo?: { hasActiveRun: boolean; activeRunIds: string[] }
}

const owner = { scopes: [...readWrite, 'operator.pairing', 'operator.admin'] }
const chatOf = ({ payload }: EventFrame) => payload as Chat
const textOf = ({ message }: Chat) => message?.content.map(({ text }) => text).join('')
/** Runs and sessions of one test have its name in theirs. */
const send = (peer: Peer, message: string, name: string) =>
  peer.request('chat.send', { sessionKey: name, message, idempotencyKey: name })
const history = (peer: Peer, name: string) => peer.request<History>('chat.history', { sessionKey: name })

async function untilState(peer: Peer, runId: string, state: string): Promise<Chat> {
  const isIt = (event: EventFrame) =>
    event.event === 'chat' && chatOf(event).runId === runId && chatOf(event).state === state
  return chatOf(await peer.event(isIt))
}

test('it shakes hands, is paired without asking on this computer, and comes back with its device token alone', async () => {
  const device = makeDevice()
  const first = await connectPeer(shared, { device })
  expect(first.hello).toMatchObject({
    type: 'hello-ok',
    protocol: 4,
    auth: { role: 'operator', scopes: readWrite, deviceToken: expect.any(String) },
    policy: { tickIntervalMs: 30_000 },
  })
  await first.close()
  const deviceToken = first.hello.auth.deviceToken ?? ''
  const again = await connectPeer(shared, { device, token: deviceToken })
  expect(again.hello.auth).toMatchObject({ method: 'device-token', deviceToken })
})

test('a client that a page brings waits until it is approved, and then comes in', async () => {
  const person = await connectPeer(shared, owner)
  const device = makeDevice()
  const page = { device, origin: 'http://localhost:5173' }
  await expect(connectPeer(shared, page)).rejects.toMatchObject({
    gatewayCode: 'NOT_PAIRED',
    details: { code: 'PAIRING_REQUIRED', reason: 'not-paired', deviceId: device.id },
  })
  const requested = await person.event(({ event }) => event === 'device.pair.requested')
  const { requestId } = requested.payload as { requestId: string }
  expect(await person.request('device.pair.list')).toMatchObject({ pending: [{ requestId }] })
  await person.request('device.pair.approve', { requestId })
  expect((await connectPeer(shared, page)).hello.auth.scopes).toEqual(readWrite)
})

test('it reads health, status, who is here, sessions and their history', async () => {
  const peer = await connectPeer(shared, { clientDisplayName: 'a window' })
  expect(await peer.request('health')).toMatchObject({ ok: true, agents: [{ agentId: 'main' }] })
  expect(await peer.request('status')).toMatchObject({ sessions: { byAgent: [{ agentId: 'main' }] } })
  expect(await peer.request('system-presence')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ mode: 'gateway' }),
      expect.objectContaining({ host: 'a window', mode: 'ui' }),
    ]),
  )
  expect(await peer.request('models.list')).toMatchObject({ models: [{ id: 'scripted', provider: 'test' }] })
  expect(await history(peer, 'reads')).toMatchObject({ messages: [] })

  await send(peer, 'hello', 'reads')
  await untilState(peer, 'reads', 'final')
  expect(await peer.request('sessions.list', { search: 'reads', includeLastMessage: true })).toMatchObject({
    totalCount: 1,
    sessions: [{ key: 'agent:main:reads', lastMessagePreview: 'echo: hello' }],
  })
  expect((await history(peer, 'reads')).messages).toMatchObject([
    { role: 'user', content: 'hello' },
    { role: 'assistant', content: [{ type: 'text', text: 'echo: hello' }] },
  ])
})

test('it sends a message and follows the answer word by word to its one end', async () => {
  const asked = model.requests.length
  const gate = createGate()
  model.next({ kind: 'tokens', pieces: ['one ', 'two ', 'three'], gate })
  const peer = await connectPeer(shared)
  await peer.request('sessions.subscribe', {})
  await peer.request('sessions.messages.subscribe', { key: 'follows' })
  expect(await send(peer, 'count', 'follows')).toMatchObject({ runId: 'follows', status: 'started' })
  gate.release()
  await untilState(peer, 'follows', 'delta')
  expect(await send(peer, 'count', 'follows')).toMatchObject({ status: 'in_flight' })
  gate.open()
  expect(textOf(await untilState(peer, 'follows', 'final'))).toBe('one two three')
  await peer.event(
    ({ event, payload }) => event === 'sessions.changed' && (payload as { phase?: string }).phase === 'end',
  )

  const states = peer.events.filter(({ event }) => event === 'chat').map(event => chatOf(event).state)
  expect(states.filter(state => ['final', 'error', 'aborted'].includes(state))).toEqual(['final'])
  const deltas = peer.events.filter(event => event.event === 'chat' && chatOf(event).state === 'delta')
  expect(deltas.map(event => chatOf(event).deltaText).join('')).toBe('one two three')
  expect(await send(peer, 'count', 'follows')).toMatchObject({ status: 'ok' })
  expect(model.requests).toHaveLength(asked + 1)
})

test('its own model of a session shows each message once, and agrees with the history at the end', async () => {
  const peer = await connectPeer(shared)
  const { sessionId } = await peer.request<{ sessionId: string }>('sessions.create', { key: 'projected' })
  const scope = { sessionKey: 'agent:main:projected', sessionId, agentId: 'main' }
  await peer.request('sessions.subscribe', {})
  await peer.request('sessions.messages.subscribe', { key: 'projected' })
  const pending = { role: 'user', content: 'hello', idempotencyKey: 'projected:user' }
  let state = createSessionProjection(scope)
  state = reduceSessionProjection(state, {
    ...scope,
    type: 'sendPending',
    message: pending,
    runId: 'projected',
    idempotencyKey: 'projected',
  })
  await send(peer, 'hello', 'projected')
  await peer.event(
    ({ event, payload }) => event === 'sessions.changed' && (payload as { phase?: string }).phase === 'end',
  )
  for (const { event, payload } of peer.events) {
    if (event === 'session.message') {
      const { message, ...envelope } = payload as { message: unknown }
      state = projectLiveSessionMessage(state, message, envelope, scope)
    }
    if (event === 'chat') {
      state = reduceSessionProjectionRunEvent(state, payload as object, scope)?.projection ?? state
    }
  }
  const { messages } = await history(peer, 'projected')
  expect(state.runs['projected']).toMatchObject({ status: 'completed' })
  expect(state.messages).toMatchObject(messages)
  expect(reconcileSessionProjectionSnapshot(state, messages, scope).messages).toEqual(messages)
})

test('it stops an answer, which is told before it is acknowledged', async () => {
  const gate = createGate()
  model.next({ kind: 'tokens', pieces: ['so far ', 'never'], gate })
  const peer = await connectPeer(shared)
  await send(peer, 'talk', 'stops')
  gate.release()
  await untilState(peer, 'stops', 'delta')
  expect(await peer.request('chat.abort', { sessionKey: 'stops', runId: 'stops' })).toEqual({
    ok: true,
    aborted: true,
    runIds: ['stops'],
  })
  const ending = peer.events.findLast(({ event }) => event === 'chat')
  expect(ending && chatOf(ending)).toMatchObject({ runId: 'stops', state: 'aborted' })
  expect((await history(peer, 'stops')).messages[1]?.content).toEqual([{ type: 'text', text: 'so far ' }])
})

test('cut off in the middle of an answer, it comes back by itself and goes on where the history left it', async () => {
  const asked = model.requests.length
  const proxy = await startFaultProxy({ host: '127.0.0.1', port: shared.port })
  proxies.push(proxy)
  const gate = createGate()
  model.next({ kind: 'tokens', pieces: ['half ', 'of ', 'it'], gate })
  const peer = await connectPeer({ url: `ws://127.0.0.1:${proxy.port}` })
  await send(peer, 'talk', 'cut')
  gate.release()
  await untilState(peer, 'cut', 'delta')
  proxy.reset()
  await expect.poll(() => peer.hellos.length).toBe(2)

  peer.events.length = 0
  const seen = await history(peer, 'cut')
  expect(seen.inFlightRun).toMatchObject({ runId: 'cut', text: 'half ' })
  expect(seen.sessionInfo).toMatchObject({ hasActiveRun: true, activeRunIds: ['cut'] })
  gate.open()
  const final = await untilState(peer, 'cut', 'final')
  const rest = peer.events.filter(event => event.event === 'chat' && chatOf(event).state === 'delta')
  expect(`half ${rest.map(event => chatOf(event).deltaText).join('')}`).toBe('half of it')
  expect(textOf(final)).toBe('half of it')
  expect(await send(peer, 'talk', 'cut')).toMatchObject({ status: 'ok' })
  expect(model.requests).toHaveLength(asked + 1)
})

test('when the gateway is started again it comes back, and what it repeats is not done twice', async () => {
  const asked = model.requests.length
  const house = await startHouse()
  const peer = await connectPeer(house)
  await send(peer, 'hello', 'restart')
  await untilState(peer, 'restart', 'final')
  await house.program.stop()
  await expect
    .poll(() => peer.events.at(-1))
    .toMatchObject({ event: 'shutdown', payload: { reason: 'gateway stopping' } })
  house.program = await startProgram(house.dir, house.port)
  await expect.poll(() => peer.hellos.length).toBe(2)
  expect(peer.hellos[1]?.server.bootId).not.toBe(peer.hellos[0]?.server.bootId)
  expect(await send(peer, 'hello', 'restart')).toMatchObject({ status: 'ok' })
  expect((await history(peer, 'restart')).messages).toHaveLength(2)
  expect(model.requests).toHaveLength(asked + 1)
})

test('an answer under way when the gateway is killed is given after the next start, once', async () => {
  const house = await startHouse()
  const gate = createGate()
  model.next({ kind: 'tokens', pieces: ['half ', 'never said'], gate })
  const peer = await connectPeer(house)
  await send(peer, 'talk', 'killed')
  gate.release()
  await untilState(peer, 'killed', 'delta')
  await house.program.stop('SIGKILL')
  house.program = await startProgram(house.dir, house.port)
  await expect.poll(() => peer.hellos.length).toBe(2)
  await expect
    .poll(async () => (await history(peer, 'killed')).messages)
    .toMatchObject([
      { role: 'user', content: 'talk' },
      { role: 'assistant', content: [{ text: 'echo: talk' }] },
    ])
  expect(await send(peer, 'talk', 'killed')).toMatchObject({ status: 'ok' })
})

test('a node is paired as a device, approved for its commands, and does what it is asked', async () => {
  type Asked = { id: string; paramsJSON: string }
  const person = await connectPeer(shared, owner)
  const device = makeDevice()
  const node = await connectNode(shared, { device, commands: ['system.notify', 'system.run'] })
  const requested = await person.event(({ event }) => event === 'node.pair.requested')
  const { requestId } = requested.payload as { requestId: string }
  const call = (idempotencyKey: string) =>
    person.request('node.invoke', {
      nodeId: device.id,
      command: 'system.notify',
      params: { title: 'hi' },
      idempotencyKey,
    })
  await expect(call('too-early')).rejects.toMatchObject({ details: { reason: 'command not approved' } })
  await person.request('node.pair.approve', { requestId })

  const answered = call('call-1')
  const { payload } = await node.event(({ event }) => event === 'node.invoke.request')
  const { id, paramsJSON } = payload as Asked
  expect(JSON.parse(paramsJSON)).toEqual({ title: 'hi' })
  await node.request('node.invoke.result', { id, nodeId: device.id, ok: true, payloadJSON: '{"shown":true}' })
  expect(await answered).toMatchObject({ ok: true, payload: { shown: true } })

  const lost = call('call-2')
  lost.catch(() => undefined)
  await expect.poll(() => node.events.filter(({ event }) => event === 'node.invoke.request').length).toBe(2)
  await node.close()
  await expect(lost).rejects.toMatchObject({ details: { code: 'NODE_DISCONNECTED' } })
})

test('a computer that has been an operator becomes a node only when a person says so', async () => {
  const person = await connectPeer(shared, owner)
  const device = makeDevice()
  await connectPeer(shared, { device })
  await expect(connectNode(shared, { device })).rejects.toMatchObject({
    details: { code: 'PAIRING_REQUIRED', reason: 'role-upgrade' },
  })
  const { pending } = await person.request<{ pending: { requestId: string }[] }>('device.pair.list')
  await person.request('device.pair.approve', { requestId: pending[0]?.requestId })
  expect((await connectNode(shared, { device })).hello.auth.role).toBe('node')
})
