import { afterEach, expect, test } from 'vitest'
import type { AgentEvent, PastMessage, Turn } from '../../../src-main/agent/agent.ts'
import { resolveApiKey } from '../../../src-main/agent/models/api-key.ts'
import { fitToContext } from '../../../src-main/agent/models/context-window.ts'
import {
  findModel,
  type ModelProvider,
  type ModelsConfig,
} from '../../../src-main/agent/models/model-config.ts'
import { askModel } from '../../../src-main/agent/models/openai-compatible.ts'
import { startModelServer, type ModelServer } from '../../support/model-server.ts'

const servers: ModelServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function startModel(more: Partial<ModelProvider> = {}) {
  const server = await startModelServer()
  servers.push(server)
  const provider = { baseUrl: server.baseUrl, models: [{ id: 'scripted' }], ...more }
  return { server, chosen: { providerId: 'test', provider, model: { id: 'scripted' } } }
}

const turn = (text: string, past: PastMessage[] = []): Turn => ({
  conversation: 'c',
  runId: 'r',
  text,
  pictures: [],
  past,
})
const neverAborted = new AbortController().signal

async function gather(events: AsyncIterable<AgentEvent>) {
  const gathered: AgentEvent[] = []
  for await (const event of events) gathered.push(event)
  return gathered
}

test('a model is asked with its key and the conversation, and its words arrive one by one', async () => {
  const { server, chosen } = await startModel({ apiKey: 'sk-1', headers: { 'x-extra': 'yes' } })
  const past: PastMessage[] = [
    { role: 'user', text: 'before' },
    { role: 'assistant', text: 'indeed' },
  ]
  const events = await gather(askModel(chosen, turn('one two', past), neverAborted))

  expect(events).toEqual([
    { type: 'started', provider: 'test', model: 'scripted' },
    { type: 'text', text: 'echo: ' },
    { type: 'text', text: 'one ' },
    { type: 'text', text: 'two' },
    { type: 'finished', stopReason: 'stop', usage: { inputTokens: 7, outputTokens: 5, totalTokens: 12 } },
  ])
  const request = await server.request(0)
  expect(request.authorization).toBe('Bearer sk-1')
  expect(request.body.messages?.map(message => message.content)).toEqual(['before', 'indeed', 'one two'])
})

test.each([
  [400, 'MODEL_FAILED'],
  [401, 'MODEL_KEY_REFUSED'],
  [403, 'MODEL_KEY_REFUSED'],
  [404, 'MODEL_UNKNOWN'],
])('HTTP %i from a provider is %s', async (status, code) => {
  const { server, chosen } = await startModel()
  server.next({ kind: 'error', status, message: 'no' })
  await expect(gather(askModel(chosen, turn('hi'), neverAborted))).rejects.toMatchObject({ code })
})

test('a server that is not there is named, without the path or a key', async () => {
  const { server, chosen } = await startModel()
  const { origin } = new URL(server.baseUrl)
  await server.close()
  await expect(gather(askModel(chosen, turn('hi'), neverAborted))).rejects.toMatchObject({
    code: 'MODEL_UNREACHABLE',
    report: { details: { where: origin } },
  })
})

test('an abort hangs up on the model and is no error', async () => {
  const { server, chosen } = await startModel()
  server.next({ kind: 'hang' })
  const aborter = new AbortController()
  const answer = gather(askModel(chosen, turn('hi'), aborter.signal))
  const request = await server.request(0)
  aborter.abort()
  expect((await answer).map(event => event.type)).toEqual(['started'])
  expect(await request.abandoned).toBe(true)
})

test('an API this gateway does not speak is said before anything is asked', async () => {
  const { server, chosen } = await startModel({ api: 'anthropic-messages' })
  await expect(gather(askModel(chosen, turn('hi'), neverAborted))).rejects.toMatchObject({
    code: 'MODEL_API_UNSUPPORTED',
  })
  expect(server.requests).toEqual([])
})

test.each([
  ['sk-plain', 'sk-plain'],
  ['${KEY}', 'from-env'],
  [{ source: 'env', id: 'KEY' }, 'from-env'],
  [undefined, undefined],
])('the key %j is read as %j', (input, expected) => {
  expect(resolveApiKey(input, 'p', { KEY: 'from-env' })).toBe(expected)
})

test('a key that is not where it should be names the variable', () => {
  expect(() => resolveApiKey('${MISSING_KEY}', 'p', {})).toThrow('the variable MISSING_KEY')
  expect(() => resolveApiKey({ source: 'exec', id: 'x' }, 'p', {})).toThrow('a "exec" secret')
})

test.each(['nope/x', 'test', '/x', 'test/', '__proto__/x', 'constructor/x'])(
  'there is no model called %s',
  name => {
    const models: ModelsConfig = {
      providers: { test: { baseUrl: 'http://localhost/v1', models: [] } },
      timeoutMs: 1,
    }
    expect(() => findModel(models, name)).toThrow('There is no model called')
  },
)

test('a model its provider does not list can be asked all the same', () => {
  const models: ModelsConfig = {
    providers: { test: { baseUrl: 'http://localhost/v1', models: [] } },
    timeoutMs: 1,
  }
  expect(findModel(models, 'test/org/new-model').model.id).toBe('org/new-model')
})

test('what does not fit into the context is left out from the oldest on, and a person speaks first', () => {
  const past: PastMessage[] = Array.from({ length: 10 }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    text: `${index}`.repeat(100),
  }))
  const kept = fitToContext(past, 'question', 200)
  expect(kept.length).toBeGreaterThan(0)
  expect(kept.length).toBeLessThan(10)
  expect(kept[0]?.role).toBe('user')
  expect(kept.at(-1)).toBe(past.at(-1))
})
