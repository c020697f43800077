import { expect, test } from 'vitest'
import { chooseTarget, type ChoiceParts } from '../../../src-main/cli/choose-target.ts'

const nothing: ChoiceParts = { env: {}, document: {}, hosts: [], recent: [] }
const byHand = { credentials: { token: 'by hand' }, from: '--token' }
const ssh = (host: string, gatewayPort = 18_789) => ({ kind: 'ssh', host, gatewayPort, engine: 'ssh2' })
const remote = (keys: object) => ({ gateway: { mode: 'remote', remote: keys } })
const credentialsOf = (parts: Partial<ChoiceParts>) =>
  chooseTarget({ ...nothing, ...parts }).shown?.credentials

test('without a word about it the gateway is the one of this computer', () => {
  expect(chooseTarget(nothing)).toEqual({ target: { kind: 'local' }, shown: undefined })
})

test('the gateway that was used last is used again', () => {
  const last = { kind: 'direct' as const, url: 'wss://far.example' }
  const recent = [
    { target: last, lastOnlineAt: 2 },
    { target: { kind: 'local' as const }, lastOnlineAt: 1 },
  ]
  expect(chooseTarget({ ...nothing, recent }).target).toEqual(last)
  const document = { gateway: { mode: 'local' } }
  expect(chooseTarget({ ...nothing, recent, document }).target).toEqual({ kind: 'local' })
})

test('a host that is named is reached as it was last, unless the settings say how', () => {
  const at = (gatewayPort: number) => ({
    kind: 'ssh' as const,
    host: 'server',
    gatewayPort,
    engine: 'ssh2' as const,
  })
  const recent = [
    { target: at(5001), lastOnlineAt: 2 },
    { target: at(5000), lastOnlineAt: 1 },
  ]
  const hosts = [{ host: 'server', gatewayPort: 5002, engine: 'ssh2' as const }]

  expect(chooseTarget({ ...nothing, recent, target: 'server' }).target).toEqual(at(5001))
  expect(chooseTarget({ ...nothing, recent, hosts, target: 'server' }).target).toEqual(at(5002))
  expect(chooseTarget({ ...nothing, recent, target: 'other' }).target).toEqual(ssh('other'))
})

test('the environment’s token does not go to whichever gateway was used last', () => {
  const recent = [{ target: { kind: 'direct' as const, url: 'wss://far.example' }, lastOnlineAt: 2 }]
  expect(credentialsOf({ recent, env: { OPENCLAW_GATEWAY_TOKEN: 'env' } })).toBeUndefined()
})

test.each([
  [
    { url: 'wss://far.example', token: 't', tlsFingerprint: 'ab'.repeat(32) },
    { kind: 'direct', url: 'wss://far.example', tlsFingerprint: 'ab'.repeat(32) },
  ],
  [{ url: 'ws://127.0.0.1:4000', sshTarget: 'me@server', token: 't' }, ssh('me@server', 4000)],
  [
    { url: 'ws://127.0.0.1:4000', sshTarget: 'me@server', remotePort: 5000, token: 't' },
    ssh('me@server', 5000),
  ],
  [{ sshTarget: 'server', token: 't' }, ssh('server')],
  [
    { sshTarget: 'server', sshIdentity: '~/keys/server', token: 't' },
    { ...ssh('server'), identityFile: '~/keys/server' },
  ],
  [
    { url: 'ws://10.0.0.2:1', sshTarget: 'server', transport: 'direct', token: 't' },
    { kind: 'direct', url: 'ws://10.0.0.2:1' },
  ],
])('gateway.mode "remote" with %j is followed, and wins over the last gateway', (keys, target) => {
  const recent = [{ target: { kind: 'local' as const }, lastOnlineAt: 1 }]
  expect(chooseTarget({ ...nothing, recent, document: remote(keys) })).toEqual({
    target,
    shown: { credentials: { token: 't', password: undefined }, from: 'gateway.remote.token' },
  })
})

test('a remote gateway that is nowhere is an error and not this computer', () => {
  expect(() => chooseTarget({ ...nothing, document: remote({ token: 't' }) })).toThrow('gateway.remote')
})

test('gateway.mode "local" leaves gateway.remote.url alone', () => {
  const document = { gateway: { mode: 'local', remote: { url: 'wss://far.example' } } }
  expect(chooseTarget({ ...nothing, document }).target).toEqual({ kind: 'local' })
})

test('a credential given by hand wins everywhere, and alone', () => {
  const env = { OPENCLAW_GATEWAY_PASSWORD: 'env', OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1' }
  const document = remote({ url: 'ws://127.0.0.1:1', token: 't' })
  for (const parts of [{}, { url: 'ws://127.0.0.1:1' }, { target: 'server' }, { document }, { env }]) {
    expect(credentialsOf({ given: byHand, ...parts })).toEqual({ token: 'by hand' })
  }
})

test('a named target has what the settings hold for that very one, else the environment’s', () => {
  const env = { OPENCLAW_GATEWAY_TOKEN: 'env' }
  const document = remote({ sshTarget: 'server', token: 'configured' })
  expect(credentialsOf({ env, document, target: 'server' })).toMatchObject({ token: 'configured' })
  expect(credentialsOf({ env, document, target: 'another' })).toMatchObject({ token: 'env' })
  expect(credentialsOf({ document, target: 'another' })).toBeUndefined()
})

test.each([
  ['--url', { url: 'ws://127.0.0.1:1', env: { OPENCLAW_GATEWAY_TOKEN: 'env' } }],
  ['OPENCLAW_GATEWAY_URL', { env: { OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1' } }],
])('%s takes no credential that belongs to another gateway', (how, parts) => {
  const document = remote({ url: 'ws://127.0.0.1:1', token: 't' })
  expect(() => chooseTarget({ ...nothing, document, ...parts })).toThrow(how)
})

test('an address of the environment is used with the environment’s credentials, before the settings', () => {
  const env = { OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1', OPENCLAW_GATEWAY_PASSWORD: 'p' }
  const document = remote({ url: 'wss://far.example', token: 't' })
  expect(chooseTarget({ ...nothing, env, document })).toEqual({
    target: { kind: 'direct', url: 'ws://127.0.0.1:1' },
    shown: { credentials: { token: undefined, password: 'p' }, from: 'OPENCLAW_GATEWAY_PASSWORD' },
  })
})

test.each(['me@server', 'http://server', '-oProxyCommand=x', ''])(
  '--url %j is refused before anything is connected',
  url => {
    expect(() => chooseTarget({ ...nothing, url, given: byHand })).toThrow('not a gateway address')
  },
)

test('--url and --target exclude each other', () => {
  expect(() =>
    chooseTarget({ ...nothing, url: 'ws://127.0.0.1:1', target: 'server', given: byHand }),
  ).toThrow('--target')
})
