import { afterEach, expect, test, vi } from 'vitest'
import type { Agent, AgentEvent, Turn } from '../../../src-main/agent/agent.ts'
import { wordsOf } from '../../../src-main/agent/content.ts'
import { createConversations } from '../../../src-main/conversations/conversations.ts'
import type { ConversationNews } from '../../../src-main/conversations/news.ts'
import { openDatabase } from '../../../src-main/conversations/database.ts'
import { followRun } from '../../../src-main/conversations/follow-run.ts'
import { transcriptStore } from '../../../src-main/conversations/transcript-store.ts'

const opened: (() => void)[] = []
// Eight busy processes on two cores are no reason to fail.
const patient = { timeout: 50_000 }

afterEach(() => {
  for (const close of opened.splice(0)) close()
})

type Script = (turn: Turn, signal: AbortSignal) => AsyncIterable<AgentEvent>

const talking: Script = async function* talk(turn) {
  yield { type: 'started', provider: 'test', model: 'talker' }
  yield { type: 'text', text: `you said ` }
  yield { type: 'text', text: turn.text }
  yield { type: 'finished', stopReason: 'stop', usage: { totalTokens: 5 } }
}

/** An agent that never says a thing, and does not heed its signal either. */
const stubborn: Script = async function* stubborn() {
  yield { type: 'started', provider: 'test', model: 'stubborn' }
  await new Promise(() => undefined)
}

function openConversations(
  script: Script = talking,
  database = openDatabase(':memory:', () => ''),
  restMs = 0,
) {
  const turns: Turn[] = []
  const agent: Agent = {
    commandTiming: text => (text.startsWith('/') ? 'at-once' : undefined),
    contextTokens: () => 32_000,
    summarize: () => Promise.resolve('in short'),
    answer(turn, signal) {
      turns.push(turn)
      return script(turn, signal)
    },
  }
  const store = transcriptStore(database)
  const onError = vi.fn<(error: unknown) => void>()
  const conversations = createConversations({
    store,
    agent,
    timeoutMs: 60_000,
    deltaIntervalMs: 0,
    restMs,
    onError,
  })
  const news: ConversationNews[] = []
  conversations.watch(item => void news.push(item))
  opened.push(() => database.isOpen && database.close())
  const ends = () =>
    news.flatMap(item => (item.kind === 'run' && item.event.type === 'ended' ? [item.event] : []))
  return { conversations, store, database, news, turns, ends, onError }
}

const key = 'agent:main:main'
const say = (text: string, idempotencyKey = text) => ({ conversation: key, text, idempotencyKey })

test('nothing is told before a message is accepted, and everything after', async () => {
  const { conversations, news, store } = openConversations()
  const accepted = conversations.accept(say('hello'))
  expect(accepted).toEqual({ runId: 'hello', status: 'started', messageSeq: 1 })
  expect(store.message(key, 1)?.message).toMatchObject({ role: 'user', text: 'hello' })
  expect(news).toEqual([])

  await vi.waitFor(() => expect(news.at(-1)).toMatchObject({ kind: 'changed', reason: 'settled' }), patient)
  expect(
    news.map(item =>
      item.kind === 'run' ? item.event.type : item.kind === 'message' ? item.row.message.role : item.reason,
    ),
  ).toEqual(['send', 'user', 'started', 'delta', 'delta', 'assistant', 'ended', 'settled'])
})

test('a run can be followed to its end', async () => {
  const { conversations } = openConversations()
  const { runId } = conversations.accept(say('hello'))
  const seen: string[] = []
  for await (const event of followRun(conversations, runId)) seen.push(event.type)
  expect(seen.at(-1)).toBe('ended')
  for await (const event of followRun(conversations, runId)) seen.push(`late ${event.type}`)
  expect(seen.filter(type => type.startsWith('late'))).toEqual([])
})

test('an agent that does not heed its signal does not hold up the conversation', async () => {
  const { conversations, ends } = openConversations(turn =>
    (turn.text === 'stuck' ? stubborn : talking)(turn, new AbortController().signal),
  )
  conversations.accept(say('stuck'))
  conversations.accept(say('next'))
  await vi.waitFor(() => expect(conversations.running(key)).toMatchObject({ runId: 'stuck' }), patient)
  expect(await conversations.abort(key, { runId: 'stuck' })).toEqual(['stuck'])
  await vi.waitFor(
    () => expect(ends().map(({ outcome }) => outcome.kind)).toEqual(['aborted', 'final']),
    patient,
  )
})

