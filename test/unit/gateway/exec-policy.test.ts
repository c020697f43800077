// What may run, by agent and by node: the configuration, the gateway computer's exec approvals, and a node's own.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { EventFrame } from '@openclaw/gateway-protocol'
import { afterEach, expect, test } from 'vitest'
import type { ExecPolicy } from '../../../src-main/exec-policy/exec-policy.ts'
import { eventually } from '../../support/eventually.ts'
import { startModelServer, type ModelServer } from '../../support/model-server.ts'
import { faultsOf } from '../../support/protocol-schema.ts'
import {
  closeTestGateways,
  connectPeer,
  modelConfig,
  readWrite,
  startTestGateway,
  type Peer,
  type TestGateway,
} from '../../support/test-gateway.ts'
import {
  closeTestNodeHosts,
  joinGateway,
  openTestNodeHost,
  type TestNodeHost,
} from '../../support/test-node-host.ts'

const models: ModelServer[] = []
afterEach(async () => {
  await closeTestNodeHosts()
  await closeTestGateways()
  for (const model of models.splice(0)) await model.close()
})

const scopes = [...readWrite, 'operator.approvals', 'operator.pairing', 'operator.admin']

async function start(config: object = {}) {
  const model = await startModelServer()
  models.push(model)
  const gateway = await startTestGateway({ config: modelConfig(model.baseUrl, config) })
  return { model, gateway, owner: await connectPeer(gateway, { scopes }) }
}

async function withNode(config: object, policy: ExecPolicy) {
  const parts = await start(config)
  const host = await openTestNodeHost({ policy })
  await joinGateway(host, parts.gateway, parts.owner)
  return { ...parts, host }
}

let runs = 0
/** What comes of a command that the agent wants to run; `decide` answers the question about it. */
async function attempt(
  { model, owner }: { model: ModelServer; owner: Peer },
  argv: string[],
  { onNode = false, decide = async (_id: string) => {} } = {},
) {
  const runId = `run-${(runs += 1)}`
  const params = { action: 'invoke', command: 'system.run', params: { command: argv } }
  model.next(
    onNode
      ? { kind: 'tool-call', id: `call-${runId}`, name: 'nodes', arguments: params }
      : { kind: 'tool-call', id: `call-${runId}`, name: 'exec', arguments: { argv } },
  )
  const of = (event: EventFrame) =>
    event.payload as Record<string, unknown> & { request?: { runId?: string } }
  const ended = owner.event(
    event => event.event === 'chat' && of(event)['runId'] === runId && of(event)['state'] === 'final',
  )
  await owner.request('chat.send', { sessionKey: 'main', message: runId, idempotencyKey: runId })
  const question = owner
    .event(event => event.event === 'exec.approval.requested' && of(event).request?.runId === runId)
    .then(event => of(event) as { id: string; request: Record<string, unknown> })
  const first = await Promise.race([ended.then(() => undefined), question])
  if (first) await decide(first.id)
  await ended
  const { messages } = await owner.request<{ messages: { role: string; content: { text?: string }[] }[] }>(
    'chat.history',
    { sessionKey: 'main' },
  )
  const answer = messages.findLast(({ role }) => role === 'toolResult')?.content[0]?.text ?? ''
  return { question: first?.request, answer }
}

const echo = [process.execPath, '-p', '6 * 7']
const allowing = (owner: Peer) => ({
  decide: async (id: string) => {
    await owner.request('exec.approval.resolve', { id, decision: 'allow-once' })
  },
})

async function change(owner: Peer, patch: object) {
  const { hash } = await owner.request<{ hash: string }>('config.get', {})
  await owner.request('config.patch', { raw: JSON.stringify(patch), baseHash: hash })
}

type Snapshot = { path: string; exists: boolean; hash: string; file: ExecPolicy; resolvedDefaults: object }
const read = (owner: Peer) => owner.request<Snapshot>('exec.approvals.get', {})

test('an agent that is written down as forbidden runs nothing, whatever others may', async () => {
  const entries = (mode: string) => ({ agents: { entries: { main: { tools: { exec: { mode } } } } } })
  const parts = await start({ tools: { exec: { mode: 'ask' } } })
  await change(parts.owner, entries('deny'))
  expect(await attempt(parts, echo)).toMatchObject({
    question: undefined,
    answer: expect.stringContaining('may not be run here'),
  })
  await change(parts.owner, entries('full'))
  expect(await attempt(parts, echo, allowing(parts.owner))).toMatchObject({
    question: { agentId: 'main', host: 'gateway' },
    answer: '42',
  })
})

