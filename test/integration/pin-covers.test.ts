// A pin counts for everything of ours that talks to the gateway: whoever shows another certificate hears nothing. All of it
// goes over `directEndpoint`: the connection itself (connection-tls.test.ts), a test of it, a look at the first of two roads, the
// node, a session that asks for one more right, the signs of health, commands and the doctor, and the page's address.
import { once } from 'node:events'
import { createServer } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { directEndpoint } from '../../src-main/connection/direct-endpoint.ts'
import { lookAround } from '../../src-main/connection/health-look.ts'
import { openSettings } from '../../src-main/settings/settings-store.ts'
import { runCli } from '../support/built-program.ts'
import { makeCertificate } from '../support/certificates.ts'
import { openTestController } from '../support/connection-controller.ts'
import { keepGatewaySecret } from '../../src-main/connection/gateway-secrets.ts'
import { memoryVault } from '../support/memory-vault.ts'
import { closeTestNodeHosts, nodeReaches, openTestNodeHost } from '../support/test-node-host.ts'
import { closeTestGateways, startTestGateway, testToken } from '../support/test-gateway.ts'
import { makeTempDir } from '../support/temp-dir.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await closeTestNodeHosts()
  for (const close of closers.splice(0).toReversed()) await close()
  await closeTestGateways()
})

/** Somebody in the gateway's place, with a certificate of their own; what they hear is written down. */
async function startImpostor() {
  const { key, cert, fingerprint } = await makeCertificate()
  const heard: Buffer[] = []
  let connections = 0
  const server = createServer({ key, cert }, socket => {
    socket.on('data', data => heard.push(data))
    socket.on('error', () => undefined)
  })
  server.on('connection', () => (connections += 1))
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(async () => server.close())
  const { port } = server.address() as { port: number }
  const pin = (await makeCertificate()).fingerprint
  return { url: `wss://127.0.0.1:${port}`, pin, fingerprint, heard, connections: () => connections }
}

async function cli(...args: string[]) {
  const dir = await makeTempDir('pin')
  closers.push(dir.remove)
  return runCli([...args, '--state-dir', dir.path])
}

test('the gateway’s own signs of health are asked over the pinned certificate alone', async () => {
  const gateway = await startTestGateway({ config: { gateway: { tls: { enabled: true } } } })
  const dir = await makeTempDir('pin')
  closers.push(dir.remove)
  const parts = { settings: await openSettings(dir.path), vault: memoryVault() }
  const look = (url: string, tlsFingerprint: string | undefined) =>
    lookAround({
      request: () => Promise.reject(new Error('not asked here')),
      road: directEndpoint({ kind: 'direct', url, tlsFingerprint }, parts),
      now: Date.now,
    })
  const { http } = await look(gateway.url, gateway.tlsFingerprint)
  expect(http).toMatchObject({ healthz: { status: 200 }, readyz: { status: 200 } })

  const impostor = await startImpostor()
  const seen = await look(impostor.url, impostor.pin)
  expect(Object.values(seen.http ?? {}).map(({ status }) => status)).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect(impostor.connections()).toBeGreaterThan(0)
  expect(impostor.heard).toEqual([])
})

test('the Control UI’s address, and what signs in there, is not given out for another certificate', async () => {
  const gateway = await startTestGateway({ config: { gateway: { tls: { enabled: true } } } })
  const { tlsFingerprint = '' } = gateway
  const page = `${gateway.url.replace('wss:', 'https:')}/`
  const ours = await cli(
    'dashboard',
    '--url',
    gateway.url,
    '--tls-fingerprint',
    tlsFingerprint,
    '--token',
    testToken,
  )
  expect(ours).toEqual({ code: 0, stdout: `${page}\n`, stderr: '' })

  const impostor = await startImpostor()
  const given = ['--url', impostor.url, '--tls-fingerprint', impostor.pin, '--token', testToken]
  const theirs = await cli('dashboard', '--with-token', ...given)
  expect(theirs.code).not.toBe(0)
  expect(theirs.stdout).toBe('')
  expect(theirs.stderr).toContain(impostor.fingerprint)
  expect(theirs.stderr).not.toContain(testToken)
  expect(impostor.heard).toEqual([])
})

test.each(['health', 'status', 'gateway call health', 'doctor', 'chat hello', 'logs', 'devices list'])(
  'a command says nothing to another certificate: %s',
  async words => {
    const impostor = await startImpostor()
    const given = ['--url', impostor.url, '--tls-fingerprint', impostor.pin, '--token', testToken]
    const { code, stdout, stderr } = await cli(...words.split(' '), ...given)
    expect(code).not.toBe(0)
    expect(`${stdout}${stderr}`).toContain(impostor.fingerprint)
    expect(impostor.connections()).toBeGreaterThan(0)
    expect(impostor.heard).toEqual([])
  },
)

test('whether the gateway serves its page is looked at over the pin as well', async () => {
  const config = { gateway: { tls: { enabled: true }, controlUi: { enabled: false } } }
  const gateway = await startTestGateway({ config })
  const { tlsFingerprint = '' } = gateway
  const given = ['--url', gateway.url, '--tls-fingerprint', tlsFingerprint, '--token', testToken]
  // Nobody but the pin vouches for this certificate, so that any other way to look could not tell.
  expect(JSON.parse((await cli('dashboard', '--json', ...given)).stdout)).toMatchObject({ hasPage: false })
})

test('a test of the connection, and a look at the first of two roads, say nothing to another certificate', async () => {
  const impostor = await startImpostor()
  const { controller, vault, close } = await openTestController()
  closers.push(close)
  const target = { kind: 'direct', url: impostor.url, tlsFingerprint: impostor.pin } as const
  await keepGatewaySecret(vault, target, { kind: 'token', secret: testToken })
  for (const attended of [true, false]) {
    const ladder = await controller.test(target, () => undefined, new AbortController().signal, { attended })
    expect(ladder.find(({ error }) => error)?.error).toMatchObject({
      code: 'TLS_FINGERPRINT_MISMATCH',
      details: { expected: impostor.pin, presented: impostor.fingerprint },
    })
  }
  expect(impostor.connections()).toBe(2)
  expect(impostor.heard).toEqual([])
})

test('a node says nothing to another certificate', async () => {
  const impostor = await startImpostor()
  const host = await openTestNodeHost()
  const target = { kind: 'direct', url: impostor.url, tlsFingerprint: impostor.pin } as const
  host.connect(target, { credentials: { token: testToken } })
  await nodeReaches(host, ({ connection }) => connection.phase === 'needs-you')
  expect(host.state.connection).toMatchObject({ error: { code: 'TLS_FINGERPRINT_MISMATCH' } })
  expect(impostor.heard).toEqual([])
})
