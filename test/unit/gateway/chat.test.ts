import type { EventFrame } from '@openclaw/gateway-protocol'
import { afterEach, expect, test } from 'vitest'
import { createGate, startModelServer, type ModelServer } from '../../support/model-server.ts'
import {
  closeTestGateways,
  connectPeer,
  makeDevice,
  modelConfig,
  startTestGateway,
  type Peer,
} from '../../support/test-gateway.ts'

const models: ModelServer[] = []

afterEach(async () => {
  await closeTestGateways()
  for (const model of models.splice(0)) await model.close()
})

async function startWithModel() {
  const model = await startModelServer()
  models.push(model)
  const gateway = await startTestGateway({
    config: modelConfig(model.baseUrl),
    limits: { deltaIntervalMs: 0 },
  })
  return { model, gateway }
}

type ChatPayload = {
  runId: string
  sessionKey: string
  seq: number
  state: string
  deltaText?: string
  errorMessage?: string
  stopReason?: string
  message?: { content: { type: string; text: string }[] }
}
type HistoryRow = {
  role: string
  content: string | { type: string; text: string }[]
  errorMessage?: string
  idempotencyKey?: string
  __openclaw: { id: string; seq: number; kind?: string; runId?: string; media?: { sizeBytes: number }[] }
}
type History = {
  messages: HistoryRow[]
  hasMore: boolean
  nextOffset?: number
  totalMessages: number
  deltaCursor: string
  kind?: string
  inFlightRun?: { runId: string; text: string }
  sessionInfo?: { hasActiveRun: boolean }
}

const chatOf = (event: EventFrame) => event.payload as ChatPayload
const textOf = ({ message }: ChatPayload) => message?.content.map(block => block.text).join('')

function chat(peer: Peer, runId: string) {
  return peer.events.filter(event => event.event === 'chat' && chatOf(event).runId === runId).map(chatOf)
}

async function untilState(peer: Peer, runId: string, state: string): Promise<ChatPayload> {
  return chatOf(
    await peer.event(
      event => event.event === 'chat' && chatOf(event).runId === runId && chatOf(event).state === state,
    ),
  )
}

const send = (peer: Peer, message: string, idempotencyKey: string, more: object = {}) =>
  peer.request('chat.send', { sessionKey: 'main', message, idempotencyKey, ...more })
const history = (peer: Peer, more: object = {}) =>
  peer.request<History>('chat.history', { sessionKey: 'main', ...more })

test('a message is answered word by word, and history holds both when it is final', async () => {
  const { gateway } = await startWithModel()
  const peer = await connectPeer(gateway)

  expect(await send(peer, 'one two three', 'run-1')).toMatchObject({ runId: 'run-1', status: 'started' })
  const final = await untilState(peer, 'run-1', 'final')
  const { messages } = await history(peer)

  expect(textOf(final)).toBe('echo: one two three')
  expect(final.sessionKey).toBe('agent:main:main')
  expect(messages.map(row => row.role)).toEqual(['user', 'assistant'])
  expect(messages[0]).toMatchObject({ content: 'one two three', idempotencyKey: 'run-1:user' })
  expect(messages[1]).toMatchObject({
    content: [{ type: 'text', text: 'echo: one two three' }],
    __openclaw: { seq: 2, runId: 'run-1' },
  })
  const deltas = chat(peer, 'run-1').filter(event => event.state === 'delta')
  expect(deltas.map(delta => delta.deltaText).join('')).toBe('echo: one two three')
  expect(deltas.at(-1)?.message).toMatchObject({ content: [{ text: 'echo: one two three' }] })
  expect(chat(peer, 'run-1').map(event => event.state)).toEqual([
    'status',
    'status',
    ...deltas.map(() => 'delta'),
    'final',
  ])
})

test('events are numbered without holes on each connection', async () => {
  const { gateway } = await startWithModel()
  const peer = await connectPeer(gateway)
  await send(peer, 'count', 'run-1')
  await untilState(peer, 'run-1', 'final')

  const numbers = peer.events.map(event => event.seq).filter(seq => seq !== undefined)
  expect(numbers).toEqual(numbers.map((_, index) => index + 1))
})

