import { homedir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readGatewayConfig } from '../../../src-main/gateway/gateway-config.ts'

test('a file written for OpenClaw is accepted, and what we do not read is listed', () => {
  const { config, unknownKeys, problems } = readGatewayConfig({
    gateway: {
      mode: 'local',
      port: 18800,
      bind: 'loopback',
      auth: { mode: 'token', token: 't', rateLimit: { maxAttempts: 10 } },
      tailscale: { mode: 'off' },
      remote: { url: 'ws://127.0.0.1:18789', transport: 'ssh' },
    },
    agents: {
      defaults: { model: { primary: 'lmstudio/local', fallbacks: ['a/b'] }, workspace: '~/claw' },
      list: [],
    },
    models: {
      mode: 'merge',
      providers: {
        lmstudio: {
          baseUrl: 'http://127.0.0.1:1234/v1',
          apiKey: { source: 'env', provider: 'default', id: 'KEY' },
          api: 'openai-responses',
          models: [
            { id: 'local', name: 'Local', cost: { input: 0 }, contextWindow: 196_608, maxTokens: 8192 },
          ],
        },
      },
    },
    channels: { telegram: { enabled: true, allowFrom: [42, 'tg:43'], reactionLevel: 'ack' }, whatsapp: {} },
  })

  expect(problems).toEqual([])
  expect(config).toMatchObject({
    port: 18800,
    bind: 'loopback',
    auth: { mode: 'token', token: 't' },
    channels: { telegram: { enabled: true, dmPolicy: 'pairing', allowFrom: ['42', '43'], streams: true } },
    models: {
      primary: 'lmstudio/local',
      fallbacks: ['a/b'],
      providers: { lmstudio: { models: [{ id: 'local', contextWindow: 196_608 }] } },
    },
  })
  expect(unknownKeys).toEqual([
    'models.mode',
    'models.providers.lmstudio.models.0.cost',
    'channels.telegram.reactionLevel',
    'channels.whatsapp',
  ])
})

test('a model may be named by its name alone', () => {
  expect(readGatewayConfig({ agents: { defaults: { model: 'a/b' } } }).config.models.primary).toBe('a/b')
})

test('a known key that cannot be used is left out and named, and the rest counts', () => {
  const { config, problems } = readGatewayConfig({
    gateway: { port: 'many', bind: 'loopback' },
    models: {
      providers: { good: { baseUrl: 'http://localhost/v1' }, bad: { baseUrl: 'not a url' }, worse: {} },
    },
  })
  expect(new Set(problems.map(problem => problem.path))).toEqual(
    new Set(['gateway.port', 'models.providers.bad.baseUrl', 'models.providers.worse.baseUrl']),
  )
  expect(Object.keys(config.models.providers)).toEqual(['good'])
  expect(config.port).toBeUndefined()
  expect(config.models.providers.good).toMatchObject({ baseUrl: 'http://localhost/v1' })
})

test.each([undefined, null, 42, 'text', [], { gateway: null }, { gateway: { auth: [] } }])(
  '%j does no harm',
  document => {
    expect(readGatewayConfig(document).config).toMatchObject({
      bind: 'loopback',
      models: { providers: expect.anything() },
    })
  },
)

test('tools are as OpenClaw configures them, and cautious where nothing is said', () => {
  expect(readGatewayConfig({}).config.agent).toMatchObject({
    workspace: undefined,
    compactsWhenFull: true,
    tools: {
      exec: { rules: { agents: {}, nodes: {} } },
      webFetch: { enabled: false, allowPrivateNetwork: false },
    },
  })
  const { config, problems } = readGatewayConfig({
    agents: { defaults: { workspace: '~/claw', compaction: { enabled: false }, thinkingDefault: 'low' } },
    tools: {
      profile: 'coding',
      deny: ['group:web'],
      exec: { mode: 'ask', timeoutSeconds: 60 },
      web: { fetch: { enabled: true, maxChars: 1000, ssrfPolicy: { dangerouslyAllowPrivateNetwork: true } } },
    },
  })
  expect(problems).toEqual([])
  expect(config.models.thinking).toBe('low')
  expect(config.agent).toMatchObject({
    workspace: path.join(homedir(), 'claw'),
    compactsWhenFull: false,
    tools: {
      profile: 'coding',
      deny: ['group:web'],
      exec: { rules: { all: { security: 'allowlist', ask: 'on-miss' } }, timeoutMs: 60_000 },
      webFetch: { enabled: true, maxChars: 1000, allowPrivateNetwork: true },
    },
  })
})

const deny = { security: 'deny', ask: 'off' }
test.each([
  ['a mode that nobody knows', { mode: 'yolo' }, 'mode', deny],
  ['a security that nobody knows', { security: 'open' }, 'security', deny],
  ['an ask that nobody knows', { ask: 'never' }, 'ask', { security: 'allowlist', ask: 'always' }],
  ['a mode beside what it stands for', { mode: 'full', ask: 'always' }, '', deny],
])('%s is taken for the strictest, wherever it is written', (_, exec, key, rule) => {
  const { config, problems } = readGatewayConfig({
    tools: { exec },
    agents: { entries: { main: { tools: { exec } } }, list: [{ id: 'old', tools: { exec } }] },
    gateway: { nodes: { entries: { n1: { tools: { exec } } } } },
  })
  const places = ['gateway.nodes.entries.n1.', 'agents.entries.main.', 'agents.list.0.', '']
  expect(problems.map(({ path }) => path)).toEqual(
    expect.arrayContaining(places.map(place => [`${place}tools.exec`, key].filter(Boolean).join('.'))),
  )
  expect(config.agent.tools.exec.rules).toEqual({
    all: rule,
    agents: { main: rule, old: rule },
    nodes: { n1: rule },
  })
})

test('agents and nodes have rules of their own, in the older words too', () => {
  const { config, problems } = readGatewayConfig({
    tools: { exec: { security: 'allowlist', ask: 'always' } },
    agents: {
      entries: { main: { tools: { exec: { mode: 'deny' } } }, quiet: {} },
      list: [{ id: 'old', tools: { exec: { security: 'full' } } }],
    },
    gateway: { nodes: { entries: { n1: { tools: { exec: { mode: 'full' } } } } } },
  })
  expect(problems).toEqual([])
  expect(config.agent.tools.exec.rules).toEqual({
    all: { security: 'allowlist', ask: 'always' },
    agents: { main: deny, old: { security: 'full', ask: 'off' } },
    nodes: { n1: { security: 'full', ask: 'off' } },
  })
})
