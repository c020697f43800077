import { afterEach, expect, test } from 'vitest'
import type { AgentEvent, Turn } from '../../../src-main/agent/agent.ts'
import type { PastMessage } from '../../../src-main/agent/content.ts'
import { findKey, resolveApiKey } from '../../../src-main/agent/models/api-key.ts'
import { fitToContext } from '../../../src-main/agent/models/context-window.ts'
import {
  findModel,
  type ChosenModel,
  type ModelProvider,
  type ModelsConfig,
} from '../../../src-main/agent/models/model-config.ts'
import { askModel as askModelItself } from '../../../src-main/agent/models/ask-model.ts'
import { startModelServer, type ModelServer } from '../../support/model-server.ts'

const servers: ModelServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function startModel(more: Partial<ModelProvider> = {}) {
  const server = await startModelServer()
  servers.push(server)
  const provider = { baseUrl: server.baseUrl, models: [{ id: 'scripted' }], ...more }
  return {
    server,
    chosen: { name: 'test/scripted', providerId: 'test', provider, model: { id: 'scripted' } },
  }
}

const turn = (text: string, past: PastMessage[] = []): Turn => ({
  conversation: 'c',
  runId: 'r',
  text,
  pictures: [],
  past,
})
const neverAborted = new AbortController().signal

function askModel(chosen: ChosenModel, turn: Turn, signal: AbortSignal) {
  return askModelItself(chosen, { turn, done: [], contextTokens: 32_000 }, signal)
}

async function gather(events: AsyncIterable<AgentEvent>) {
  const gathered: AgentEvent[] = []
  for await (const event of events) gathered.push(event)
  return gathered
}

test('a model is asked with its key and the conversation, and its words arrive one by one', async () => {
  const { server, chosen } = await startModel({ apiKey: 'sk-1', headers: { 'x-extra': 'yes' } })
  const past: PastMessage[] = [
    { role: 'user', text: 'before' },
    { role: 'assistant', content: [{ type: 'text', text: 'indeed' }] },
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
  expect(request.body.messages?.slice(1).map(message => message.content)).toEqual([
    'before',
    'indeed',
    'one two',
  ])
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

test('a model that hangs up on a question is not asked it again', async () => {
  const { server, chosen } = await startModel()
  server.next({ kind: 'hang-up' })
  await expect(gather(askModel(chosen, turn('hi'), neverAborted))).rejects.toMatchObject({
    code: 'MODEL_UNREACHABLE',
  })
  expect(server.requests).toHaveLength(1)
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
  const { server, chosen } = await startModel({ api: 'bedrock-converse-stream' })
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

const service = { baseUrl: 'https://api.example.com/v1' }
const vault = async (id: string) => (id === 'model-key/anthropic' ? 'from-vault' : undefined)

test('a key nobody configured is looked for in the vault, and in the variables everybody uses', async () => {
  const env = { ANTHROPIC_API_KEY: 'from-env', GOOGLE_GENERATIVE_AI_API_KEY: 'google-env' }
  expect(await findKey('anthropic', service, { env, readSecret: vault })).toBe('from-vault')
  expect(await findKey('anthropic', service, { env })).toBe('from-env')
  expect(await findKey('google', service, { env })).toBe('google-env')
  expect(await findKey('of-my-own', service, { env, readSecret: vault })).toBeUndefined()
  expect(await findKey('anthropic', { ...service, apiKey: 'given' }, { env, readSecret: vault })).toBe(
    'given',
  )
  const kept = { ...service, apiKey: { source: 'vault', id: 'model-key/anthropic' } }
  expect(await findKey('other', kept, { env, readSecret: vault })).toBe('from-vault')
})

test('a key that is nowhere says where it was looked for', async () => {
  await expect(findKey('openai', service, { env: {} })).rejects.toThrow(
    'the variable OPENAI_API_KEY or the vault',
  )
  const kept = { ...service, apiKey: { source: 'vault', id: 'model-key/x' } }
  await expect(findKey('other', kept, { env: {}, readSecret: vault })).rejects.toThrow(
    'the vault, as model-key/x',
  )
})

test('a locked vault is no obstacle while the key is in the environment, nor for a server on this computer', async () => {
  const readSecret = () => Promise.reject(new Error('locked'))
  expect(await findKey('openai', service, { env: { OPENAI_API_KEY: 'k' }, readSecret })).toBe('k')
  expect(
    await findKey('ollama', { baseUrl: 'http://127.0.0.1:1/v1' }, { env: {}, readSecret }),
  ).toBeUndefined()
  await expect(findKey('openai', service, { env: {}, readSecret })).rejects.toThrow('locked')
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

test('services and local servers everybody knows need no entry', () => {
  const models: ModelsConfig = { providers: {}, timeoutMs: 1 }
  expect(findModel(models, 'anthropic/some-model')).toMatchObject({ provider: { api: 'anthropic-messages' } })
  expect(findModel(models, 'ollama/llama3.2')).toMatchObject({
    provider: { baseUrl: 'http://127.0.0.1:11434/v1' },
  })
})

test('a model its provider does not list can be asked all the same', () => {
  const models: ModelsConfig = {
    providers: { test: { baseUrl: 'http://localhost/v1', models: [] } },
    timeoutMs: 1,
  }
  expect(findModel(models, 'test/org/new-model').model.id).toBe('org/new-model')
})

test('what does not fit into the context is left out from the oldest on, by whole exchanges', () => {
  const past: PastMessage[] = Array.from({ length: 10 }, (_, index) =>
    index % 2 === 0
      ? { role: 'user', text: `${index}`.repeat(100) }
      : { role: 'assistant', content: [{ type: 'text', text: `${index}`.repeat(100) }] },
  )
  const kept = fitToContext(past, 150)
  expect(kept.length).toBeGreaterThan(0)
  expect(kept.length).toBeLessThan(10)
  expect(kept[0]?.role).toBe('user')
  expect(kept.at(-1)).toBe(past.at(-1))
})
