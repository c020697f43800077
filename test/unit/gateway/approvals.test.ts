import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../../src-main/conversations/database.ts'
import { createApprovals } from '../../../src-main/gateway/approvals.ts'
import { createHub } from '../../../src-main/gateway/hub.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import {
  closeTestGateways,
  connectNode,
  connectPeer,
  makeDevice,
  readWrite,
  startTestGateway,
  type Peer,
} from '../../support/test-gateway.ts'

afterEach(closeTestGateways)

const approver = { scopes: [...readWrite, 'operator.approvals'] }

type Decided = { id: string; decision: string | null }

async function start() {
  const gateway = await startTestGateway()
  const asker = await connectPeer(gateway, approver)
  const person = await connectPeer(gateway, { ...approver, clientDisplayName: 'the tray' })
  return { gateway, asker, person }
}

const ask = (peer: Peer, more: object = {}) =>
  peer.request<Decided>('exec.approval.request', { id: 'a-1', command: 'rm -r build', ...more })
const resolve = (peer: Peer, decision: string, id = 'a-1') =>
  peer.request('exec.approval.resolve', { id, decision })
const requested = (peer: Peer) => peer.event(({ event }) => event === 'exec.approval.requested')

test('a command waits until a person has decided, and everyone is told', async () => {
  const { asker, person } = await start()
  const decided = ask(asker, { cwd: '/tmp', env: { TOKEN: 'secret' } })
  const { payload } = await requested(person)
  expect(payload).toMatchObject({ id: 'a-1', request: { command: 'rm -r build', cwd: '/tmp' } })
  expect(JSON.stringify(payload)).not.toContain('secret')
  expect(await person.request('exec.approval.list')).toMatchObject([{ id: 'a-1' }])
  expect(await person.request('exec.approval.get', { id: 'a-1' })).toMatchObject({
    commandText: 'rm -r build',
    allowedDecisions: ['allow-once', 'allow-always', 'deny'],
  })

  expect(await resolve(person, 'allow-once')).toEqual({ ok: true })
  expect(await decided).toMatchObject({ id: 'a-1', decision: 'allow-once' })
  const resolved = await asker.event(({ event }) => event === 'exec.approval.resolved')
  expect(resolved.payload).toMatchObject({ id: 'a-1', decision: 'allow-once', resolvedBy: 'the tray' })
  expect(await person.request('exec.approval.list')).toEqual([])
})

test('who asks in two phases gets the id at once and the decision later', async () => {
  const { asker, person } = await start()
  const decided = asker.request(
    'exec.approval.request',
    { command: 'ls', twoPhase: true },
    { expectFinal: true },
  )
  const { id } = (await requested(person)).payload as { id: string }
  await resolve(person, 'deny', id)
  expect(await decided).toMatchObject({ id, decision: 'deny' })
})

test('nothing is decided twice: the first answer stays', async () => {
  const { asker, person } = await start()
  const decided = ask(asker)
  await requested(person)
  await resolve(person, 'deny')
  await expect(resolve(asker, 'allow-once')).rejects.toMatchObject({
    details: { code: 'APPROVAL_ALREADY_RESOLVED', decision: 'deny' },
  })
  expect(await resolve(person, 'deny')).toEqual({ ok: true })
  expect(await decided).toMatchObject({ decision: 'deny' })
  await asker.request('health')
  expect(asker.events.filter(({ event }) => event === 'exec.approval.resolved')).toHaveLength(1)
})

test('a request nobody answers expires, and cannot be allowed any more', async () => {
  const { asker, person } = await start()
  expect(await ask(asker, { timeoutMs: 1 })).toMatchObject({ decision: null })
  await expect(resolve(person, 'allow-once')).rejects.toMatchObject({ gatewayCode: 'APPROVAL_NOT_FOUND' })
  const { payload } = await person.event(({ event }) => event === 'exec.approval.resolved')
  expect(payload).toMatchObject({ id: 'a-1', decision: 'expired' })
})

test('others can wait for the same decision, before and after it is made', async () => {
  const { asker, person } = await start()
  const decided = ask(asker)
  await requested(person)
  const waiting = person.request('exec.approval.waitDecision', { id: 'a-1' })
  await resolve(person, 'allow-always')
  expect(await waiting).toEqual(await decided)
  expect(await person.request('exec.approval.waitDecision', { id: 'a-1' })).toEqual(await decided)
})

test('only who may decide is told, and may ask', async () => {
  const { gateway, asker, person } = await start()
  const other = await connectPeer(gateway)
  const decided = ask(asker)
  await requested(person)
  await expect(other.request('exec.approval.list')).rejects.toMatchObject({
    details: { missingScope: 'operator.approvals' },
  })
  await resolve(person, 'deny')
  await decided
  await other.request('health')
  expect(other.events.filter(({ event }) => event.startsWith('exec.'))).toEqual([])
})

test.each([
  ['a word that is no decision', { decision: 'maybe' }, 'INVALID_REQUEST'],
  ['an id there is not', { id: 'no-such', decision: 'deny' }, 'APPROVAL_NOT_FOUND'],
  ['a decision that is not offered', { decision: 'allow-always' }, 'INVALID_REQUEST'],
])('%s is refused, and the request goes on waiting', async (_, more, gatewayCode) => {
  const { asker, person } = await start()
  const decided = ask(asker, { unavailableDecisions: ['allow-always'] })
  await requested(person)
  const answered = person.request('exec.approval.resolve', { id: 'a-1', ...more })
  await expect(answered).rejects.toMatchObject({ gatewayCode })
  await resolve(person, 'deny')
  expect(await decided).toMatchObject({ decision: 'deny' })
})

