import { expect, test } from 'vitest'
import { createAgent, type AgentEvent } from '../../../src-main/agent/agent.ts'
import type { ModelsConfig } from '../../../src-main/agent/models/model-config.ts'

const noModels: ModelsConfig = { providers: {}, timeoutMs: 1_000 }
const twoModels: ModelsConfig = {
  providers: { local: { baseUrl: 'http://127.0.0.1:1/v1', models: [{ id: 'small' }, { id: 'large' }] } },
  primary: 'local/small',
  timeoutMs: 1_000,
}

async function ask(text: string, models = noModels) {
  const asked: string[] = []
  const agent = createAgent(models, {
    statusLines: () => ['Clients: 2'],
    healthLines: () => ['The gateway is well.'],
    startAnew: async conversation => void asked.push(`anew ${conversation}`),
    stop: async (conversation, runId) => asked.push(`stop ${conversation} but ${runId}`),
    chooseModel: (conversation, model) => void asked.push(`model ${conversation} ${model}`),
  })
  const events: AgentEvent[] = []
  const turn = { conversation: 'c', runId: 'r', text, pictures: [], past: [] }
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
