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
    'agents.list',
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
    tools: { exec: { mode: 'deny' }, webFetch: { enabled: false, allowPrivateNetwork: false } },
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
      exec: { mode: 'ask', timeoutMs: 60_000 },
      webFetch: { enabled: true, maxChars: 1000, allowPrivateNetwork: true },
    },
  })
})

test('a mode of running commands that nobody knows is none', () => {
  const { config, problems } = readGatewayConfig({ tools: { exec: { mode: 'yolo' } } })
  expect(problems).toMatchObject([{ path: 'tools.exec.mode' }])
  expect(config.agent.tools.exec.mode).toBe('deny')
})