test('who subscribed is told of committed messages and changed sessions, in the order they happen', async () => {
  const { gateway } = await startWithModel()
  const peer = await connectPeer(gateway)
  await peer.request('sessions.subscribe')
  await peer.request('sessions.messages.subscribe', { key: 'main' })
  await send(peer, 'hi', 'run-1')
  await peer.event(
    ({ event, payload }) => event === 'sessions.changed' && (payload as { phase?: string }).phase === 'end',
  )

  const told = peer.events
    .filter(({ event }) => ['session.message', 'sessions.changed', 'chat'].includes(event))
    .map(({ event, payload }) => {
      const { reason, state, message } = payload as {
        reason?: string
        state?: string
        message?: { role: string }
      }
      return `${event} ${reason ?? state ?? message?.role}`
    })
  expect(told.filter(entry => !/status|delta/.test(entry))).toEqual([
    'sessions.changed send',
    'session.message user',
    'session.message assistant',
    'chat final',
    'sessions.changed agent.input.settled',
  ])
})

test('the same key again begins no second run, while it runs and afterwards', async () => {
  const { model, gateway } = await startWithModel()
  const gate = createGate()
  model.next({ kind: 'tokens', pieces: ['slow'], gate })
  const peer = await connectPeer(gateway)
  await send(peer, 'hi', 'same')
  expect(await send(peer, 'hi', 'same')).toMatchObject({ status: 'in_flight' })
  gate.open()
  await untilState(peer, 'same', 'final')

  expect(await send(peer, 'hi', 'same')).toMatchObject({ status: 'ok' })
  expect(model.requests).toHaveLength(1)
  expect((await history(peer)).messages).toHaveLength(2)
})

test('messages of one conversation are answered in their order, each with what was said before', async () => {
  const { model, gateway } = await startWithModel()
  const gate = createGate()
  model.next({ kind: 'tokens', pieces: ['first answer'], gate })
  const peer = await connectPeer(gateway)
  await send(peer, 'first', 'run-1')
  await send(peer, 'second', 'run-2')
  await model.request(0)
  gate.open()
  await untilState(peer, 'run-2', 'final')

  expect(model.requests[1]?.body.messages?.slice(1).map(({ content }) => content)).toEqual([
    'first',
    'first answer',
    'second',
  ])
})

test('a message can interrupt the answer that is under way', async () => {
  const { model, gateway } = await startWithModel()
  model.next({ kind: 'hang' })
  const peer = await connectPeer(gateway)
  await send(peer, 'never mind', 'run-1')
  await model.request(0)
  await send(peer, 'this instead', 'run-2', { queueMode: 'interrupt' })

  expect(textOf(await untilState(peer, 'run-2', 'final'))).toBe('echo: this instead')
  expect(await untilState(peer, 'run-1', 'aborted')).toMatchObject({ stopReason: 'interrupt' })
})

test('an abort is told before it is answered, keeps what was said, and hangs up on the model', async () => {
  const { model, gateway } = await startWithModel()
  const gate = createGate()
  model.next({ kind: 'tokens', pieces: ['so far ', 'never'], gate })
  const peer = await connectPeer(gateway)
  await send(peer, 'talk', 'run-1')
  gate.release()
  await untilState(peer, 'run-1', 'delta')

  const answer = await peer.request('chat.abort', { sessionKey: 'main', runId: 'run-1' })

  expect(answer).toEqual({ ok: true, aborted: true, runIds: ['run-1'] })
  const aborted = chat(peer, 'run-1').at(-1)
  expect(aborted).toMatchObject({ state: 'aborted', stopReason: 'rpc' })
  expect(aborted && textOf(aborted)).toBe('so far ')
  expect((await history(peer)).messages[1]?.content).toEqual([{ type: 'text', text: 'so far ' }])
  const request = await model.request(0)
  gate.open()
  expect(await request.abandoned).toBe(true)
  expect(await peer.request('chat.abort', { sessionKey: 'main' })).toEqual({
    ok: true,
    aborted: false,
    runIds: [],
  })
})