test('the exec approvals of the gateway’s computer are read and written, and only narrow what is configured', async () => {
  const parts = await start({ tools: { exec: { mode: 'full' } } })
  const { owner } = parts
  expect(await attempt(parts, echo)).toEqual({ question: undefined, answer: '42' })
  const before = await read(owner)
  expect(faultsOf('ExecApprovalsSnapshot', before)).toEqual([])
  expect(before).toMatchObject({ exists: false, resolvedDefaults: { security: 'full', ask: 'off' } })

  const file = {
    version: 1 as const,
    defaults: { security: 'allowlist', ask: 'off' },
    agents: { main: { allowlist: [{ pattern: process.execPath, argPattern: '^-p 42$' }] } },
  }
  const after = await owner.request<Snapshot>('exec.approvals.set', { file, baseHash: before.hash })
  expect(faultsOf('ExecApprovalsSnapshot', after)).toEqual([])
  expect(after).toMatchObject({ exists: true, file })
  expect((await attempt(parts, echo)).answer).toContain('may not be run here')
  expect((await attempt(parts, [process.execPath, '-p', '42'])).answer).toBe('42')
  await expect(owner.request('exec.approvals.set', { file, baseHash: before.hash })).rejects.toMatchObject({
    details: { code: 'BASE_HASH_MISMATCH' },
  })
  await expect(owner.request('exec.approvals.set', { file })).rejects.toMatchObject({
    details: { code: 'BASE_HASH_REQUIRED' },
  })
  expect(await read(owner)).toEqual(after)
})

test.each([
  ['a word it has not', { version: 1, defaults: { ask: 'sometimes' } }],
  [
    'an expression that is none',
    { version: 1, agents: { main: { allowlist: [{ pattern: '/bin/x', argPattern: '(' }] } } },
  ],
  ['another version', { version: 2 }],
])('exec approvals with %s are refused, and the old ones stay', async (_, file) => {
  const { owner } = await start()
  await expect(owner.request('exec.approvals.set', { file })).rejects.toMatchObject({
    gatewayCode: 'INVALID_REQUEST',
  })
  expect(await read(owner)).toMatchObject({ exists: false })
})

test('while the exec approvals cannot be read, nothing runs at the gateway', async () => {
  const parts = await start({ tools: { exec: { mode: 'full' } } })
  await writeFile(path.join(parts.gateway.stateDir, 'exec-approvals.json'), '{ "version": 1, "defaults": {')
  expect((await attempt(parts, echo)).answer).toContain('may not be run here')
  await expect(read(parts.owner)).rejects.toMatchObject({ gatewayCode: 'UNAVAILABLE' })
})

test('what waits when the rules become stricter does not run after a yes, and looser ones let nothing through by themselves', async () => {
  const parts = await start({ tools: { exec: { mode: 'ask' } } })
  const { owner } = parts
  const set = (mode: string) => change(owner, { tools: { exec: { mode } } })
  const stricter = await attempt(parts, echo, {
    decide: async id => {
      await set('deny')
      await owner.request('exec.approval.resolve', { id, decision: 'allow-once' })
    },
  })
  expect(stricter.answer).toContain('may not be run here')

  await set('ask')
  const looser = await attempt(parts, echo, {
    decide: async id => {
      await set('full')
      expect(await owner.request('exec.approval.list', {})).toMatchObject([{ id }])
      await owner.request('exec.approval.resolve', { id, decision: 'deny' })
    },
  })
  expect(looser.answer).toContain('said no')
})

const onNode = { onNode: true }
const lists: ExecPolicy = {
  version: 1,
  defaults: { security: 'allowlist', ask: 'on-miss' },
  agents: { main: { allowlist: [{ pattern: process.execPath, args: ['-p', '6 * 7'] }] } },
}

function ruleFor(host: TestNodeHost, mode: string) {
  return { gateway: { nodes: { entries: { [host.nodeId]: { tools: { exec: { mode } } } } } } }
}

