import { readFile, writeFile, mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { EventFrame } from '@openclaw/gateway-protocol'
import { afterEach, expect, test } from 'vitest'
import type { Channel, OutgoingMessage } from '../../../src-main/channels/channel.ts'
import { startModelServer, type ModelServer } from '../../support/model-server.ts'
import {
  closeTestGateways,
  connectPeer,
  makeDevice,
  modelConfig,
  readWrite,
  startTestGateway,
  type Peer,
} from '../../support/test-gateway.ts'
import type { GatewayOptions } from '../../../src-main/gateway/gateway-options.ts'

const models: ModelServer[] = []
afterEach(async () => {
  await closeTestGateways()
  for (const model of models.splice(0)) await model.close()
})

async function start(config: object = {}, options: Partial<GatewayOptions> = {}) {
  const model = await startModelServer()
  models.push(model)
  const gateway = await startTestGateway({
    config: modelConfig(model.baseUrl, config),
    limits: { deltaIntervalMs: 0 },
    ...options,
  })
  return { model, gateway, workspace: path.join(gateway.stateDir, 'workspace') }
}

const admin = { scopes: [...readWrite, 'operator.approvals', 'operator.pairing', 'operator.admin'] }
const withTools = { caps: ['tool-events'] }

type Payload = Record<string, unknown> & {
  runId?: string
  state?: string
  stream?: string
  data?: Record<string, unknown>
}
const payloadOf = (event: EventFrame) => event.payload as Payload

async function say(peer: Peer, message: string, runId = message, sessionKey = 'main') {
  await peer.request('chat.send', { sessionKey, message, idempotencyKey: runId })
}

function ended(peer: Peer, runId: string) {
  return peer.event(
    event =>
      event.event === 'chat' &&
      payloadOf(event).runId === runId &&
      ['final', 'error', 'aborted'].includes(payloadOf(event).state ?? ''),
  )
}

type Row = {
  role: string
  content: { type: string; text?: string; name?: string }[]
  isError?: boolean
  toolName?: string
}
async function history(peer: Peer, sessionKey = 'main') {
  return (await peer.request<{ messages: Row[] }>('chat.history', { sessionKey })).messages
}

/** What the tools of a run answered, in order. */
async function answers(peer: Peer, sessionKey = 'main') {
  const rows = (await history(peer, sessionKey)).filter(row => row.role === 'toolResult')
  return rows.map(row => ({ text: row.content[0]?.text ?? '', isError: row.isError }))
}

test('a tool at work is told to all, what goes in and comes out to who wants it, and history has both', async () => {
  const { model, gateway, workspace } = await start()
  await mkdir(workspace, { recursive: true })
  await writeFile(path.join(workspace, 'a.txt'), 'what is in it')
  const [curious, plain] = [await connectPeer(gateway, withTools), await connectPeer(gateway)]
  model.next({ kind: 'tool-call', id: 'call-1', name: 'read', arguments: { path: 'a.txt' } })
  model.next({ kind: 'tokens', pieces: ['It says so.'] })
  await say(curious, 'read it', 'run-1')
  await ended(curious, 'run-1')
  await ended(plain, 'run-1')

  const streams = (peer: Peer, stream: string) =>
    peer.events.filter(event => event.event === 'agent' && payloadOf(event).stream === stream)
  const items = streams(plain, 'item').map(event => payloadOf(event).data)
  expect(items).toEqual([
    expect.objectContaining({
      phase: 'start',
      kind: 'tool',
      toolCallId: 'call-1',
      name: 'read',
      title: 'Read a.txt',
    }),
    expect.objectContaining({ phase: 'end', status: 'completed', toolCallId: 'call-1' }),
  ])
  expect(streams(plain, 'tool')).toEqual([])
  expect(streams(curious, 'tool').map(event => payloadOf(event).data)).toEqual([
    { phase: 'start', name: 'read', toolCallId: 'call-1', args: { path: 'a.txt' } },
    {
      phase: 'result',
      name: 'read',
      toolCallId: 'call-1',
      result: { content: [{ type: 'text', text: 'what is in it' }] },
      isError: false,
    },
  ])
  expect(await history(curious)).toMatchObject([
    { role: 'user' },
    {
      role: 'assistant',
      content: [
        { type: 'toolCall', id: 'call-1', name: 'read', arguments: { path: 'a.txt' }, title: 'Read a.txt' },
      ],
    },
    {
      role: 'toolResult',
      toolCallId: 'call-1',
      toolName: 'read',
      content: [{ text: 'what is in it' }],
      isError: false,
    },
    { role: 'assistant', content: [{ type: 'text', text: 'It says so.' }] },
  ])
})

test('a model writes into the workspace and nowhere else', async () => {
  const { model, gateway, workspace } = await start()
  const peer = await connectPeer(gateway)
  model.next({ kind: 'tool-call', id: '1', name: 'write', arguments: { path: 'note.md', content: 'hello' } })
  model.next({
    kind: 'tool-call',
    id: '2',
    name: 'write',
    arguments: { path: '../../note.md', content: 'hello' },
  })
  await say(peer, 'write it')
  await ended(peer, 'write it')
  expect(await readFile(path.join(workspace, 'note.md'), 'utf8')).toBe('hello')
  expect(await answers(peer)).toMatchObject([{ isError: false }, { isError: true }])
})

const offered = async (model: ModelServer, index = 0) => {
  const tools = (await model.request(index)).body['tools'] as { function: { name: string } }[] | undefined
  return (tools ?? []).map(tool => tool.function.name)
}

test('running commands and reading the web are off until they are configured', async () => {
  const { model, gateway } = await start()
  const peer = await connectPeer(gateway)
  await say(peer, 'hi')
  await ended(peer, 'hi')
  const names = await offered(model)
  expect(names).toEqual(expect.arrayContaining(['read', 'write', 'edit', 'ls', 'nodes', 'sessions_list']))
  for (const name of ['exec', 'web_fetch', 'message']) expect(names).not.toContain(name)
})

test('what the configuration permits is offered', async () => {
  const tools = {
    exec: { mode: 'ask' },
    web: { fetch: { enabled: true } },
    deny: ['group:fs', 'nodes', 'sessions_*'],
  }
  const { model, gateway } = await start({ tools })
  const peer = await connectPeer(gateway)
  await say(peer, 'hi')
  await ended(peer, 'hi')
  expect(await offered(model)).toEqual(['web_fetch', 'exec'])
})

type Approval = {
  id: string
  request: { command: string; commandArgv: string[]; cwd: string; sessionKey: string }
}
const asked = async (peer: Peer) =>
  (await peer.event(event => event.event === 'exec.approval.requested')).payload as Approval

test('a command waits for a person, who sees it whole, and runs after a yes', async () => {
  const { model, gateway, workspace } = await start({ tools: { exec: { mode: 'ask' } } })
  const peer = await connectPeer(gateway, admin)
  const argv = [process.execPath, '-e', 'console.log(6 * 7)']
  model.next({ kind: 'tool-call', name: 'exec', arguments: { argv } })
  await say(peer, 'count')
  const { id, request } = await asked(peer)
  expect(request).toMatchObject({ commandArgv: argv, cwd: workspace, sessionKey: 'agent:main:main' })

  await peer.request('exec.approval.resolve', { id, decision: 'allow-once' })
  await ended(peer, 'count')
  expect(await answers(peer)).toEqual([{ text: '42', isError: false }])
})

test('a command that a person refuses does not run; /approve answers as well as a button', async () => {
  const { model, gateway } = await start({ tools: { exec: { mode: 'ask' } } })
  const peer = await connectPeer(gateway, admin)
  model.next({ kind: 'tool-call', name: 'exec', arguments: { argv: ['ls'] } })
  await say(peer, 'list')
  const { id } = await asked(peer)
  await say(peer, '/approve')
  expect(JSON.stringify((await ended(peer, '/approve')).payload)).toContain(`${id}: ls`)
  await say(peer, `/approve ${id} deny`, 'decide')
  await ended(peer, 'list')
  expect(await answers(peer)).toMatchObject([{ isError: true, text: expect.stringContaining('said no') }])
})

test('/approve is not for whoever may only write', async () => {
  const { model, gateway } = await start({ tools: { exec: { mode: 'ask' } } })
  const [operator, writer] = [await connectPeer(gateway, admin), await connectPeer(gateway)]
  model.next({ kind: 'tool-call', name: 'exec', arguments: { argv: ['ls'] } })
  await say(writer, 'list')
  const { id } = await asked(operator)
  await say(writer, `/approve ${id} allow-once`, 'try')
  expect(JSON.stringify((await ended(writer, 'try')).payload)).toContain('operator.approvals')
  await operator.request('exec.approval.resolve', { id, decision: 'deny' })
  await ended(operator, 'list')
})

test('what was allowed for good is not asked again, after a restart neither; anything else is', async () => {
  const config = { tools: { exec: { mode: 'ask' } } }
  const { model, gateway } = await start(config)
  const peer = await connectPeer(gateway, admin)
  const argv = [process.execPath, '-e', 'console.log("ok")']
  model.next({ kind: 'tool-call', name: 'exec', arguments: { argv } })
  await say(peer, 'one')
  await peer.request('exec.approval.resolve', { id: (await asked(peer)).id, decision: 'allow-always' })
  await ended(peer, 'one')
  await peer.close()
  await gateway.close()

  const again = await startTestGateway({
    config: modelConfig(model.baseUrl, config),
    stateDir: gateway.stateDir,
  })
  const later = await connectPeer(again, admin)
  model.next({ kind: 'tool-call', name: 'exec', arguments: { argv } })
  await say(later, 'two')
  await ended(later, 'two')
  expect((await answers(later)).at(-1)).toEqual({ text: 'ok', isError: false })

  model.next({ kind: 'tool-call', name: 'exec', arguments: { argv: [...argv, 'more'] } })
  await say(later, 'three')
  await later.request('exec.approval.resolve', { id: (await asked(later)).id, decision: 'deny' })
  await ended(later, 'three')
})

test('a stop while a command waits for its yes takes the question back', async () => {
  const { model, gateway } = await start({ tools: { exec: { mode: 'ask' } } })
  const peer = await connectPeer(gateway, admin)
  model.next({ kind: 'tool-call', name: 'exec', arguments: { argv: ['ls'] } })
  await say(peer, 'list')
  await asked(peer)
  await peer.request('chat.abort', { sessionKey: 'main' })
  await peer.event(event => event.event === 'exec.approval.resolved')
  expect(await peer.request('exec.approval.list')).toEqual([])
})

async function connectNode(
  gateway: { url: string },
  operator: Peer,
  commands = ['system.notify', 'system.run'],
  answer: object = { shown: true },
) {
  const invoked: Record<string, unknown>[] = []
  const node = await connectPeer(gateway, {
    device: makeDevice(),
    clientName: 'node-host',
    clientDisplayName: 'Kitchen',
    mode: 'node',
    role: 'node',
    scopes: [],
    caps: [],
    commands,
    onEvent: event => {
      if (event.event !== 'node.invoke.request') return
      const { id, nodeId, command, paramsJSON } = event.payload as Record<string, string>
      invoked.push({ command, params: JSON.parse(paramsJSON ?? 'null') as unknown })
      void node.request('node.invoke.result', { id, nodeId, ok: true, payloadJSON: JSON.stringify(answer) })
    },
  })
  const request = await operator.event(event => event.event === 'node.pair.requested')
  await operator.request('node.pair.approve', {
    requestId: (request.payload as { requestId: string }).requestId,
  })
  return invoked
}

test('a model finds a node and has it do something', async () => {
  const { model, gateway } = await start()
  const peer = await connectPeer(gateway, admin)
  const invoked = await connectNode(gateway, peer)
  model.next({ kind: 'tool-call', id: '1', name: 'nodes', arguments: { action: 'list' } })
  model.next({
    kind: 'tool-call',
    id: '2',
    name: 'nodes',
    arguments: { action: 'describe', node: 'kitchen' },
  })
  const call = { action: 'invoke', node: 'Kitchen', command: 'system.notify', params: { title: 'Tea' } }
  model.next({ kind: 'tool-call', id: '3', name: 'nodes', arguments: call })
  model.next({ kind: 'tool-call', id: '4', name: 'nodes', arguments: { ...call, command: 'camera.snap' } })
  model.next({ kind: 'tool-call', id: '5', name: 'nodes', arguments: { ...call, node: 'Cellar' } })
  await say(peer, 'tea')
  await ended(peer, 'tea')
  const said = await answers(peer)
  expect(said[0]?.text).toMatch(/^Kitchen \(linux, connected, 2 commands\)/)
  expect(said[1]?.text).toContain('Commands: system.notify, system.run')
  expect(said[2]).toEqual({ text: '{\n "shown": true\n}', isError: false })
  expect(said[3]).toMatchObject({ isError: true })
  expect(said[4]).toEqual({ text: 'There is no node Cellar.', isError: true })
  expect(invoked).toEqual([{ command: 'system.notify', params: { title: 'Tea' } }])
})

test('a picture that a node sends is put into the workspace, where the model can send it on', async () => {
  const { model, gateway, workspace } = await start()
  const peer = await connectPeer(gateway, admin)
  const bytes = Buffer.from('89504e470d0a1a0a', 'hex')
  const picture = { format: 'png', width: 1, height: 1, base64: bytes.toString('base64') }
  await connectNode(gateway, peer, ['screen.snapshot'], picture)
  model.next({
    kind: 'tool-call',
    id: '../call 1',
    name: 'nodes',
    arguments: { action: 'invoke', command: 'screen.snapshot' },
  })
  await say(peer, 'look')
  await ended(peer, 'look')
  const [said] = await answers(peer)
  expect(JSON.parse(said?.text ?? '')).toEqual({
    savedAs: 'received/___call_1.png',
    bytes: bytes.length,
    format: 'png',
    width: 1,
    height: 1,
  })
  expect(await readFile(path.join(workspace, 'received', '___call_1.png'))).toEqual(bytes)
})

test('a command line on a node takes the same yes as one on this computer', async () => {
  const { model, gateway } = await start({ tools: { exec: { mode: 'ask' } } })
  const peer = await connectPeer(gateway, admin)
  const invoked = await connectNode(gateway, peer)
  const run = {
    action: 'invoke',
    command: 'system.run',
    params: { command: ['uname', '-a'], approved: true },
  }
  model.next({ kind: 'tool-call', name: 'nodes', arguments: run })
  await say(peer, 'uname')
  const { id, request } = await asked(peer)
  expect(request).toMatchObject({ command: 'uname -a', host: 'node' })
  expect(invoked).toEqual([])
  await peer.request('exec.approval.resolve', { id, decision: 'allow-once' })
  await ended(peer, 'uname')
  expect(invoked).toMatchObject([
    { command: 'system.run', params: { command: ['uname', '-a'], approved: true } },
  ])
})

test('with commands off, a node runs none either', async () => {
  const { model, gateway } = await start({ tools: { exec: { mode: 'deny' } } })
  const peer = await connectPeer(gateway, admin)
  const invoked = await connectNode(gateway, peer)
  const run = { action: 'invoke', command: 'system.run', params: { command: ['uname'] } }
  model.next({ kind: 'tool-call', name: 'nodes', arguments: run })
  await say(peer, 'uname')
  await ended(peer, 'uname')
  expect(await answers(peer)).toMatchObject([{ isError: true }])
  expect(invoked).toEqual([])
})

test('/nodes lists them without a model', async () => {
  const gateway = await startTestGateway()
  const peer = await connectPeer(gateway, admin)
  await connectNode(gateway, peer)
  await say(peer, '/nodes')
  expect(JSON.stringify((await ended(peer, '/nodes')).payload)).toContain(
    '- Kitchen (linux, connected): system.notify',
  )
})

test('a model reads other conversations and says something there, once', async () => {
  const { model, gateway } = await start()
  const peer = await connectPeer(gateway)
  await say(peer, 'the plan is tea', 'plan', 'other')
  await ended(peer, 'plan')
  model.next({ kind: 'tool-call', id: '1', name: 'sessions_list', arguments: {} })
  model.next({ kind: 'tool-call', id: '2', name: 'sessions_history', arguments: { sessionKey: 'other' } })
  const said = { sessionKey: 'other', message: 'make it coffee', waitSeconds: 60 }
  model.next({ kind: 'tool-call', id: '3', name: 'sessions_send', arguments: said })
  // The other conversation's assistant wants to pass it back.
  model.next({
    kind: 'tool-call',
    id: '4',
    name: 'sessions_send',
    arguments: { sessionKey: 'main', message: 'you do it' },
  })
  model.next({ kind: 'tokens', pieces: ['Coffee it is.'] })
  await say(peer, 'change the plan', 'change')
  await ended(peer, 'change')

  const here = await answers(peer)
  expect(here[0]?.text).toContain('agent:main:other | the plan is tea')
  expect(here[1]?.text).toMatch(/user: the plan is tea[\s\S]*assistant: echo: the plan is tea/)
  expect(here[2]).toEqual({ text: 'Coffee it is.', isError: false })
  expect(await answers(peer, 'other')).toMatchObject([{ isError: true }])
})

test('a model reaches somebody through a channel', async () => {
  const sent: OutgoingMessage[] = []
  const status = { configured: true, running: true, connected: true, lastError: null }
  const channel: Channel = {
    id: 'pigeon',
    label: 'Pigeon',
    status: () => status,
    probe: async () => status,
    send: async message => ({ messageId: String(sent.push(message)) }),
    open: async () => undefined,
    close: async () => undefined,
  }
  const { model, gateway } = await start({}, { channels: [channel] })
  const peer = await connectPeer(gateway)
  model.next({ kind: 'tool-call', id: '1', name: 'message', arguments: { to: 'roof', text: 'coo' } })
  model.next({
    kind: 'tool-call',
    id: '2',
    name: 'message',
    arguments: { to: 'roof', text: 'coo', channel: 'owl' },
  })
  await say(peer, 'send it')
  await ended(peer, 'send it')
  expect(sent).toEqual([{ to: 'roof', text: 'coo' }])
  expect(await answers(peer)).toMatchObject([{ text: 'Sent (1).' }, { isError: true }])
})

test('one answer sends so many messages and no more', async () => {
  const sent: OutgoingMessage[] = []
  const status = { configured: true, running: true, connected: true, lastError: null }
  const channel: Channel = {
    id: 'pigeon',
    label: 'Pigeon',
    status: () => status,
    probe: async () => status,
    send: async message => ({ messageId: String(sent.push(message)) }),
    open: async () => undefined,
    close: async () => undefined,
  }
  const { model, gateway } = await start({}, { channels: [channel] })
  const peer = await connectPeer(gateway)
  for (let call = 1; call <= 11; call += 1) {
    model.next({
      kind: 'tool-call',
      id: `${call}`,
      name: 'message',
      arguments: { to: 'roof', text: `coo ${call}` },
    })
  }
  await say(peer, 'send it')
  await ended(peer, 'send it')
  expect(sent).toHaveLength(10)
  expect((await answers(peer)).at(-1)).toMatchObject({ isError: true })
})

test('a full conversation is put into few words on request, and history says so', async () => {
  const { model, gateway } = await start()
  const peer = await connectPeer(gateway)
  await say(peer, 'hello')
  await ended(peer, 'hello')
  model.next({ kind: 'tokens', pieces: ['They said hello.'] })
  await say(peer, '/compact')
  await ended(peer, '/compact')
  expect((await history(peer)).find(row => row.role === 'system')).toMatchObject({
    content: [{ type: 'text', text: 'They said hello.' }],
    __openclaw: { kind: 'compaction' },
  })
  await say(peer, 'and now?')
  await ended(peer, 'and now?')
  const messages = JSON.stringify(model.requests.at(-1)?.body.messages)
  expect(messages).toContain('They said hello.')
  expect(messages).not.toContain('echo: hello')
})

test('the gateway can be used while a tool is at work', async () => {
  const { model, gateway } = await start({ tools: { exec: { mode: 'full' } } })
  const peer = await connectPeer(gateway)
  model.next({
    kind: 'tool-call',
    name: 'exec',
    arguments: { argv: [process.execPath, '-e', 'setInterval(() => {}, 1000)'] },
  })
  await say(peer, 'wait')
  await peer.event(event => event.event === 'agent' && payloadOf(event).stream === 'item')
  await say(peer, '/status')
  await ended(peer, '/status')
  await peer.request('chat.abort', { sessionKey: 'main', runId: 'wait' })
  expect((await ended(peer, 'wait')).payload).toMatchObject({ state: 'aborted' })
})
