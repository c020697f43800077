// The rows are what OpenClaw 2026.9.6 was seen to send with the same settings and environment.
import { expect, test } from 'vitest'
import { configuredCredentials } from '../../../src-main/connection/configured-credentials.ts'

const envToken = { OPENCLAW_GATEWAY_TOKEN: 'env token' }
const envPassword = { OPENCLAW_GATEWAY_PASSWORD: 'env password' }
const authToken = { auth: { token: 'auth token' } }
const authPassword = { auth: { password: 'auth password' } }
const remoteToken = { remote: { token: 'remote token' } }
const remotePassword = { remote: { password: 'remote password' } }
const both = { auth: { mode: 'token', token: 'auth token', password: 'auth password' } }

type Row = [
  mode: 'local' | 'remote',
  gateway: object,
  env: object,
  token?: string | undefined,
  password?: string,
]

test.each<Row>([
  ['local', { ...authToken, ...remoteToken }, envToken, 'auth token'],
  ['local', remoteToken, envToken, 'env token'],
  ['local', remoteToken, {}, 'remote token'],
  ['local', { ...authPassword, ...remotePassword }, envPassword, undefined, 'auth password'],
  ['local', remotePassword, envPassword, undefined, 'env password'],
  ['local', remotePassword, {}, undefined, 'remote password'],
  ['local', authToken, envPassword, 'auth token', 'env password'],
  ['local', authPassword, envToken, 'env token', 'auth password'],
  ['local', both, {}, 'auth token', 'auth password'],
  ['local', {}, {}],
  ['remote', { ...remoteToken, ...authToken }, envToken, 'remote token'],
  ['remote', authToken, envToken, 'env token'],
  ['remote', authToken, {}, 'auth token'],
  ['remote', { ...remotePassword, ...authPassword }, envPassword, undefined, 'env password'],
  ['remote', { ...remotePassword, ...authPassword }, {}, undefined, 'remote password'],
  ['remote', authPassword, {}, undefined, 'auth password'],
  ['remote', remoteToken, envPassword, 'remote token', 'env password'],
  ['remote', remotePassword, envToken, 'env token', 'remote password'],
  ['remote', {}, {}],
  ['remote', { remote: { token: '${NOT_SET}' } }, envToken, 'env token'],
])('mode %s with %j and %j', (mode, gateway, env, token, password) => {
  const expected = token || password ? { token, password } : undefined
  expect(configuredCredentials(mode, { gateway }, { ...env })?.credentials).toEqual(expected)
})

test('each is said to come from where it came from', () => {
  const document = { gateway: { ...authToken, ...remotePassword } }
  expect(configuredCredentials('local', document, {})?.from).toBe(
    'gateway.auth.token and gateway.remote.password',
  )
  expect(configuredCredentials('remote', {}, { GANGWAY_GATEWAY_TOKEN: 'a', ...envToken })).toEqual({
    credentials: { token: 'a' },
    from: 'GANGWAY_GATEWAY_TOKEN',
  })
})

test('a secret may be a variable of the environment', () => {
  const env = { MINE: 'secret' }
  for (const token of ['${MINE}', { source: 'env', provider: 'default', id: 'MINE' }]) {
    const document = { gateway: { remote: { token } } }
    expect(configuredCredentials('remote', document, env)?.credentials.token).toBe('secret')
  }
})

test.each([
  [{ source: 'exec', provider: 'vault', id: 'x' }, 'a provider'],
  [{ source: 'env', provider: 'default', id: 'NOT_SET' }, 'NOT_SET'],
])('a reference that leads nowhere is an error, and nothing is shown in its place', (token, named) => {
  const document = { gateway: { remote: { token }, auth: { token: 'another' } } }
  expect(() => configuredCredentials('remote', document, { ...envToken })).toThrow(named)
})