test('an abort without a run ends what runs and what waits', async () => {
  const { conversations, ends, store } = openConversations(stubborn)
  conversations.accept(say('one'))
  conversations.accept(say('two'))
  await vi.waitFor(() => expect(conversations.running(key)).toBeDefined(), patient)
  expect(await conversations.abort(key)).toEqual(['one', 'two'])
  expect(ends()).toHaveLength(2)
  expect(conversations.openCount()).toBe(0)
  expect([store.run('one')?.state, store.run('two')?.state]).toEqual(['aborted', 'aborted'])
})

test('an abort in the very moment of accepting counts', async () => {
  const { conversations, turns } = openConversations()
  conversations.accept(say('never mind'))
  expect(await conversations.abort(key)).toEqual(['never mind'])
  await new Promise(resolve => setImmediate(resolve))
  expect(turns).toEqual([])
})

test('a command is answered beside what is under way', async () => {
  const { conversations, ends } = openConversations(turn =>
    (turn.text === 'stuck' ? stubborn : talking)(turn, new AbortController().signal),
  )
  conversations.accept(say('stuck'))
  conversations.accept(say('/status'))
  await vi.waitFor(() => expect(ends()).toMatchObject([{ runId: '/status' }]), patient)
  expect(conversations.running(key)).toMatchObject({ runId: 'stuck' })
})

test('one conversation does not wait for another', async () => {
  const { conversations, ends } = openConversations(turn =>
    (turn.text === 'stuck' ? stubborn : talking)(turn, new AbortController().signal),
  )
  conversations.accept(say('stuck'))
  conversations.accept({ ...say('free'), conversation: 'agent:main:other' })
  await vi.waitFor(() => expect(ends()).toMatchObject([{ runId: 'free' }]), patient)
})

test('a run that takes too long ends with an error that says so', async () => {
  const { conversations, ends } = openConversations(stubborn)
  conversations.accept({ ...say('hurry'), timeoutMs: 5 })
  await vi.waitFor(
    () => expect(ends()).toMatchObject([{ outcome: { kind: 'error', error: { code: 'MODEL_TIMEOUT' } } }]),
    patient,
  )
})

test('an agent that throws anything at all ends its run with an error, and the next one is answered', async () => {
  const { conversations, ends } = openConversations(async function* (turn, signal) {
    if (turn.text === 'bad') throw new TypeError('secret text')
    yield* talking(turn, signal)
  })
  conversations.accept(say('bad'))
  conversations.accept(say('good'))
  await vi.waitFor(() => expect(ends()).toHaveLength(2), patient)
  expect(ends()).toMatchObject([
    { outcome: { kind: 'error', error: { code: 'INTERNAL' } } },
    { outcome: { kind: 'final' } },
  ])
  expect(JSON.stringify(ends())).not.toContain('secret text')
})

test('a watcher that throws does not keep the others from being told', async () => {
  const { conversations, news, onError } = openConversations()
  conversations.watch(() => {
    throw new Error('broken watcher')
  })
  const later: ConversationNews[] = []
  conversations.watch(item => void later.push(item))
  conversations.accept(say('hello'))
  await vi.waitFor(() => expect(later.at(-1)).toMatchObject({ reason: 'settled' }), patient)
  expect(later).toEqual(news)
  expect(onError).toHaveBeenCalled()
})

test('the model sees the conversation since its last beginning, and no question that waits for its own turn', async () => {
  const { conversations, turns, ends } = openConversations()
  conversations.accept(say('old'))
  await vi.waitFor(() => expect(ends()).toHaveLength(1), patient)
  await conversations.startAnew(key)
  conversations.accept(say('one'))
  conversations.accept(say('two'))
  await vi.waitFor(() => expect(ends()).toHaveLength(3), patient)

  expect(
    turns.map(({ text, past }) => [
      text,
      past.map(message => (message.role === 'assistant' ? wordsOf(message.content) : message.text)),
    ]),
  ).toEqual([
    ['old', []],
    ['one', []],
    ['two', ['one', 'you said one']],
  ])
})

