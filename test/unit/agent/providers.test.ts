import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { AgentEvent, Turn } from '../../../src-main/agent/agent.ts'
import type { PastMessage } from '../../../src-main/agent/content.ts'
import { askModel, maxSteps } from '../../../src-main/agent/models/ask-model.ts'
import type { ChosenModel, ModelEntry } from '../../../src-main/agent/models/model-config.ts'
import { defineTool } from '../../../src-main/agent/tools/tool.ts'
import { createToolbox, type Toolbox } from '../../../src-main/agent/tools/toolbox.ts'
import { startModelServer, type ModelServer } from '../../support/model-server.ts'

const servers: ModelServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const dialects = {
  'openai-completions': '/v1',
  'anthropic-messages': '/v1',
  'google-generative-ai': '/v1beta',
} as const
type Api = keyof typeof dialects
const apis = Object.keys(dialects) as Api[]

async function startModel(api: Api, entry: Partial<ModelEntry> = {}, baseUrl?: string) {
  const server = await startModelServer()
  servers.push(server)
  const model = { id: 'scripted', ...entry }
  const provider = { baseUrl: baseUrl ?? server.origin + dialects[api], api, apiKey: 'sk-1', models: [model] }
  const chosen: ChosenModel = { name: 'test/scripted', providerId: 'test', provider, model }
  return { server, chosen }
}

const seen: unknown[] = []
const lookUp = defineTool({
  name: 'look_up',
  description: 'Looks something up.',
  input: z.object({ word: z.string() }),
  title: ({ word }) => `Look up ${word}`,
  run: ({ word }) => {
    seen.push(word)
    return { text: `${word}: a word` }
  },
})
const toolbox = () =>
  createToolbox({ tools: () => [lookUp], workspace: '/nowhere', onError: error => void seen.push(error) })
afterEach(() => void seen.splice(0))

const question = (text: string, more: Partial<Turn> = {}): Turn => ({
  conversation: 'c',
  runId: 'r',
  text,
  pictures: [],
  past: [],
  ...more,
})

async function ask(
  chosen: ChosenModel,
  turn: Turn,
  more: { toolbox?: Toolbox; done?: PastMessage[]; signal?: AbortSignal } = {},
) {
  const events: AgentEvent[] = []
  const { done = [], signal = new AbortController().signal } = more
  const asking = { turn, done, contextTokens: 32_000, toolbox: more.toolbox }
  for await (const event of askModel(chosen, asking, signal)) events.push(event)
  return events
}

const usage = { inputTokens: 7, outputTokens: 5, totalTokens: 12 }
const wordsIn = (events: readonly AgentEvent[]) =>
  events.map(event => (event.type === 'text' ? event.text : '')).join('')

test.each(apis)('%s: words and thoughts arrive one by one, and what they cost', async api => {
  const { server, chosen } = await startModel(api)
  server.next({ kind: 'tokens', pieces: ['one ', 'two'], thought: 'let me count' })
  const events = await ask(chosen, question('count'))
  expect(events[0]).toEqual({ type: 'started', provider: 'test', model: 'scripted' })
  expect(events.filter(event => event.type === 'thinking')).toEqual([
    { type: 'thinking', text: 'let me count' },
  ])
  expect(events.filter(event => event.type === 'text').map(event => event.text)).toEqual(['one ', 'two'])
  expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'stop', usage })
})

test.each([
  ['openai-completions', 'authorization', 'Bearer sk-1'],
  ['anthropic-messages', 'x-api-key', 'sk-1'],
  ['google-generative-ai', 'x-goog-api-key', 'sk-1'],
] as const)('%s: the key goes into the header %s, and never into the address', async (api, header, value) => {
  const { server, chosen } = await startModel(api)
  await ask(chosen, question('hi'))
  const request = await server.request(0)
  expect(request.headers[header]).toBe(value)
  expect(request.path).not.toContain('sk-1')
})

test.each([
  ['anthropic-messages', ''],
  ['anthropic-messages', '/v1/'],
  ['google-generative-ai', ''],
  ['google-generative-ai', '/v1beta'],
] as const)('%s: the address may be written with or without its version: "%s"', async (api, path) => {
  const { server, chosen } = await startModel(api)
  const provider = { ...chosen.provider, baseUrl: server.origin + path }
  expect(wordsIn(await ask({ ...chosen, provider }, question('hi')))).toBe('echo: hi')
})

test.each(apis)('%s: a model uses a tool, reads what it says and goes on', async api => {
  const { server, chosen } = await startModel(api)
  server.next({ kind: 'tool-call', name: 'look_up', arguments: { word: 'gangway' }, thought: 'look it up' })
  server.next({ kind: 'tokens', pieces: ['It is a word.'] })
  const events = await ask(chosen, question('what is a gangway?'), { toolbox: toolbox() })

  expect(seen).toEqual(['gangway'])
  const kinds = events.map(event => event.type)
  expect(kinds).toEqual(['started', 'thinking', 'step', 'tool-started', 'tool-ended', 'text', 'finished'])
  expect(events[3]).toMatchObject({
    title: 'Look up gangway',
    call: { name: 'look_up', arguments: { word: 'gangway' } },
  })
  expect(events[4]).toMatchObject({
    answer: { toolName: 'look_up', text: 'gangway: a word', isError: false },
  })
  const second = JSON.stringify((await server.request(1)).body)
  expect(second).toContain('gangway: a word')
})

