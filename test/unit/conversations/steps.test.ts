import { afterEach, expect, test, vi } from 'vitest'
import type { Agent, AgentEvent, Turn } from '../../../src-main/agent/agent.ts'
import { wordsOf } from '../../../src-main/agent/content.ts'
import { createConversations } from '../../../src-main/conversations/conversations.ts'
import type { ConversationNews } from '../../../src-main/conversations/news.ts'
import { openDatabase } from '../../../src-main/conversations/database.ts'
import { transcriptStore } from '../../../src-main/conversations/transcript-store.ts'

const patient = { timeout: 50_000 }
const key = 'agent:main:main'
const opened: (() => void)[] = []

afterEach(() => {
  for (const close of opened.splice(0)) close()
})

type Script = (turn: Turn, signal: AbortSignal) => AsyncIterable<AgentEvent>

const call = { type: 'toolCall', id: 'call-1', name: 'read', arguments: { path: 'a.txt' } } as const
const found = { toolCallId: 'call-1', toolName: 'read', text: 'what is in a.txt', isError: false }

/** Looks something up before it answers. */
const diligent: Script = async function* diligent() {
  yield { type: 'started', provider: 'test', model: 'diligent' }
  yield { type: 'thinking', text: 'where is it' }
  yield { type: 'text', text: 'Let me look. ' }
  yield {
    type: 'step',
    content: [{ type: 'text', text: 'Let me look. ' }, call],
    usage: { inputTokens: 10, outputTokens: 2, totalTokens: 12 },
  }
  yield { type: 'tool-started', call, title: 'Read a.txt' }
  yield { type: 'tool-ended', answer: found, title: 'Read a.txt' }
  yield { type: 'text', text: 'It is empty.' }
  yield { type: 'finished', stopReason: 'stop', usage: { inputTokens: 20, outputTokens: 3, totalTokens: 23 } }
}

function open(
  script: Script,
  more: { database?: ReturnType<typeof openDatabase>; agent?: Partial<Agent> } = {},
) {
  const database = more.database ?? openDatabase(':memory:', () => '')
  const turns: Turn[] = []
  const agent: Agent = {
    commandTiming: text => (text.startsWith('/') ? 'at-once' : undefined),
    contextTokens: () => 32_000,
    summarize: () => Promise.resolve('in short'),
    answer(turn, signal) {
      turns.push(turn)
      return script(turn, signal)
    },
    ...more.agent,
  }
  const store = transcriptStore(database)
  const onError = vi.fn<(error: unknown) => void>()
  const conversations = createConversations({ store, agent, timeoutMs: 60_000, deltaIntervalMs: 0, onError })
  const news: ConversationNews[] = []
  conversations.watch(item => void news.push(item))
  opened.push(() => database.isOpen && database.close())
  const ends = () =>
    news.flatMap(item => (item.kind === 'run' && item.event.type === 'ended' ? [item.event] : []))
  return { conversations, store, database, turns, news, ends, onError }
}

const say = (text: string) => ({ conversation: key, text, idempotencyKey: text })
const words = (turn: Turn | undefined) =>
  turn?.past.map(message => (message.role === 'assistant' ? wordsOf(message.content) : message.text))

test('an answer that uses tools is kept step by step, and told as one', async () => {
  const { conversations, store, news, ends } = open(diligent)
  conversations.accept(say('look'))
  await vi.waitFor(() => expect(ends()).toHaveLength(1), patient)

  expect(store.messages(key, 1, 9).map(({ message, runId }) => [message.role, runId])).toEqual([
    ['user', 'look'],
    ['assistant', 'look'],
    ['tool', 'look'],
    ['assistant', 'look'],
  ])
  expect(store.message(key, 2)?.message).toMatchObject({
    content: [{ type: 'text' }, call],
    stopReason: 'tool-calls',
  })
  expect(store.message(key, 3)?.message).toEqual({ role: 'tool', ...found })
  expect(ends()[0]?.outcome).toMatchObject({
    kind: 'final',
    content: [{ type: 'text', text: 'It is empty.' }],
    totalUsage: { inputTokens: 30, outputTokens: 5, totalTokens: 35 },
  })
  const told = news.flatMap(item => (item.kind === 'run' ? [item.event] : []))
  expect(told.map(event => event.type)).toEqual([
    'started',
    'thinking',
    'delta',
    'tool-started',
    'tool-ended',
    'delta',
    'ended',
  ])
  expect(told.flatMap(event => (event.type === 'delta' ? event.text : []))).toEqual([
    'Let me look. ',
    'Let me look. It is empty.',
  ])
})

test('what an answer costs is counted by message, by run and by conversation', async () => {
  const { conversations, store, ends } = open(diligent)
  conversations.accept(say('one'))
  conversations.accept(say('two'))
  await vi.waitFor(() => expect(ends()).toHaveLength(2), patient)
  expect(store.find(key)).toMatchObject({
    inputTokens: 60,
    outputTokens: 10,
    totalTokens: 70,
    contextTokens: 23,
  })
})

