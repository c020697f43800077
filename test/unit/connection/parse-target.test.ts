import { expect, test } from 'vitest'
import { parseTarget } from '../../../src-main/connection/parse-target.ts'

const defaults = { kind: 'ssh', gatewayPort: 18_789, engine: 'ssh2' }

test.each([
  ['local', { kind: 'local' }],
  ['ws://127.0.0.1:1', { kind: 'direct', url: 'ws://127.0.0.1:1' }],
  ['WSS://far.example', { kind: 'direct', url: 'WSS://far.example' }],
  ['server', { ...defaults, host: 'server' }],
  ['me@server:2222', { ...defaults, host: 'me@server:2222' }],
  ['ssh://me@server', { ...defaults, host: 'ssh://me@server' }],
])('%s', (text, target) => {
  expect(parseTarget(text)).toEqual(target)
})

test('what Settings say of a host fills in what was not given', () => {
  const hosts = [{ host: 'server', engine: 'system' as const, gatewayPort: 4000, localPort: 5000 }]
  expect(parseTarget('server', {}, hosts)).toEqual({
    kind: 'ssh',
    host: 'server',
    engine: 'system',
    gatewayPort: 4000,
    localPort: 5000,
  })
  expect(parseTarget('server', { engine: 'ssh2', gatewayPort: 1, localPort: 2 }, hosts)).toEqual({
    kind: 'ssh',
    host: 'server',
    engine: 'ssh2',
    gatewayPort: 1,
    localPort: 2,
  })
  expect(parseTarget('another', {}, hosts)).toEqual({ ...defaults, host: 'another' })
})

test.each([
  ['local', { gatewayPort: 1 }, '--gateway-port'],
  ['ws://127.0.0.1:1', { engine: 'system' as const }, '--engine'],
  ['wss://far.example', { localPort: 1 }, '--local-port'],
  ['server', { tlsFingerprint: 'ab'.repeat(32) }, '--tls-fingerprint'],
])('%s with an option that says nothing there is refused', (text, options, named) => {
  expect(() => parseTarget(text, options)).toThrow(named)
})

test.each(['', 'x'.repeat(513)])('a target of no length or too much is refused', text => {
  expect(() => parseTarget(text)).toThrow('The target')
})