test('a model that fails ends the run once, with a sentence, and history says so too', async () => {
  const { model, gateway } = await startWithModel()
  model.fallback({ kind: 'error', status: 400, message: 'context too long' })
  const peer = await connectPeer(gateway)
  await send(peer, 'hi', 'run-1')

  const error = await untilState(peer, 'run-1', 'error')
  expect(error.errorMessage).toContain('The model test/scripted could not answer: context too long.')
  expect(error).toMatchObject({ errorDetail: { provider: 'test', model: 'scripted', httpStatus: 400 } })
  expect((await history(peer)).messages[1]).toMatchObject({
    role: 'assistant',
    errorMessage: expect.any(String),
  })
  model.fallback({ kind: 'echo' })
  await send(peer, 'again', 'run-2')
  await untilState(peer, 'run-2', 'final')
  expect(
    chat(peer, 'run-1').filter(({ state }) => ['final', 'error', 'aborted'].includes(state)),
  ).toHaveLength(1)
})

test('after a reconnect in mid-run the rest of the answer continues where history left it', async () => {
  const { model, gateway } = await startWithModel()
  const gate = createGate()
  model.next({ kind: 'tokens', pieces: ['half ', 'whole'], gate })
  const device = makeDevice()
  const before = await connectPeer(gateway, { device })
  await send(before, 'talk', 'run-1')
  gate.release()
  await untilState(before, 'run-1', 'delta')
  await before.close()

  const after = await connectPeer(gateway, { device })
  const seen = await history(after)
  expect(seen.inFlightRun).toMatchObject({ runId: 'run-1', text: 'half ' })
  expect(seen.sessionInfo).toMatchObject({ hasActiveRun: true, activeRunIds: ['run-1'] })
  gate.open()
  const final = await untilState(after, 'run-1', 'final')
  const rest = chat(after, 'run-1').filter(({ state }) => state === 'delta')
  expect(`half ${rest.map(delta => delta.deltaText).join('')}`).toBe(textOf(final))
  expect((await history(after)).inFlightRun).toBeUndefined()
})

test('pictures reach the model and are named in history', async () => {
  const { model, gateway } = await startWithModel()
  const peer = await connectPeer(gateway)
  const content = Buffer.from('not really a picture').toString('base64')
  await send(peer, 'what is this?', 'run-1', {
    attachments: [{ type: 'image', mimeType: 'image/png', fileName: 'a.png', content }],
  })
  await untilState(peer, 'run-1', 'final')

  expect(JSON.stringify(model.requests[0]?.body.messages)).toContain(`data:image/png;base64,${content}`)
  expect((await history(peer)).messages[0]?.__openclaw.media).toMatchObject([
    { contentType: 'image/png', kind: 'image', sizeBytes: 20, fileName: 'a.png' },
  ])
})

test.each([
  ['a message with NUL', { message: 'a\0b' }, 'null bytes'],
  ['an empty message', { message: '  ' }, 'message or attachment required'],
  ['an attachment that is not base64', { attachments: [{ type: 'image', content: '$$$' }] }, 'not base64'],
  [
    'a picture over the limit',
    { attachments: [{ type: 'image', content: 'A'.repeat(9 * 1024 * 1024) }] },
    'the limit is',
  ],
  ['an agent there is not', { sessionKey: 'agent:other:main' }, 'unknown agent id'],
  ['a session key of 600 characters', { sessionKey: 'x'.repeat(600) }, 'sessionKey'],
  ['a property there is not', { colour: 'red' }, "unexpected property 'colour'"],
])('%s is refused and starts nothing', async (_, more, why) => {
  const { gateway } = await startWithModel()
  const peer = await connectPeer(gateway)
  await expect(send(peer, 'hi', 'run-1', more)).rejects.toThrow(why)
  expect((await history(peer)).messages).toEqual([])
})

test('history pages backwards to its beginning, without holes or repeats', async () => {
  const { gateway } = await startWithModel()
  const peer = await connectPeer(gateway)
  for (let count = 1; count <= 7; count += 1) {
    await send(peer, `message ${count}`, `run-${count}`)
    await untilState(peer, `run-${count}`, 'final')
  }

  const seqs: number[] = []
  let offset: number | undefined = 0
  while (offset !== undefined) {
    const page: History = await history(peer, { limit: 4, offset })
    expect(page.totalMessages).toBe(14)
    expect(page.hasMore).toBe(page.nextOffset !== undefined)
    seqs.unshift(...page.messages.map(row => row.__openclaw.seq))
    offset = page.nextOffset
  }
  expect(seqs).toEqual(Array.from({ length: 14 }, (_, index) => index + 1))
})