test('the call is committed before the tool runs, and the next process goes on from there', async () => {
  const database = openDatabase(':memory:', () => '')
  const before = open(
    async function* cutOff() {
      yield { type: 'started', provider: 'test', model: 'cut off' }
      yield { type: 'step', content: [call] }
      yield { type: 'tool-started', call, title: 'Read a.txt' }
      await new Promise(() => undefined)
    },
    { database },
  )
  before.conversations.accept(say('look'))
  await vi.waitFor(
    () => expect(before.news.at(-1)).toMatchObject({ kind: 'run', event: { type: 'tool-started' } }),
    patient,
  )
  expect(before.store.message(key, 2)?.message).toMatchObject({ content: [call] })
  await before.conversations.close()

  const after = open(
    async function* goOn() {
      yield { type: 'tool-ended', answer: { ...found, isError: true }, title: 'Read a.txt' }
      yield { type: 'text', text: 'I was cut off.' }
      yield { type: 'finished', stopReason: 'stop' }
    },
    { database },
  )
  after.conversations.resume()
  await vi.waitFor(() => expect(after.ends()).toHaveLength(1), patient)
  expect(after.turns[0]).toMatchObject({
    text: 'look',
    past: [],
    begun: [{ role: 'assistant', content: [call] }],
  })
  expect(after.store.messages(key, 1, 9).map(({ message }) => message.role)).toEqual([
    'user',
    'assistant',
    'tool',
    'assistant',
  ])
})

test('an answer stopped between two steps says that it was stopped', async () => {
  const { conversations, store } = open(async function* waiting() {
    yield { type: 'started', provider: 'test', model: 'waiting' }
    yield { type: 'step', content: [call] }
    yield { type: 'tool-started', call, title: 'Read a.txt' }
    await new Promise(() => undefined)
  })
  conversations.accept(say('look'))
  await vi.waitFor(() => expect(store.find(key)?.lastSeq).toBe(2), patient)
  await conversations.abort(key)
  expect(store.message(key, 3)?.message).toMatchObject({
    role: 'assistant',
    content: [],
    stopReason: 'aborted',
  })
})

const talking: Script = async function* talking(turn) {
  yield { type: 'text', text: `re ${turn.text}` }
  yield { type: 'finished', stopReason: 'stop' }
}

test('a model reads each answer after its own question, and no commands', async () => {
  const { conversations, turns, ends } = open(talking)
  for (const text of ['one', 'two', '/status', 'three']) conversations.accept(say(text))
  await vi.waitFor(() => expect(ends()).toHaveLength(4), patient)
  const last = turns.find(turn => turn.text === 'three')
  expect(words(last)).toEqual(['one', 're one', 'two', 're two'])
})

test('a conversation that fills the model is put into few words first, and stays readable', async () => {
  const summarize = vi.fn<Agent['summarize']>(() => Promise.resolve('they spoke of plenty'))
  const { conversations, store, turns, news, ends } = open(talking, {
    agent: { contextTokens: () => 1_000, summarize },
  })
  const long = (name: string) => ({ ...say(name), text: `${name} ${'x'.repeat(600)}` })
  for (const name of ['one', 'two', 'three', 'four']) conversations.accept(long(name))
  await vi.waitFor(() => expect(ends()).toHaveLength(4), patient)

  const compaction = news.flatMap(item =>
    item.kind === 'message' && item.row.message.role === 'system' ? [item.row.message] : [],
  )
  expect(compaction[0]).toMatchObject({ kind: 'compaction', summary: 'they spoke of plenty' })
  const material = summarize.mock.calls[0]?.[0]
  expect(material?.past[0]).toMatchObject({ role: 'user', text: expect.stringMatching(/^one /) })
  const last = turns.at(-1)
  expect(last?.summary).toBe('they spoke of plenty')
  expect(words(last)?.join()).not.toContain('one')
  expect(store.find(key)?.firstSeq).toBe(1)
  expect(
    news.flatMap(item => (item.kind === 'run' && item.event.type === 'preparing' ? item.event.phase : [])),
  ).toEqual(expect.arrayContaining(['start', 'end']))
})

test('without a summary the conversation goes on all the same', async () => {
  const { conversations, ends, onError } = open(talking, {
    agent: { contextTokens: () => 500, summarize: () => Promise.reject(new Error('no words')) },
  })
  conversations.accept({ ...say('one'), text: 'x'.repeat(1_500) })
  conversations.accept(say('two'))
  await vi.waitFor(() => expect(ends()).toHaveLength(2), patient)
  expect(ends().map(({ outcome }) => outcome.kind)).toEqual(['final', 'final'])
  expect(onError).toHaveBeenCalled()
})

test('a person can have everything put into few words, once', async () => {
  const { conversations, store, turns, ends } = open(talking)
  conversations.accept(say('one'))
  await vi.waitFor(() => expect(ends()).toHaveLength(1), patient)
  expect(await conversations.compact(key)).toBe(true)
  expect(await conversations.compact(key)).toBe(false)
  expect(await conversations.compact('agent:main:nobody')).toBe(false)
  expect(store.find(key)).toMatchObject({ lastSeq: 3, compactedSeq: 3 })

  conversations.accept(say('two'))
  await vi.waitFor(() => expect(ends()).toHaveLength(2), patient)
  expect(turns.at(-1)).toMatchObject({ summary: 'in short', past: [] })

  await conversations.startAnew(key)
  conversations.accept(say('three'))
  await vi.waitFor(() => expect(ends()).toHaveLength(3), patient)
  expect(turns.at(-1)?.summary).toBeUndefined()
})

test('what comes while a summary is written is not lost to it', async () => {
  const written = Promise.withResolvers<string>()
  const { conversations, turns, ends } = open(talking, { agent: { summarize: () => written.promise } })
  conversations.accept(say('one'))
  await vi.waitFor(() => expect(ends()).toHaveLength(1), patient)
  const compacted = conversations.compact(key)
  conversations.accept(say('two'))
  await vi.waitFor(() => expect(ends()).toHaveLength(2), patient)
  written.resolve('in short')
  expect(await compacted).toBe(true)
  conversations.accept(say('three'))
  await vi.waitFor(() => expect(ends()).toHaveLength(3), patient)
  expect(turns.at(-1)?.summary).toBe('in short')
  expect(words(turns.at(-1))).toEqual(['two', 're two'])
})