test('a rule for one node counts there: forbidden, what it has listed, or after a yes', async () => {
  const parts = await withNode({ tools: { exec: { mode: 'full' } } }, lists)
  const { owner, host } = parts
  await change(owner, ruleFor(host, 'deny'))
  expect((await attempt(parts, echo, onNode)).answer).toContain('may not be run there')

  await change(owner, ruleFor(host, 'allowlist'))
  expect((await attempt(parts, echo, onNode)).answer).toContain('"stdout": "42\\n"')
  const unlisted = await attempt(parts, [process.execPath, '-p', '7'], onNode)
  expect(unlisted.question).toBeUndefined()
  expect(unlisted.answer).toContain('approval required')

  await change(owner, ruleFor(host, 'ask'))
  expect(await attempt(parts, echo, { ...onNode, ...allowing(owner) })).toMatchObject({
    question: { host: 'node', nodeId: host.nodeId },
    answer: expect.stringContaining('"stdout": "42\\n"'),
  })
})

test('a node that keeps no list is not trusted with one', async () => {
  const parts = await start({ tools: { exec: { mode: 'allowlist' } } })
  const invoked = await openNode(parts.gateway, parts.owner, { security: 'full', ask: 'off' })
  expect((await attempt(parts, ['uname'], onNode)).answer).toContain('may not be run there')
  expect(invoked).toEqual(['system.run.prepare'])
})

test('the question of a node says which run and which call of it asks, as the gateway knows it', async () => {
  const parts = await withNode({ tools: { exec: { mode: 'full' } } }, { version: 1 })
  const { question, answer } = await attempt(parts, echo, { ...onNode, ...allowing(parts.owner) })
  const runId = String(question?.['runId'])
  expect(question).toMatchObject({
    host: 'node',
    nodeId: parts.host.nodeId,
    agentId: 'main',
    sessionKey: 'agent:main:main',
    toolCallId: `call-${runId}`,
  })
  expect(answer).toContain('"stdout": "42\\n"')
})

test('a node’s own exec approvals can be read here, without its secrets; they are written at the node', async () => {
  const { owner, host } = await withNode({}, lists)
  const file = path.join(host.stateDir, 'node', 'exec-approvals.json')
  const own = JSON.parse(await readFile(file, 'utf8')) as object
  await writeFile(file, JSON.stringify({ ...own, socket: { token: 'a-secret' } }))
  const seen = await owner.request<Snapshot>('exec.approvals.node.get', { nodeId: host.nodeId })
  expect(faultsOf('ExecApprovalsNodeSnapshot', seen)).toEqual([])
  expect(JSON.stringify(seen)).not.toContain('a-secret')
  expect(seen).toMatchObject({
    file: { agents: { main: { allowlist: [{ pattern: process.execPath, argPattern: '^-p 6 \\* 7$' }] } } },
    resolvedDefaults: { security: 'allowlist', ask: 'on-miss' },
  })
  await expect(
    owner.request('exec.approvals.node.set', {
      nodeId: host.nodeId,
      file: { version: 1 },
      baseHash: seen.hash,
    }),
  ).rejects.toMatchObject({ details: { code: 'NOT_ALLOWED' } })
})

/** A node of somebody else's making, which answers what it is to run with this policy. */
async function openNode(gateway: TestGateway, owner: Peer, execPolicy: object) {
  const invoked: string[] = []
  const node = await connectPeer(gateway, {
    clientName: 'node-host',
    mode: 'node',
    role: 'node',
    scopes: [],
    commands: ['system.run', 'system.run.prepare'],
    onEvent: ({ event, payload }) => {
      if (event !== 'node.invoke.request') return
      const { id, nodeId, command } = payload as Record<string, string>
      invoked.push(command ?? '')
      const answer = { id, nodeId, ok: true, payloadJSON: JSON.stringify({ plan: {}, execPolicy }) }
      void node.request('node.invoke.result', answer)
    },
  })
  const request = await owner.event(({ event }) => event === 'node.pair.requested')
  const { requestId } = request.payload as { requestId: string }
  await owner.request('node.pair.approve', { requestId })
  await eventually(async () => (await owner.request<{ nodes: object[] }>('node.list')).nodes).toMatchObject([
    { connected: true, approvalState: 'approved' },
  ])
  return invoked
}
