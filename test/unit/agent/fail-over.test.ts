import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { AgentEvent, Turn } from '../../../src-main/agent/agent.ts'
import { answerWithModels, summarizeWithModels } from '../../../src-main/agent/models/answer-with-models.ts'
import type { ModelProvider, ModelsConfig } from '../../../src-main/agent/models/model-config.ts'
import { defineTool } from '../../../src-main/agent/tools/tool.ts'
import { createToolbox } from '../../../src-main/agent/tools/toolbox.ts'
import { startModelServer, type ModelServer } from '../../support/model-server.ts'

const servers: ModelServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function startTwo(more: Partial<ModelProvider> = {}) {
  const [first, second] = [await startModelServer(), await startModelServer()]
  servers.push(first, second)
  const provider = (server: ModelServer) => ({
    baseUrl: server.baseUrl,
    models: [{ id: 'scripted' }],
    ...more,
  })
  const models: ModelsConfig = {
    providers: { one: provider(first), two: provider(second) },
    primary: 'one/scripted',
    fallbacks: ['two/scripted'],
    timeoutMs: 60_000,
  }
  return { first, second, models }
}

const look = defineTool({
  name: 'look',
  description: 'Looks.',
  input: z.object({}),
  title: () => 'Look',
  run: () => ({ text: 'seen' }),
})
const toolbox = createToolbox({ tools: () => [look], workspace: '/nowhere', onError: () => undefined })
const turn: Turn = { conversation: 'c', runId: 'r', text: 'hi', pictures: [], past: [] }
const both = ['one/scripted', 'two/scripted']

async function ask(models: ModelsConfig, names = both, signal = new AbortController().signal) {
  const events: AgentEvent[] = []
  const answer = answerWithModels(names, turn, { models, keys: { env: {} }, toolbox }, signal)
  for await (const event of answer) events.push(event)
  return events
}
const wordsIn = (events: readonly AgentEvent[]) =>
  events.map(event => (event.type === 'text' ? event.text : '')).join('')

test.each([
  [401, 'MODEL_KEY_REFUSED'],
  [404, 'MODEL_UNKNOWN'],
  [429, 'MODEL_BUSY'],
  [503, 'MODEL_FAILED'],
  [529, 'MODEL_FAILED'],
])('HTTP %i: the next model is asked, and it is said so', async (status, code) => {
  const { first, second, models } = await startTwo()
  first.fallback({ kind: 'error', status, message: 'no' })
  const events = await ask(models)
  expect(events.find(event => event.type === 'fell-back')).toMatchObject({
    from: 'one/scripted',
    to: 'two/scripted',
    error: { code },
  })
  expect(wordsIn(events)).toBe('echo: hi')
  expect([first.requests.length, second.requests.length]).toEqual([1, 1])
})

test('a server that is not there is followed by the next', async () => {
  const { first, models } = await startTwo()
  await first.close()
  expect(wordsIn(await ask(models))).toBe('echo: hi')
})

test('a key that is not there is followed by the next', async () => {
  const { models } = await startTwo()
  const one = { ...models.providers['one'], apiKey: '${NO_SUCH_KEY}' } as ModelProvider
  expect(wordsIn(await ask({ ...models, providers: { ...models.providers, one } }))).toBe('echo: hi')
})

test('a conversation too long for one model is left to the next', async () => {
  const { first, models } = await startTwo()
  first.fallback({ kind: 'error', status: 400, message: 'too long', code: 'context_length_exceeded' })
  const events = await ask(models)
  expect(events.find(event => event.type === 'fell-back')).toMatchObject({
    error: { code: 'MODEL_CONTEXT_FULL' },
  })
})

test('what was asked wrongly is not asked of anybody else', async () => {
  const { first, second, models } = await startTwo({
    models: [{ id: 'scripted', compat: { supportsTools: false } }],
  })
  first.fallback({ kind: 'error', status: 400, message: 'no such thing' })
  await expect(ask(models)).rejects.toMatchObject({ code: 'MODEL_FAILED' })
  expect(second.requests).toEqual([])
})

