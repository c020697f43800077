import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Channel, OutgoingMessage } from '../../../src-main/channels/channel.ts'
import type { ModelServer } from '../../support/model-server.ts'
import { connectPeer, type Peer } from '../../support/test-gateway.ts'
import {
  answers,
  closeToolGateways,
  ended,
  history,
  payloadOf,
  say,
  startToolGateway,
} from '../../support/tool-gateway.ts'

afterEach(closeToolGateways)

const withTools = { caps: ['tool-events'] }

test('a tool at work is told to all, what goes in and comes out to who wants it, and history has both', async () => {
  const { model, gateway, workspace } = await startToolGateway()
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
  const { model, gateway, workspace } = await startToolGateway()
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
  const { model, gateway } = await startToolGateway()
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
  const { model, gateway } = await startToolGateway({ tools })
  const peer = await connectPeer(gateway)
  await say(peer, 'hi')
  await ended(peer, 'hi')
  expect(await offered(model)).toEqual(['web_fetch', 'exec'])
})

test('a model reads other conversations and says something there, once', async () => {
  const { model, gateway } = await startToolGateway()
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

/** With a channel that keeps what it is to send. */
async function startWithPigeon() {
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
  return { sent, ...(await startToolGateway({}, { channels: [channel] })) }
}

test('a model reaches somebody through a channel', async () => {
  const { sent, model, gateway } = await startWithPigeon()
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
  const { sent, model, gateway } = await startWithPigeon()
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
  const { model, gateway } = await startToolGateway()
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
  const { model, gateway } = await startToolGateway({ tools: { exec: { mode: 'full' } } })
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
