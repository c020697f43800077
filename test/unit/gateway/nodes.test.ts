import { afterEach, describe, expect, test } from 'vitest'
import {
  closeTestGateways,
  connectNode,
  connectParams,
  connectPeer,
  connectRaw,
  makeDevice,
  readWrite,
  startTestGateway,
  type Peer,
  type TestDevice,
} from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

const approver = [...readWrite, 'operator.pairing', 'operator.admin']

type Row = {
  nodeId: string
  connected: boolean
  commands: string[]
  approvalState: string
  pendingRequestId?: string
}
type Asked = { id: string; nodeId: string; command: string; paramsJSON?: string; timeoutMs: number }

const rowsOf = async (peer: Peer) => (await peer.request<{ nodes: Row[] }>('node.list')).nodes
const askedOf = async (node: Peer, command: string) =>
  (
    await node.event(
      ({ event, payload }) => event === 'node.invoke.request' && (payload as Asked).command === command,
    )
  ).payload as Asked

const answer = (node: Peer, { id, nodeId }: Asked, more: object) =>
  node.request('node.invoke.result', { id, nodeId, ...more })

async function approveOnly(owner: Peer) {
  const { pending } = await owner.request<{ pending: { requestId: string }[] }>('node.pair.list')
  await owner.request('node.pair.approve', { requestId: pending[0]?.requestId })
}

/** A gateway with a node that is approved, and an operator who may do everything. */
async function startWithNode(commands: string[], device: TestDevice = makeDevice()) {
  const gateway = await startTestGateway()
  const owner = await connectPeer(gateway, { scopes: approver })
  const node = await connectNode(gateway, { device, commands })
  await approveOnly(owner)
  return { gateway, owner, node, device, nodeId: device.id }
}

const invoke = (peer: Peer, nodeId: string, command: string, more: object = {}) =>
  peer.request('node.invoke', { nodeId, command, idempotencyKey: `${command}-1`, ...more })

const notify = 'system.notify'

test('a node waits for approval of its commands, and needs not come again once it is given', async () => {
  const gateway = await startTestGateway()
  const owner = await connectPeer(gateway, { scopes: approver })
  const device = makeDevice()
  const node = await connectNode(gateway, { device, commands: [notify], caps: ['voice'] })

  const requested = await owner.event(({ event }) => event === 'node.pair.requested')
  const { requestId } = requested.payload as { requestId: string }
  expect(requested.payload).toMatchObject({ nodeId: device.id, commands: [notify], caps: ['voice'] })
  expect(await rowsOf(owner)).toMatchObject([
    {
      nodeId: device.id,
      connected: true,
      commands: [],
      approvalState: 'pending-approval',
      pendingRequestId: requestId,
    },
  ])
  await expect(invoke(owner, device.id, notify)).rejects.toThrow('command not approved')
  await expect(node.request('node.event', { event: 'voice.transcript' })).rejects.toMatchObject({
    gatewayCode: 'UNAVAILABLE',
    details: { code: 'PAIRING_CHANGED' },
  })

  await owner.request('node.pair.approve', { requestId })
  const resolved = await owner.event(({ event }) => event === 'node.pair.resolved')
  expect(resolved.payload).toMatchObject({ requestId, nodeId: device.id, decision: 'approved' })
  expect(await owner.request('node.describe', { nodeId: device.id })).toMatchObject({
    commands: [notify],
    approvalState: 'approved',
    connected: true,
  })
  await expect(
    node.request('node.event', { event: 'node.presence.alive', payload: {} }),
  ).resolves.toMatchObject({ ok: true, handled: true })
})

test('a node does what it is asked, and its answer comes back whole', async () => {
  const { owner, node, nodeId } = await startWithNode([notify])
  const answered = invoke(owner, nodeId, notify, { params: { title: 'hi' }, timeoutMs: 4_000 })
  const asked = await askedOf(node, notify)
  expect(asked).toMatchObject({ nodeId, command: notify, paramsJSON: '{"title":"hi"}', timeoutMs: 4_000 })
  await answer(node, asked, { ok: true, payloadJSON: '{"shown":true}' })

  expect(await answered).toEqual({
    ok: true,
    nodeId,
    command: notify,
    payload: { shown: true },
    payloadJSON: '{"shown":true}',
  })
})