test('an answer that broke off is not begun again by somebody else', async () => {
  const { first, second, models } = await startTwo()
  first.next({ kind: 'cut', pieces: ['so far '] })
  await expect(ask(models)).rejects.toMatchObject({ code: 'MODEL_FAILED' })
  expect(second.requests).toEqual([])
})

test('an abort asks nobody else', async () => {
  const { first, second, models } = await startTwo()
  first.next({ kind: 'hang' })
  const aborter = new AbortController()
  const answer = ask(models, both, aborter.signal)
  await first.request(0)
  aborter.abort()
  expect((await answer).map(event => event.type)).toEqual(['started'])
  expect(second.requests).toEqual([])
})

test('with nobody left, the last failure is told', async () => {
  const { first, second, models } = await startTwo()
  first.fallback({ kind: 'error', status: 401, message: 'no' })
  second.fallback({ kind: 'error', status: 404, message: 'no' })
  await expect(ask(models)).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' })
})

test('the next model takes over where the tools of the first had come to', async () => {
  const { first, second, models } = await startTwo()
  first.next({ kind: 'tool-call', name: 'look', arguments: {} })
  first.fallback({ kind: 'error', status: 429, message: 'slow down' })
  const events = await ask(models)
  expect(events.filter(event => event.type === 'tool-started')).toHaveLength(1)
  expect(wordsIn(events)).toBe('echo: hi')
  expect(JSON.stringify((await second.request(0)).body)).toContain('seen')
})

test('a model that refuses tools is asked without them, and is remembered', async () => {
  const { first, models } = await startTwo()
  first.next({ kind: 'error', status: 400, message: 'tools are not supported' })
  const names = ['one/no-tools']
  const events = await ask(models, names)
  expect(events.map(event => event.type)).toEqual(['started', 'text', 'text', 'finished'])
  await ask(models, names)
  expect(first.requests.map(({ body }) => body['tools'] !== undefined)).toEqual([true, false, false])
})

test('a key that the provider repeats in its refusal is not passed on', async () => {
  const { first, models } = await startTwo({ apiKey: 'sk-very-secret' })
  first.fallback({ kind: 'error', status: 400, message: 'the key sk-very-secret has no credit' })
  const failure = await ask(models, ['one/scripted']).catch((error: unknown) => error)
  expect(failure).toMatchObject({ message: expect.stringContaining('the key … has no credit') })
})

test('a long conversation is summarised part by part, each within what the model can read', async () => {
  const { first, models } = await startTwo({ models: [{ id: 'scripted', contextWindow: 2_000 }] })
  first.fallback({ kind: 'tokens', pieces: ['a short ', 'summary'] })
  const past = Array.from({ length: 6 }, (_, index) => ({
    role: 'user' as const,
    text: `${index} `.repeat(700),
  }))
  const summary = await summarizeWithModels(
    { conversation: 'c', past },
    { models, keys: { env: {} } },
    new AbortController().signal,
  )
  expect(summary).toBe('a short summary')
  expect(first.requests.length).toBeGreaterThan(2)
  expect(JSON.stringify(first.requests.at(-1)?.body.messages)).toContain('a short summary')
  for (const { body } of first.requests) expect(JSON.stringify(body.messages).length).toBeLessThan(6_000)
})

test('a summary is not an empty one', async () => {
  const { first, models } = await startTwo()
  first.fallback({ kind: 'tokens', pieces: [' '] })
  const material = { conversation: 'c', past: [{ role: 'user' as const, text: 'hello' }] }
  const summary = summarizeWithModels(material, { models, keys: { env: {} } }, new AbortController().signal)
  await expect(summary).rejects.toMatchObject({ code: 'MODEL_FAILED' })
})