test('a cursor brings what came since, and says so when it cannot', async () => {
  const { gateway } = await startWithModel()
  const peer = await connectPeer(gateway)
  await send(peer, 'before', 'run-1')
  await untilState(peer, 'run-1', 'final')
  const { deltaCursor } = await history(peer)
  await send(peer, 'after', 'run-2')
  await untilState(peer, 'run-2', 'final')

  const caughtUp = await history(peer, { cursor: deltaCursor })
  expect(caughtUp).toMatchObject({ kind: 'delta', messages: [{ messageSeq: 3 }, { messageSeq: 4 }] })
  expect(await history(peer, { cursor: 'nonsense' })).toEqual({ kind: 'reset' })
  await peer.request('sessions.reset', { key: 'main' })
  expect(await history(peer, { cursor: deltaCursor })).toEqual({ kind: 'reset' })
})

test('a history around one message is found by its id', async () => {
  const { gateway } = await startWithModel()
  const peer = await connectPeer(gateway)
  for (let count = 1; count <= 4; count += 1) {
    await send(peer, `message ${count}`, `run-${count}`)
    await untilState(peer, `run-${count}`, 'final')
  }
  const all = (await history(peer)).messages
  const anchor = all[3]?.__openclaw.id ?? ''

  const around = await history(peer, { messageId: anchor, limit: 3 })
  expect(around.messages.map(row => row.__openclaw.seq)).toEqual([3, 4, 5])
  expect(await peer.request('chat.message.get', { sessionKey: 'main', messageId: anchor })).toMatchObject({
    ok: true,
    message: all[3],
  })
})

test('a session nobody has spoken in has an empty history', async () => {
  const { gateway } = await startWithModel()
  expect(await history(await connectPeer(gateway))).toMatchObject({
    messages: [],
    hasMore: false,
    totalMessages: 0,
  })
})

test('the agent method answers twice: accepted, and how it ended', async () => {
  const { gateway } = await startWithModel()
  const peer = await connectPeer(gateway)
  const params = { message: 'hello', idempotencyKey: 'run-1' }

  expect(await peer.request('agent', params, { expectFinal: true })).toMatchObject({
    status: 'ok',
    result: { payloads: [{ text: 'echo: hello' }] },
  })
  expect(await peer.request('agent.wait', { runId: 'run-1' })).toMatchObject({ status: 'ok' })
})

test('many deltas are told at a bearable pace, and none of their text is lost', async () => {
  const model = await startModelServer()
  models.push(model)
  const gateway = await startTestGateway({
    config: modelConfig(model.baseUrl),
    limits: { deltaIntervalMs: 60_000 },
  })
  const pieces = Array.from({ length: 200 }, (_, index) => `${index} `)
  model.next({ kind: 'tokens', pieces })
  const peer = await connectPeer(gateway)
  await send(peer, 'count', 'run-1')
  await untilState(peer, 'run-1', 'final')

  const deltas = chat(peer, 'run-1').filter(({ state }) => state === 'delta')
  expect(deltas.map(({ deltaText }) => deltaText).join('')).toBe(pieces.join(''))
  expect(deltas).toHaveLength(2)
})

test('who waits for an answer is told when it takes longer than they wait, and can wait again', async () => {
  const { model, gateway } = await startWithModel()
  const gate = createGate()
  model.next({ kind: 'tokens', pieces: ['slow'], gate })
  const peer = await connectPeer(gateway)
  await send(peer, 'hi', 'run-1')
  expect(await peer.request('agent.wait', { runId: 'run-1', timeoutMs: 1 })).toMatchObject({
    status: 'timeout',
  })
  const ended = peer.request('agent.wait', { runId: 'run-1', timeoutMs: Number.MAX_SAFE_INTEGER })
  gate.open()
  expect(await ended).toMatchObject({ status: 'ok' })
})

test('a time limit beyond what a timer can hold ends nothing early', async () => {
  const { gateway } = await startWithModel()
  const peer = await connectPeer(gateway)
  await send(peer, 'hi', 'run-1', { timeoutMs: Number.MAX_SAFE_INTEGER })
  expect(textOf(await untilState(peer, 'run-1', 'final'))).toBe('echo: hi')
})