test.each([
  ['no command', { command: undefined }],
  ['a command for a node, without the node', { host: 'node' }],
  ['an id that waits already', { id: 'taken' }],
])('a request with %s is refused', async (_, more) => {
  const { asker, person } = await start()
  const taken = ask(asker, { id: 'taken' })
  await requested(person)
  await expect(ask(asker, more)).rejects.toMatchObject({ gatewayCode: 'INVALID_REQUEST' })
  await resolve(person, 'deny', 'taken')
  await taken
})

test('a command is shown as it would run, whatever the asker calls it', async () => {
  const { asker, person } = await start()
  const decided = ask(asker, { command: 'ls', commandArgv: ['rm', '-r', 'my build'] })
  expect((await requested(person)).payload).toMatchObject({
    request: { command: 'rm -r "my build"', requestedBy: expect.stringMatching(/./) },
  })
  await resolve(person, 'deny')
  await decided
})

test('a request that waits when the gateway ends is over after its restart, and says why', async () => {
  const { gateway, asker } = await start()
  const decided = ask(asker).catch(() => undefined)
  await requested(asker)
  await gateway.close()
  await decided

  const again = await startTestGateway({ stateDir: gateway.stateDir })
  const person = await connectPeer(again, approver)
  expect(await person.request('exec.approval.list')).toEqual([])
  expect(await person.request('exec.approval.get', { id: 'a-1' })).toMatchObject({
    commandText: 'rm -r build',
    decision: null,
    resolvedBy: 'the gateway was restarted',
  })
  await expect(resolve(person, 'allow-once')).rejects.toMatchObject({ gatewayCode: 'APPROVAL_NOT_FOUND' })
})

test('what was decided is known after a sudden end, and a permission for one time is taken once in all', async () => {
  const dir = await makeTempDir('approvals')
  const file = path.join(dir.path, 'gateway.db')
  const database = openDatabase(file, () => '')
  // Nothing of the one before is closed: as after an end without notice.
  const afterEnd = () => createApprovals(database, createHub(), () => 1_000)
  const request = { command: 'ls', runId: 'run', toolCallId: 'call' }
  const first = afterEnd()
  first.request(request, { id: 'once' })
  first.request({ ...request, toolCallId: 'other' }, { id: 'never' })
  first.resolve('once', 'allow-once', 'the tray')

  const second = afterEnd()
  expect(second.get('once')).toMatchObject({ decision: 'allow-once', resolvedBy: 'the tray' })
  expect([second.fateOf('run', 'call'), second.fateOf('run', 'other')]).toEqual(['allowed', 'undecided'])
  expect(second.fateOf('run', 'unasked')).toBeUndefined()
  expect(second.use('once')).toMatchObject({ id: 'once' })
  expect(second.use('once')).toBeUndefined()

  const third = afterEnd()
  expect(third.use('once')).toBeUndefined()
  expect(third.fateOf('run', 'call')).toBe('begun')
  for (const approvals of [first, second, third]) approvals.close()
  database.close()
  await dir.remove()
})

describe('a command line for a node', () => {
  type Asked = { id: string; nodeId: string; paramsJSON: string }
  const command = ['rm', '-r', 'build']

  async function startWithNode() {
    const device = makeDevice()
    const gateway = await startTestGateway()
    const owner = await connectPeer(gateway, { scopes: ['operator.admin'] })
    const node = await connectNode(gateway, { device, commands: ['system.run'] })
    const { pending } = await owner.request<{ pending: { requestId: string }[] }>('node.pair.list')
    await owner.request('node.pair.approve', { requestId: pending[0]?.requestId })
    const run = (params: object, idempotencyKey = 'r-1') =>
      owner.request('node.invoke', { nodeId: device.id, command: 'system.run', params, idempotencyKey })
    const allow = async (more: object = {}) => {
      const request = { id: 'a-1', host: 'node', nodeId: device.id, commandArgv: command, ...more }
      const decided = owner.request('exec.approval.request', request)
      await requested(owner)
      await resolve(owner, 'allow-once')
      await decided
    }
    const nextAsked = async () => {
      const { payload } = await node.event(({ event }) => event === 'node.invoke.request')
      const asked = payload as Asked
      await node.request('node.invoke.result', { id: asked.id, nodeId: asked.nodeId, ok: true })
      return JSON.parse(asked.paramsJSON) as Record<string, unknown>
    }
    return { run, allow, nextAsked }
  }

  test('goes out as approved when a person has approved it here, once', async () => {
    const { run, allow, nextAsked } = await startWithNode()
    await allow()
    const params = { command, approved: true, approvalDecision: 'allow-once', runId: 'a-1' }
    const done = run(params)
    expect(await nextAsked()).toMatchObject({ command, approved: true, approvalDecision: 'allow-once' })
    expect(await done).toMatchObject({ ok: true })
    await expect(run(params, 'r-2')).rejects.toMatchObject({ details: { code: 'APPROVAL_REQUIRED' } })
  })

  test.each([
    ['that nobody was asked about', { command, approved: true }],
    ['with the approval of another', { command: ['ls'], approved: true, runId: 'a-1' }],
    ['in another folder', { command, cwd: '/', approved: true, runId: 'a-1' }],
  ])('%s is not sent as approved', async (_, params) => {
    const { run, allow } = await startWithNode()
    await allow()
    await expect(run(params)).rejects.toMatchObject({ details: { code: 'APPROVAL_REQUIRED' } })
  })

  test('that does not claim to be approved is left to the node to decide', async () => {
    const { run, nextAsked } = await startWithNode()
    const done = run({ command })
    expect(await nextAsked()).toEqual({ command })
    await done
  })
})
