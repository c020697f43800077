import { expect, test } from 'vitest'
import { chooseTarget, type ChoiceParts } from '../../../src-main/cli/choose-target.ts'

const nothing: ChoiceParts = { env: {}, document: {}, hosts: [], recent: [] }
const ssh = (host: string, gatewayPort = 18_789) => ({ kind: 'ssh', host, gatewayPort, engine: 'ssh2' })
const remote = (keys: object) => ({ gateway: { mode: 'remote', remote: keys } })

test('without a word about it the gateway is the one of this computer', () => {
  expect(chooseTarget(nothing)).toEqual({ target: { kind: 'local' }, credentials: undefined })
})

test('the gateway that was used last is used again', () => {
  const last = { kind: 'direct' as const, url: 'wss://far.example' }
  const recent = [
    { target: last, lastOnlineAt: 2 },
    { target: { kind: 'local' as const }, lastOnlineAt: 1 },
  ]
  expect(chooseTarget({ ...nothing, recent }).target).toEqual(last)
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
    { url: 'ws://10.0.0.2:1', sshTarget: 'server', transport: 'direct', token: 't' },
    { kind: 'direct', url: 'ws://10.0.0.2:1' },
  ],
])('gateway.mode "remote" with %j is followed, and wins over the last gateway', (keys, target) => {
  const recent = [{ target: { kind: 'local' as const }, lastOnlineAt: 1 }]
  expect(chooseTarget({ ...nothing, recent, document: remote(keys) })).toEqual({
    target,
    credentials: { token: 't' },
  })
})

test('a remote gateway that is nowhere is an error and not this computer', () => {
  expect(() => chooseTarget({ ...nothing, document: remote({ token: 't' }) })).toThrow('gateway.remote')
})

test('a secret of the file that is a reference to a provider is not taken for a token', () => {
  const document = remote({ url: 'wss://far.example', token: { source: 'env', id: 'X' } })
  expect(chooseTarget({ ...nothing, document }).credentials).toBeUndefined()
})

test('gateway.mode "local" leaves gateway.remote alone', () => {
  const document = { gateway: { mode: 'local', remote: { url: 'wss://far.example' } } }
  expect(chooseTarget({ ...nothing, document }).target).toEqual({ kind: 'local' })
})

test('the environment’s token counts for what is configured or named, and one given by hand wins over it', () => {
  const env = { OPENCLAW_GATEWAY_TOKEN: 'env' }
  expect(chooseTarget({ ...nothing, env }).credentials).toEqual({ token: 'env' })
  expect(chooseTarget({ ...nothing, env, target: 'server' }).credentials).toEqual({ token: 'env' })
  expect(chooseTarget({ ...nothing, env, given: { password: 'p' } }).credentials).toEqual({ password: 'p' })
  expect(
    chooseTarget({ ...nothing, env, document: remote({ sshTarget: 's', token: 't' }) }).credentials,
  ).toEqual({ token: 'env' })
})

test('--url takes no credential that was not given beside it', () => {
  const parts: ChoiceParts = {
    ...nothing,
    url: 'ws://127.0.0.1:1',
    env: { GANGWAY_GATEWAY_TOKEN: 'env' },
    document: remote({ url: 'ws://127.0.0.1:1', token: 't' }),
  }
  expect(() => chooseTarget(parts)).toThrow('--url')
  expect(chooseTarget({ ...parts, given: { token: 'by hand' } })).toEqual({
    target: { kind: 'direct', url: 'ws://127.0.0.1:1' },
    credentials: { token: 'by hand' },
  })
})

test.each(['me@server', 'http://server', '-oProxyCommand=x', ''])(
  '--url %j is refused before anything is connected',
  url => {
    expect(() => chooseTarget({ ...nothing, url, given: { token: 't' } })).toThrow('not a gateway address')
  },
)

test('--url and --target exclude each other', () => {
  expect(() =>
    chooseTarget({ ...nothing, url: 'ws://127.0.0.1:1', target: 'server', given: { token: 't' } }),
  ).toThrow('--target')
})