test('events that a node gets bear no number', async () => {
  const { owner, node, nodeId } = await startWithNode([notify])
  const answered = invoke(owner, nodeId, notify)
  await answer(node, await askedOf(node, notify), { ok: true })
  await answered
  expect(node.events.filter(({ seq }) => seq !== undefined)).toEqual([])
})

test('what the node says of its own failure reaches the caller', async () => {
  const { owner, node, nodeId } = await startWithNode([notify])
  const answered = invoke(owner, nodeId, notify)
  await answer(node, await askedOf(node, notify), {
    ok: false,
    error: { code: 'PERMISSION_DENIED', message: 'notifications are off' },
  })
  await expect(answered).rejects.toMatchObject({
    gatewayCode: 'UNAVAILABLE',
    message: 'notifications are off',
    details: { code: 'NODE_ERROR', nodeError: { code: 'PERMISSION_DENIED' } },
  })
})

test('a node that goes away in the middle of a call is an error at once', async () => {
  const { owner, node, nodeId } = await startWithNode([notify])
  const answered = invoke(owner, nodeId, notify, { timeoutMs: 600_000 })
  answered.catch(() => undefined)
  await askedOf(node, notify)
  await node.close()
  await expect(answered).rejects.toMatchObject({
    gatewayCode: 'UNAVAILABLE',
    retryable: false,
    details: { code: 'NODE_DISCONNECTED' },
  })
  await expect(invoke(owner, nodeId, notify, { idempotencyKey: 'later' })).rejects.toMatchObject({
    gatewayCode: 'UNAVAILABLE',
    retryable: true,
    details: { code: 'NOT_CONNECTED' },
  })
})

test('a call ends at its deadline, and the answer that comes later is not taken', async () => {
  const { owner, node, nodeId } = await startWithNode([notify])
  await expect(invoke(owner, nodeId, notify, { timeoutMs: 1 })).rejects.toMatchObject({
    details: { code: 'TIMEOUT' },
  })
  expect(await answer(node, await askedOf(node, notify), { ok: true })).toEqual({ ok: true, ignored: true })
})

test('one node cannot answer for another', async () => {
  const { gateway, owner, node, nodeId } = await startWithNode([notify])
  const other = await connectNode(gateway, { commands: [notify] })
  const answered = invoke(owner, nodeId, notify)
  const asked = await askedOf(node, notify)
  await expect(answer(other, asked, { ok: true, payload: 'forged' })).rejects.toThrow('nodeId mismatch')
  await answer(node, asked, { ok: true, payload: 'real' })
  expect(await answered).toMatchObject({ payload: 'real' })
})

describe('the same key again', () => {
  test('asks the node once, and everyone gets the one answer', async () => {
    const { owner, node, nodeId } = await startWithNode([notify])
    const first = invoke(owner, nodeId, notify)
    const second = invoke(owner, nodeId, notify)
    await answer(node, await askedOf(node, notify), { ok: true, payload: 1 })

    expect(await second).toEqual(await first)
    expect(await invoke(owner, nodeId, notify)).toEqual(await first)
    expect(node.events.filter(({ event }) => event === 'node.invoke.request')).toHaveLength(1)
  })

  test('is remembered over a restart of the gateway', async () => {
    const { gateway, owner, node, device, nodeId } = await startWithNode([notify])
    const first = invoke(owner, nodeId, notify)
    await answer(node, await askedOf(node, notify), { ok: true, payload: 1 })
    const answered = await first
    await Promise.all([owner.close(), node.close()])
    await gateway.close()

    const again = await startTestGateway({ stateDir: gateway.stateDir })
    const after = await connectPeer(again, { scopes: approver })
    const sameNode = await connectNode(again, { device, commands: [notify] })
    expect(await invoke(after, nodeId, notify)).toEqual(answered)
    expect(sameNode.events.some(({ event }) => event === 'node.invoke.request')).toBe(false)
  })

  test('for something else is refused', async () => {
    const { owner, node, nodeId } = await startWithNode([notify])
    const first = invoke(owner, nodeId, notify, { params: 1 })
    await answer(node, await askedOf(node, notify), { ok: true })
    await first
    await expect(invoke(owner, nodeId, notify, { params: 2 })).rejects.toMatchObject({
      details: { code: 'IDEMPOTENCY_KEY_REUSED' },
    })
  })

  test('may be tried when the node was never reached', async () => {
    const { gateway, owner, node, device, nodeId } = await startWithNode([notify])
    await node.close()
    await expect(invoke(owner, nodeId, notify)).rejects.toMatchObject({ details: { code: 'NOT_CONNECTED' } })
    const back = await connectNode(gateway, { device, commands: [notify] })
    const answered = invoke(owner, nodeId, notify)
    await answer(back, await askedOf(back, notify), { ok: true, payload: 2 })
    expect(await answered).toMatchObject({ payload: 2 })
  })
})

