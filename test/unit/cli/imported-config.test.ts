import { expect, test } from 'vitest'
import { mergeEdits, previewImport, remoteSecret } from '../../../src-main/cli/imported-config.ts'

test('a remote gateway is described by its target, whether a token is there, and its pin', () => {
  const pin = 'ab'.repeat(32)
  const document = {
    gateway: {
      mode: 'remote',
      remote: { url: 'wss://far.example', transport: 'direct', token: 'secret', tlsFingerprint: pin },
    },
    channels: { telegram: { botToken: 'x' }, defaults: {} },
    hooks: { enabled: true },
  }
  const preview = previewImport(document)
  expect(preview).toMatchObject({
    mode: 'remote',
    target: { kind: 'direct', url: 'wss://far.example', tlsFingerprint: pin },
    remote: { token: 'in the file', password: 'none', pin },
    channels: ['telegram'],
  })
  expect(preview.unknownKeys).toContain('hooks')
  expect(JSON.stringify(preview)).not.toContain('secret')
})

test('a remote gateway that is nowhere, and files that are included, are said to be so', () => {
  const preview = previewImport({
    gateway: { mode: 'remote', remote: {} },
    agents: { $include: './agents.json5' },
  })
  expect(preview).toMatchObject({ target: undefined, problem: expect.stringContaining('gateway.remote') })
  expect(preview.includes).toBe(true)
})

test.each([
  [{ token: 't' }, { secret: { kind: 'token', secret: 't' }, path: ['gateway', 'remote', 'token'] }],
  [{ password: 'p' }, { secret: { kind: 'password', secret: 'p' }, path: ['gateway', 'remote', 'password'] }],
  [{ token: 't', password: 'p' }, undefined],
  [{ token: '${TOKEN}' }, undefined],
  [{ token: { source: 'exec', provider: 'x', id: 'y' } }, undefined],
  [{}, undefined],
])('of %j the secret that moves to the keychain is %j', (remote, expected) => {
  expect(remoteSecret({ gateway: { remote } })).toEqual(expected)
})

test('what is mine alone stays, what is theirs comes in value by value', () => {
  const mine = { app: { appearance: 'dark' }, gateway: { port: 1, auth: { token: 'mine' } }, list: [1] }
  const theirs = { gateway: { port: 1, bind: 'lan', auth: { token: 'theirs' } }, list: [2], __proto__: null }
  expect(mergeEdits(mine, theirs)).toEqual([
    { path: ['gateway', 'bind'], value: 'lan' },
    { path: ['gateway', 'auth', 'token'], value: 'theirs' },
    { path: ['list'], value: [2] },
  ])
})
