import { afterEach, expect, test } from 'vitest'
import { faultsOf, type ProtocolSchema } from '../../support/protocol-schema.ts'
import {
  closeTestGateways,
  connectNode,
  connectPeer,
  makeDevice,
  startTestGateway,
  type Peer,
} from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

const admin = { scopes: ['operator.admin'], caps: ['tool-events'] }

async function speak(peer: Peer) {
  await peer.request('chat.send', { sessionKey: 'main', message: '/help', idempotencyKey: 'run-1' })
  await peer.event(
    ({ event, payload }) => event === 'chat' && (payload as { state: string }).state === 'final',
  )
}

/** OpenClaw's gateway sends these as well, though its published schemas do not know them. */
const knownExtras = [
  '/auth must not have additional properties {"additionalProperties":["method"]}',
  ' must not have additional properties {"additionalProperties":["sessionKey"]}',
]
const faults = (name: ProtocolSchema, value: unknown) =>
  faultsOf(name, value).filter(fault => !knownExtras.includes(fault))

test('the greeting has the shape the protocol gives it', async () => {
  const peer = await connectPeer(await startTestGateway(), admin)
  expect(faults('HelloOk', peer.hello)).toEqual([])
})

test('every event has the shape the protocol gives it', async () => {
  const gateway = await startTestGateway({ limits: { tickIntervalMs: 20 } })
  const peer = await connectPeer(gateway, admin)
  await speak(peer)
  await peer.event(({ event }) => event === 'tick')
  await gateway.close()
  await peer.event(({ event }) => event === 'shutdown')

  const shapes: Partial<Record<string, ProtocolSchema>> = {
    chat: 'ChatEvent',
    agent: 'AgentEvent',
    tick: 'TickEvent',
    shutdown: 'ShutdownEvent',
  }
  const named = new Set(peer.events.map(({ event }) => event))
  expect([...named]).toEqual(expect.arrayContaining(Object.keys(shapes)))
  for (const frame of peer.events) {
    const shape = shapes[frame.event]
    expect(faults('EventFrame', frame)).toEqual([])
    if (shape) expect([frame.event, faults(shape, frame.payload)]).toEqual([frame.event, []])
  }
})

test.each<[string, object, ProtocolSchema]>([
  ['agents.list', {}, 'AgentsListResult'],
  ['models.list', {}, 'ModelsListResult'],
  ['commands.list', {}, 'CommandsListResult'],
  ['channels.status', { probe: true }, 'ChannelsStatusResult'],
  ['config.schema', {}, 'ConfigSchemaResponse'],
  ['logs.tail', {}, 'LogsTailResult'],
  ['sessions.create', { label: 'Work' }, 'SessionsCreateResult'],
  ['sessions.delete', { key: 'other' }, 'SessionsDeleteResult'],
  ['chat.history', { sessionKey: 'main', cursor: 'stale' }, 'ChatHistoryResetResult'],
  ['chat.message.get', { sessionKey: 'main', messageId: 'no-such' }, 'ChatMessageGetResult'],
])('the answer to %s has the shape the protocol gives it', async (name, params, shape) => {
  const peer = await connectPeer(await startTestGateway(), admin)
  await speak(peer)
  expect(faults(shape, await peer.request(name, params))).toEqual([])
})

test('a history that catches up has the shape the protocol gives it', async () => {
  const peer = await connectPeer(await startTestGateway(), admin)
  await speak(peer)
  const { deltaCursor: cursor } = await peer.request('chat.history', { sessionKey: 'main' })
  const caughtUp = await peer.request('chat.history', { sessionKey: 'main', cursor })
  expect(faults('ChatHistoryDeltaResult', caughtUp)).toEqual([])
})

test('what nodes are asked and answered has the shape the protocol gives it', async () => {
  const gateway = await startTestGateway()
  const owner = await connectPeer(gateway, admin)
  const device = makeDevice()
  const node = await connectNode(gateway, { device, commands: ['system.notify'] })
  const { pending } = await owner.request<{ pending: { requestId: string }[] }>('node.pair.list')
  await owner.request('node.pair.approve', { requestId: pending[0]?.requestId })

  expect(faults('NodeEventResult', await node.request('node.event', { event: 'x' }))).toEqual([])
  const answered = owner.request('node.invoke', {
    nodeId: device.id,
    command: 'system.notify',
    idempotencyKey: 'k',
  })
  const { payload } = await node.event(({ event }) => event === 'node.invoke.request')
  expect(faults('NodeInvokeRequestEvent', payload)).toEqual([])
  const { id } = payload as { id: string }
  await node.request('node.invoke.result', { id, nodeId: device.id, ok: true })
  await answered
})

test('everyone who is here is shown in the shape the protocol gives it', async () => {
  const gateway = await startTestGateway()
  const peer = await connectPeer(gateway, admin)
  await connectNode(gateway)
  const entries = await peer.request<object[]>('system-presence')
  expect(entries).toHaveLength(3)
  expect(entries.flatMap(entry => faults('PresenceEntry', entry))).toEqual([])
})