describe('what a node may be asked', () => {
  test('is no more than its platform allows, whatever it declares', async () => {
    const { owner, nodeId } = await startWithNode([notify, 'launch.missiles'])
    expect(await rowsOf(owner)).toMatchObject([{ commands: [notify] }])
    await expect(invoke(owner, nodeId, 'launch.missiles')).rejects.toMatchObject({
      gatewayCode: 'INVALID_REQUEST',
      details: { reason: 'command not allowlisted' },
    })
  })

  test('is no more than it declares', async () => {
    const { owner, nodeId } = await startWithNode([notify])
    await expect(invoke(owner, nodeId, 'location.get')).rejects.toMatchObject({
      details: { reason: 'command not declared by node' },
    })
  })

  test('can be widened and narrowed by the configuration', async () => {
    const config = { gateway: { nodes: { allowCommands: ['lamp.on'], denyCommands: [notify] } } }
    const gateway = await startTestGateway({ config })
    const owner = await connectPeer(gateway, { scopes: approver })
    await connectNode(gateway, { commands: [notify, 'lamp.on'] })
    await approveOnly(owner)
    expect(await rowsOf(owner)).toMatchObject([{ commands: ['lamp.on'] }])
  })

  test('does not include its approval rules', async () => {
    const { owner, nodeId } = await startWithNode(['system.execApprovals.set'])
    await expect(invoke(owner, nodeId, 'system.execApprovals.set')).rejects.toThrow(
      'node.invoke does not allow',
    )
  })

  test('must fit into a frame', async () => {
    const { owner, nodeId } = await startWithNode([notify])
    await expect(
      invoke(owner, nodeId, notify, { params: 'x'.repeat(5 * 1024 * 1024) }),
    ).rejects.toMatchObject({ gatewayCode: 'INVALID_REQUEST' })
  })
})

test('a node that comes back with more commands keeps the old ones and asks for the new', async () => {
  const { gateway, owner, node, device, nodeId } = await startWithNode([notify])
  await node.close()
  await connectNode(gateway, { device, commands: [notify, 'location.get'] })

  const [row] = await rowsOf(owner)
  expect(row).toMatchObject({ nodeId, commands: [notify], approvalState: 'pending-approval' })
  await approveOnly(owner)
  expect(await rowsOf(owner)).toMatchObject([{ commands: ['location.get', notify] }])
})

test('a request for other commands replaces the one before, so nobody approves what they have not seen', async () => {
  const gateway = await startTestGateway()
  const owner = await connectPeer(gateway, { scopes: approver })
  const device = makeDevice()
  const first = await connectNode(gateway, { device, commands: [notify] })
  const { requestId } = (await owner.event(({ event }) => event === 'node.pair.requested')).payload as {
    requestId: string
  }
  await first.close()
  await connectNode(gateway, { device, commands: ['system.run'] })

  await expect(owner.request('node.pair.approve', { requestId })).rejects.toThrow('unknown requestId')
  expect(await owner.request('node.pair.list')).toMatchObject({
    pending: [{ commands: ['system.run'] }],
    paired: [],
  })
})

test('nobody approves a node for more than they may do themselves', async () => {
  const gateway = await startTestGateway()
  const keeper = await connectPeer(gateway, { scopes: ['operator.pairing', 'operator.write'] })
  await connectNode(gateway, { commands: ['system.run'] })
  await expect(approveOnly(keeper)).rejects.toMatchObject({
    gatewayCode: 'FORBIDDEN',
    details: { missingScope: 'operator.admin' },
  })
})

test('a rejected node stays without its commands', async () => {
  const gateway = await startTestGateway()
  const owner = await connectPeer(gateway, { scopes: approver })
  const device = makeDevice()
  await connectNode(gateway, { device, commands: [notify] })
  const { pending } = await owner.request<{ pending: { requestId: string }[] }>('node.pair.list')
  await owner.request('node.pair.reject', { requestId: pending[0]?.requestId })
  expect(await rowsOf(owner)).toMatchObject([{ commands: [], approvalState: 'unapproved' }])
})