test.each([
  ['anthropic-messages', '"signature":"signed: look it up"'],
  ['google-generative-ai', '"thoughtSignature":"signed: look it up"'],
] as const)(
  '%s: a thought goes back with its signature while its tools are at work',
  async (api, expected) => {
    const { server, chosen } = await startModel(api)
    server.next({ kind: 'tool-call', name: 'look_up', arguments: { word: 'x' }, thought: 'look it up' })
    const done: PastMessage[] = []
    await ask(chosen, question('what is x?'), { toolbox: toolbox(), done })
    expect(JSON.stringify((await server.request(1)).body)).toContain(expected)

    // Kept as plain data, it is as good after a restart.
    const kept = JSON.parse(JSON.stringify(done)) as PastMessage[]
    await ask(chosen, question('what is x?'), { toolbox: toolbox(), done: kept })
    expect(JSON.stringify((await server.request(2)).body)).toContain(expected)
  },
)

test.each(apis)('%s: pictures reach the model', async api => {
  const { server, chosen } = await startModel(api)
  const picture = { mimeType: 'image/png', bytes: new Uint8Array([1, 2, 3]) }
  await ask(chosen, question('what is this?', { pictures: [picture] }))
  expect(JSON.stringify((await server.request(0)).body)).toContain('AQID')
})

test('a model that cannot see is told that there was a picture', async () => {
  const { server, chosen } = await startModel('openai-completions', { input: ['text'] })
  const picture = { mimeType: 'image/png', bytes: new Uint8Array([1, 2, 3]) }
  await ask(chosen, question('what is this?', { pictures: [picture] }))
  const body = JSON.stringify((await server.request(0)).body)
  expect(body).toContain('which you cannot see')
  expect(body).not.toContain('AQID')
})

test.each(apis)('%s: an abort hangs up on the model and is no error', async api => {
  const { server, chosen } = await startModel(api)
  server.next({ kind: 'hang' })
  const aborter = new AbortController()
  const answer = ask(chosen, question('hi'), { signal: aborter.signal })
  const request = await server.request(0)
  aborter.abort()
  expect((await answer).map(event => event.type)).toEqual(['started'])
  expect(await request.abandoned).toBe(true)
})

test.each([
  ['off', 'none'],
  ['high', 'high'],
  ['adaptive', undefined],
  [undefined, undefined],
])('thinking %s is asked of the model as %s', async (thinking, effort) => {
  const { server, chosen } = await startModel('openai-completions')
  await ask(chosen, question('hi', { thinking }))
  expect((await server.request(0)).body['reasoning_effort']).toBe(effort)
})

test('a call of a tool there is not, or with arguments that do not fit, is answered and not thrown', async () => {
  const { server, chosen } = await startModel('openai-completions')
  server.next({ kind: 'tool-call', name: 'fly', arguments: {} })
  server.next({ kind: 'tool-call', name: 'look_up', arguments: { word: 7 } })
  server.next({ kind: 'tool-call', name: 'look_up', arguments: '{ "word": ' })
  const events = await ask(chosen, question('hi'), { toolbox: toolbox() })
  const answers = events.flatMap(event => (event.type === 'tool-ended' ? [event.answer] : []))
  expect(answers.map(answer => answer.isError)).toEqual([true, true, true])
  expect(answers[0]?.text).toBe('There is no tool fly. There are: look_up.')
  expect(answers[1]?.text).toContain('The arguments do not fit')
  expect(answers[2]?.text).toContain('The arguments do not fit')
  expect(wordsIn(events)).toBe('echo: hi')
  expect(seen).toEqual([])
})

test('a model that never stops using tools is asked to do without in the end', async () => {
  const { server, chosen } = await startModel('openai-completions')
  for (let step = 1; step < maxSteps; step += 1) {
    server.next({ kind: 'tool-call', name: 'look_up', arguments: { word: 'again' } })
  }
  const events = await ask(chosen, question('loop'), { toolbox: toolbox() })
  expect(server.requests.length).toBe(maxSteps)
  expect(server.requests.at(-1)?.body['tool_choice']).toBe('none')
  expect(events.at(-1)?.type).toBe('finished')
})

test('a call that the end of the gateway cut off is answered as such, and not done again', async () => {
  const { server, chosen } = await startModel('openai-completions')
  const call = { type: 'toolCall', id: 'call-1', name: 'look_up', arguments: { word: 'x' } } as const
  const done: PastMessage[] = [{ role: 'assistant', content: [call] }]
  const events = await ask(chosen, question('look'), { toolbox: toolbox(), done })
  expect(seen).toEqual([])
  expect(events[1]).toMatchObject({ type: 'tool-ended', answer: { toolCallId: 'call-1', isError: true } })
  expect(JSON.stringify((await server.request(0)).body)).toContain('Whether it took effect is not known.')
})

test('questions that were never answered stand apart from the next one', async () => {
  const { server, chosen } = await startModel('openai-completions')
  await ask(chosen, question('two', { past: [{ role: 'user', text: 'one' }], summary: 'zero' }))
  const messages = (await server.request(0)).body.messages ?? []
  expect(messages.slice(1)).toEqual([
    { role: 'user', content: '(The conversation before this, in short:)\nzero\n\none' },
    { role: 'assistant', content: '(That was stopped before it had an answer.)' },
    { role: 'user', content: 'two' },
  ])
})