test('a conversation that is removed in mid-answer stays removed', async () => {
  const { conversations, store } = openConversations(stubborn)
  conversations.accept(say('stuck'))
  await vi.waitFor(() => expect(conversations.running(key)).toBeDefined(), patient)
  expect(await conversations.remove(key)).toBe(true)
  expect(store.find(key)).toBeUndefined()
  expect(conversations.accept(say('stuck'))).toMatchObject({ status: 'ok' })
})

test('what was accepted and not answered is answered by the next process, in its order', async () => {
  const database = openDatabase(':memory:', () => '')
  const before = openConversations(stubborn, database)
  before.conversations.accept(say('one'))
  before.conversations.accept(say('two'))
  await vi.waitFor(() => expect(before.conversations.running(key)).toBeDefined(), patient)
  await before.conversations.close()
  expect(before.ends()).toEqual([])

  const after = openConversations(talking, database)
  after.conversations.resume()
  await vi.waitFor(() => expect(after.ends().map(({ runId }) => runId)).toEqual(['one', 'two']), patient)
  expect(after.store.find(key)?.lastSeq).toBe(4)
})

/** A process that ends without a word in the middle of an answer: nothing it holds is closed. */
function killed(database: ReturnType<typeof openDatabase>, first: boolean) {
  const opened = openConversations(stubborn, database)
  if (first) opened.conversations.accept(say('poison'))
  else opened.conversations.resume()
  return opened
}

test('a message that ends the process each time is given up in the end', async () => {
  const database = openDatabase(':memory:', () => '')
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const { turns } = killed(database, attempt === 0)
    await vi.waitFor(() => expect(turns).toHaveLength(1), patient)
  }
  const { conversations, store, turns } = openConversations(stubborn, database)
  conversations.resume()

  expect(turns).toEqual([])
  expect(store.run('poison')?.state).toBe('error')
  expect(store.message(key, 2)?.message).toMatchObject({ errorMessage: expect.stringContaining('10 times') })
})

test('a message that ended the process three times rests a while, and holds up no other conversation', async () => {
  const database = openDatabase(':memory:', () => '')
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const { turns } = killed(database, attempt === 0)
    await vi.waitFor(() => expect(turns).toHaveLength(1), patient)
  }
  const { conversations, ends, turns } = openConversations(talking, database, 60_000)
  conversations.resume()
  conversations.accept({ ...say('free'), conversation: 'agent:main:other' })
  await vi.waitFor(() => expect(ends()).toMatchObject([{ runId: 'free' }]), patient)
  expect(turns.map(turn => turn.text)).toEqual(['free'])

  expect(await conversations.abort(key)).toEqual(['poison'])
})

test('an end in good order is none of a message’s fault, however often', async () => {
  const database = openDatabase(':memory:', () => '')
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const { conversations, turns } = killed(database, attempt === 0)
    await vi.waitFor(() => expect(turns).toHaveLength(1), patient)
    await conversations.close()
  }
  const { conversations, ends } = openConversations(talking, database)
  conversations.resume()
  await vi.waitFor(() => expect(ends()).toMatchObject([{ outcome: { kind: 'final' } }]), patient)
})

test('keys are remembered for more than a day, and not for ever', () => {
  const database = openDatabase(':memory:', () => '')
  const store = transcriptStore(database)
  const hour = 60 * 60_000
  store.accept(key, { role: 'user', text: 'hi', idempotencyKey: 'k' }, [], 'k', 0)
  store.finish('k', 'ok', undefined, 0)
  const agent: Agent = {
    commandTiming: () => undefined,
    contextTokens: () => undefined,
    summarize: () => Promise.reject(new Error('not asked for')),
    answer: talking,
  }
  const open = (now: number) =>
    createConversations({ store, agent, timeoutMs: 1, now: () => now, onError: () => undefined })
  open(25 * hour)
  expect(store.run('k')).toBeDefined()
  open(49 * hour)
  expect(store.run('k')).toBeUndefined()
})
