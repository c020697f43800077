import { expect, test } from 'vitest'
import { planImport } from '../../src-main/import-plan.ts'

const pin = 'ab'.repeat(32)
const leftOf = (document: object, env = {}) =>
  Object.fromEntries(planImport({ ...document }, env).left.map(({ reason, keys }) => [reason, keys]))

test.each([
  [
    'a remote gateway over SSH',
    {
      mode: 'remote',
      remote: {
        transport: 'ssh',
        sshTarget: 'maria@harbour',
        remotePort: 19_100,
        sshIdentity: '~/.ssh/harbour',
        token: 't',
      },
    },
    {
      kind: 'ssh',
      host: 'maria@harbour',
      gatewayPort: 19_100,
      engine: 'ssh2',
      identityFile: '~/.ssh/harbour',
    },
  ],
  [
    'a remote gateway at an address, with its pin',
    { mode: 'remote', remote: { url: 'wss://quay.example:443', tlsFingerprint: pin, token: 't' } },
    { kind: 'direct', url: 'wss://quay.example:443', tlsFingerprint: pin },
  ],
  [
    'OpenClaw’s gateway of this computer',
    { port: 19_001, auth: { token: 't' } },
    { kind: 'direct', url: 'ws://127.0.0.1:19001' },
  ],
  [
    'the same with TLS, on the usual port',
    { mode: 'local', tls: { enabled: true }, auth: { token: 't' } },
    { kind: 'direct', url: 'wss://127.0.0.1:18789' },
  ],
])('%s is taken over', (_, gateway, target) => {
  const plan = planImport({ gateway }, {})
  expect(plan.target).toEqual(target)
  expect(plan.secret).toEqual({ kind: 'token', secret: 't' })
})

test.each([
  ['remote without any address', { mode: 'remote', remote: { token: 't' } }],
  ['remote with an address that is none', { mode: 'remote', remote: { url: 'ftp//x' } }],
])('%s is no gateway', (_, gateway) => {
  const plan = planImport({ gateway }, {})
  expect(plan.target === undefined || plan.target.kind === 'ssh').toBe(true)
})

test('the plan says that there is a secret and where, and does not hold it', () => {
  const { secret, ...shown } = planImport(
    { gateway: { mode: 'remote', remote: { url: 'wss://q.example', token: 'canary-4711' } } },
    {},
  )
  expect(secret?.secret).toBe('canary-4711')
  expect(shown.credential).toEqual({ kind: 'token', from: 'gateway.remote.token' })
  expect(JSON.stringify(shown)).not.toContain('canary-4711')
})

test('a token is taken before a password, except where the gateway wants the password', () => {
  const both = { token: 't', password: 'p' }
  expect(planImport({ gateway: { auth: both } }, {}).credential?.kind).toBe('token')
  expect(leftOf({ gateway: { auth: both } })).toEqual({ 'one-secret': ['gateway.auth.password'] })
  const wanted = planImport({ gateway: { auth: { mode: 'password', ...both } } }, {})
  expect(wanted.secret).toEqual({ kind: 'password', secret: 'p' })
  expect(wanted.left).toEqual([{ reason: 'one-secret', keys: ['gateway.auth.token'] }])
})

test('a secret from a variable is taken where the variable is set, and named where it is not', () => {
  const written = { gateway: { auth: { token: '${MY_TOKEN}' } } }
  expect(planImport(written, { MY_TOKEN: 'x' }).secret).toEqual({ kind: 'token', secret: 'x' })
  expect(planImport(written, {}).credential).toBeUndefined()
  expect(leftOf(written)).toEqual({ 'unset-variable': ['gateway.auth.token'] })

  const reference = { gateway: { auth: { token: { source: 'env', provider: 'default', id: 'MY_TOKEN' } } } }
  expect(leftOf(reference)).toEqual({ 'unset-variable': ['gateway.auth.token'] })
  const provider = { gateway: { auth: { token: { source: 'exec', provider: 'vault', id: 'x' } } } }
  expect(leftOf(provider)).toEqual({ provider: ['gateway.auth.token'] })
})

test('what cannot be taken over is listed, each with its reason', () => {
  expect(
    leftOf({
      $schema: 'x',
      meta: {},
      $include: './base.json5',
      agents: {},
      channels: {},
      gateway: {
        mode: 'remote',
        bind: 'lan',
        remote: { sshTarget: 'harbour', sshHostKeyPolicy: 'whatever', somethingNew: 1 },
      },
    }),
  ).toEqual({
    include: ['$include'],
    gateway: ['agents', 'channels', 'gateway.bind', 'gateway.remote.somethingNew'],
    'asked-later': ['gateway.remote.sshHostKeyPolicy'],
  })
})

test.each([[{}], [{ gateway: null }], [{ gateway: [] }], [{ gateway: { remote: 7, auth: 'x', mode: 3 } }]])(
  'a document of the wrong shape is no reason to fail: %j',
  document => {
    expect(planImport(document, {}).target).toEqual({ kind: 'direct', url: 'ws://127.0.0.1:18789' })
  },
)

test.each([
  ['strict', 'yes'],
  ['openssh', 'follow'],
])('the host key policy %s is taken over', (sshHostKeyPolicy, hostKeys) => {
  const remote = { sshTarget: 'harbour', sshHostKeyPolicy }
  const plan = planImport({ gateway: { mode: 'remote', remote } }, {})
  expect(plan).toMatchObject({ hostKeys, left: [] })
  const direct = { url: 'wss://quay.example', sshHostKeyPolicy }
  expect(planImport({ gateway: { mode: 'remote', remote: direct } }, {}).hostKeys).toBeUndefined()
})
