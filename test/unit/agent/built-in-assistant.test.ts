import { afterEach, expect, test } from 'vitest'
import { createAgent, type AgentEvent, type Turn } from '../../../src-main/agent/agent.ts'
import type { FoundServer } from '../../../src-main/agent/models/discover-models.ts'
import type { ModelsConfig } from '../../../src-main/agent/models/model-config.ts'

const noModels: ModelsConfig = { providers: {}, timeoutMs: 1_000 }
const twoModels: ModelsConfig = {
  providers: { local: { baseUrl: 'http://127.0.0.1:1/v1', models: [{ id: 'small' }, { id: 'large' }] } },
  primary: 'local/small',
  timeoutMs: 1_000,
}

let found: FoundServer[] = []
afterEach(() => void (found = []))

async function ask(text: string, models = noModels, more: Partial<Turn> = {}) {
  const asked: string[] = []
  const agent = createAgent({
    models,
    discover: async () => found,
    host: {
      statusLines: () => ['Clients: 2'],
      healthLines: () => ['The gateway is well.'],
      startAnew: async conversation => void asked.push(`anew ${conversation}`),
      stop: async (conversation, runId) => asked.push(`stop ${conversation} but ${runId}`),
      chooseModel: (conversation, model) => void asked.push(`model ${conversation} ${model}`),
      compact: async conversation => asked.push(`compact ${conversation}`) > 0,
      nodeLines: () => ['Kitchen (android): camera.snap'],
      pendingApprovals: () => [{ id: '5f0c1c4e-1', what: 'rm -rf build' }],
      approve: (id, decision) => asked.push(`${decision} ${id}`) > 0,
    },
  })
  const events: AgentEvent[] = []
  const turn = { conversation: 'c', runId: 'r', text, pictures: [], past: [], ...more }
  for await (const event of agent.answer(turn, new AbortController().signal)) events.push(event)
  const reply = events.find(event => event.type === 'reply')
  return { reply: reply?.text ?? '', asked, events }
}

test.each([
  ['/help', /^- \/help: .*\n- \/status: /],
  ['/STATUS', /^- Model: none configured\n- Clients: 2$/],
  ['  /health ', /^- The gateway is well\.$/],
  ['/new', /^A new conversation begins here\.$/],
  ['/stop', /^Stopped\.$/],
  ['/model', /No model is configured yet/],
  ['/nodes', /^- Kitchen \(android\): camera.snap$/],
  ['/approve', /^- 5f0c1c4e-1: rm -rf build\n/],
  ['/compact', /^Only a model/],
])('%s is answered without a model', async (text, expected) => {
  expect((await ask(text)).reply).toMatch(expected)
})

test('anything else is answered with how to add a model, as a configuration that can be copied', async () => {
  const { reply, events } = await ask('what is the weather?')
  expect(reply).toContain('gangway.json5')
  expect(reply).toContain('agents: { defaults: { model: { primary: "local/llama3.2" } } }')
  expect(events.map(event => event.type)).toEqual(['reply', 'finished'])
})

test('/new and /stop reach the house around the assistant', async () => {
  expect((await ask('/new')).asked).toEqual(['anew c'])
  expect((await ask('/stop')).asked).toEqual(['stop c but r'])
})

test('/model lists the models and marks the one in use', async () => {
  expect((await ask('/model', twoModels)).reply).toMatch(/\* local\/small\n- local\/large$/)
})

test('/model NAME chooses one for this conversation, /model default returns to the configured one', async () => {
  expect((await ask('/model local/large', twoModels)).asked).toEqual(['model c local/large'])
  expect((await ask('/model default', twoModels)).asked).toEqual(['model c undefined'])
  expect(await ask('/model local/none', twoModels)).toMatchObject({
    asked: [],
    reply: 'There is no model called local/none.',
  })
})

test('a model found on this computer is offered, and can be chosen without being configured', async () => {
  found = [
    { providerId: 'ollama', label: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', models: [{ id: 'tiny' }] },
  ]
  expect((await ask('hello')).reply).toContain('Found on this computer: ollama/tiny.')
  expect((await ask('/model')).reply).toContain('ollama/tiny')
  expect((await ask('/model', twoModels)).reply).toMatch(/- ollama\/tiny \(found on this computer\)$/)
  expect((await ask('/model ollama/tiny', twoModels)).asked).toEqual(['model c ollama/tiny'])
  expect((await ask('/model ollama/other', twoModels)).reply).toBe('There is no model called ollama/other.')
})

test('/compact asks the house to put what was said into fewer words', async () => {
  expect(await ask('/compact', twoModels)).toMatchObject({
    asked: ['compact c'],
    reply: 'What was said so far is kept in few words now.',
  })
})

test('/approve answers what waits, for who may', async () => {
  const may = { mayApprove: true }
  expect((await ask('/approve 5f0c1c4e-1 deny', noModels, may)).asked).toEqual(['deny 5f0c1c4e-1'])
  expect((await ask('/approve 5f0c', noModels, may)).asked).toEqual(['allow-once 5f0c1c4e-1'])
  expect((await ask('/approve 5f0c always', noModels, may)).asked).toEqual(['allow-always 5f0c1c4e-1'])
  expect(await ask('/approve 1234 deny', noModels, may)).toMatchObject({
    asked: [],
    reply: 'Nothing waits for approval as 1234.',
  })
  expect(await ask('/approve 5f0c maybe', noModels, may)).toMatchObject({ asked: [] })
  expect(await ask('/approve 5f0c allow-once')).toMatchObject({
    asked: [],
    reply: expect.stringContaining('operator.approvals'),
  })
})