test('a node that is removed is sent away, and what was approved of it is forgotten', async () => {
  const { gateway, owner, device, nodeId } = await startWithNode([notify])
  const raw = await connectRaw(gateway)
  await raw.request('connect', connectParams({ scopes: approver }))
  await owner.request('node.pair.remove', { nodeId })
  await expect.poll(() => rowsOf(owner)).toEqual([])

  await connectNode(gateway, { device, commands: [notify] })
  expect(await rowsOf(owner)).toMatchObject([{ commands: [], approvalState: 'pending-approval' }])
})

test('an operator gives a node a name of their own', async () => {
  const { owner, nodeId } = await startWithNode([notify])
  await owner.request('node.rename', { nodeId, displayName: ' Kitchen ' })
  expect(await owner.request('node.describe', { nodeId })).toMatchObject({ displayName: 'Kitchen' })
})

test('the connection of a node that came last is the one that is asked', async () => {
  const { gateway, owner, node, device, nodeId } = await startWithNode([notify])
  const newer = await connectNode(gateway, { device, commands: [notify] })
  const answered = invoke(owner, nodeId, notify)
  await answer(newer, await askedOf(newer, notify), { ok: true, payload: 'newer' })
  expect(await answered).toMatchObject({ payload: 'newer' })
  await newer.close()

  const toOlder = invoke(owner, nodeId, notify, { idempotencyKey: 'second' })
  await answer(node, await askedOf(node, notify), { ok: true, payload: 'older' })
  expect(await toOlder).toMatchObject({ payload: 'older' })
})

test('what is heard at a node is said in the conversation, once for each event id', async () => {
  const { owner, node } = await startWithNode([notify])
  const heard = { event: 'voice.transcript', payloadJSON: JSON.stringify({ text: '/help', eventId: 'e1' }) }
  expect(await node.request('node.event', heard)).toMatchObject({ ok: true, handled: true })
  expect(await node.request('node.event', heard)).toMatchObject({ ok: true, handled: true })
  await owner.event(
    ({ event, payload }) => event === 'chat' && (payload as { state: string }).state === 'final',
  )
  const { messages } = await owner.request<{ messages: { role: string; content: unknown }[] }>(
    'chat.history',
    { sessionKey: 'main' },
  )
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant'])
  expect(messages[0]?.content).toBe('/help')
})

test.each([
  ['an event there is not', { event: 'no.such' }, 'unknown_event'],
  ['a transcript without text', { event: 'voice.transcript', payloadJSON: '{}' }, 'invalid_payload'],
  ['a payload that is not JSON', { event: 'voice.transcript', payloadJSON: '{' }, 'invalid_payload'],
])('%s is acknowledged as not handled', async (_, params, reason) => {
  const { node } = await startWithNode([notify])
  expect(await node.request('node.event', params)).toMatchObject({ ok: true, handled: false, reason })
})

test('nodes may not call what operators call, nor the other way round', async () => {
  const { owner, node } = await startWithNode([notify])
  await expect(node.request('node.list')).rejects.toThrow('unauthorized role: node')
  await expect(node.request('skills.bins')).resolves.toEqual({ bins: [] })
  await expect(owner.request('node.event', { event: 'x' })).rejects.toThrow('unauthorized role: operator')
})

test('revoking the right of a device to come as a node forgets what was approved of it', async () => {
  const { gateway, owner, device, nodeId } = await startWithNode([notify])
  await owner.request('device.token.revoke', { deviceId: nodeId, role: 'node' })
  await expect.poll(() => rowsOf(owner)).toEqual([])
  await connectNode(gateway, { device, commands: [notify] })
  expect(await rowsOf(owner)).toMatchObject([{ commands: [], approvalState: 'pending-approval' }])
})

test('a node has to be a device that is paired, also when it says that it is a background client', async () => {
  const gateway = await startTestGateway()
  const owner = await connectPeer(gateway, { scopes: approver })
  const device = makeDevice()
  await connectNode(gateway, { device, clientName: 'gateway-client', mode: 'backend', commands: [notify] })
  expect(await rowsOf(owner)).toMatchObject([{ nodeId: device.id, approvalState: 'pending-approval' }])
})
