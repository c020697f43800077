import { once } from 'node:events'
import { createServer as createTcpServer } from 'node:net'
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { makeCertificate, type Certificate } from '../support/certificates.ts'
import { openTestController } from '../support/connection-controller.ts'
import { startScriptedGateway } from '../support/scripted-gateway.ts'
import { makeTempDir } from '../support/temp-dir.ts'

let certificate: Certificate
let other: Certificate
beforeAll(async () => {
  ;[certificate, other] = await Promise.all([makeCertificate(), makeCertificate()])
})

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function connectTo(target: ConnectionTarget, stateDir?: string) {
  const opened = await openTestController({ ...(stateDir !== undefined && { stateDir }) })
  closers.push(opened.close)
  opened.controller.connect(target, { credentials: { token: 'shared-secret' } })
  return opened
}

const spellings: readonly [string, (fingerprint: string) => string][] = [
  ['as openssl prints it', fingerprint => fingerprint],
  ['in small letters without colons', fingerprint => fingerprint.replaceAll(':', '').toLowerCase()],
  ['with its algorithm in front', fingerprint => `sha256:${fingerprint}`],
]

test.each(spellings)('a pinned self-signed certificate is accepted, the pin %s', async (_, spell) => {
  const gateway = await startScriptedGateway({ tls: certificate, token: 'shared-secret' })
  closers.push(gateway.close)
  const { reach } = await connectTo({
    kind: 'direct',
    url: gateway.url,
    tlsFingerprint: spell(certificate.fingerprint),
  })
  const online = await reach('online')
  expect(online.gateway.authMethod).toBe('token')
  expect(online.ladder.find(step => step.id === 'tcp')?.note).toContain('TLSv1.3')
})

test('another certificate than the pinned one is refused with both named, before any HTTP is sent', async () => {
  const received: Buffer[] = []
  const server = createTlsServer({ key: other.key, cert: other.cert }, socket => {
    socket.on('data', data => received.push(data))
    socket.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(async () => server.close())
  const { port } = server.address() as { port: number }
  const { reach } = await connectTo({
    kind: 'direct',
    url: `wss://127.0.0.1:${port}`,
    tlsFingerprint: certificate.fingerprint,
  })
  const needsYou = await reach('needs-you')
  expect(needsYou.error).toMatchObject({
    code: 'TLS_FINGERPRINT_MISMATCH',
    details: { expected: certificate.fingerprint, presented: other.fingerprint },
  })
  expect(needsYou.ladder.find(step => step.id === 'tcp')?.verdict).toBe('failed')
  expect(received).toEqual([])
})

test('without a pin a certificate nobody vouches for is refused, and its fingerprint is shown', async () => {
  const gateway = await startScriptedGateway({ tls: certificate })
  closers.push(gateway.close)
  const { reach } = await connectTo({ kind: 'direct', url: gateway.url })
  expect((await reach('needs-you')).error).toMatchObject({
    code: 'TLS_UNTRUSTED',
    details: { presented: certificate.fingerprint, why: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  })
  expect(gateway.upgrades()).toBe(0)
})

test('a server without TLS is no gateway to wss://', async () => {
  const server = createTcpServer(socket => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(async () => server.close())
  const { port } = server.address() as { port: number }
  const { reach } = await connectTo({ kind: 'direct', url: `wss://127.0.0.1:${port}` })
  expect((await reach('needs-you')).error).toMatchObject({ code: 'NOT_A_GATEWAY' })
})

type Renewal = {
  readonly pinned?: Certificate
  /** Whether an earlier run of the app never met the pinned one. */
  readonly unseen?: boolean
}

/** What the app says, started anew, of a certificate in the place of the pinned one. */
async function verdictOn(shown: Certificate | 'renewed', how: Renewal = {}) {
  const pinned = how.pinned ?? (await makeCertificate())
  const renewed = shown === 'renewed' ? await makeCertificate({ like: pinned }) : shown
  const dir = await makeTempDir('pins')
  closers.push(dir.remove)
  if (!how.unseen) {
    const before = await startScriptedGateway({ tls: pinned, token: 'shared-secret' })
    closers.push(before.close)
    const target = { kind: 'direct', url: before.url, tlsFingerprint: pinned.fingerprint } as const
    const { reach, close } = await connectTo(target, dir.path)
    await reach('online')
    await close()
  }
  const after = await startScriptedGateway({ tls: renewed, token: 'shared-secret' })
  closers.push(after.close)
  const target = { kind: 'direct', url: after.url, tlsFingerprint: pinned.fingerprint } as const
  const { reach } = await connectTo(target, dir.path)
  const { error } = await reach('needs-you')
  expect(error.code).toBe('TLS_FINGERPRINT_MISMATCH')
  expect(after.upgrades()).toBe(0)
  return error.details
}

test('a certificate with the key of the pinned one is told to be renewed, with issuer and days of both', async () => {
  const today = () => new Date().toISOString().slice(0, 10)
  const issuer = 'CN=localhost'
  const before = today()
  const verdict = await verdictOn('renewed')
  // Midnight may have come in between.
  const day = `(?:${before}|${today()})`
  const days = expect.stringMatching(day) as string
  expect(verdict).toMatchObject({
    verdict: 'same-key',
    newIssuer: issuer,
    newDays: days,
    oldIssuer: issuer,
    oldDays: days,
    oldSeen: expect.stringMatching(new RegExp(`^${day} – ${day}$`)) as string,
  })
})

test('another key of the same issuer’s name proves nothing', async () => {
  expect(await verdictOn(other)).toMatchObject({ verdict: 'unproven', oldIssuer: 'CN=localhost' })
})

test('a certificate that the pinned one’s issuer has signed for this host is told to be, whatever its key', async () => {
  const authority = await makeCertificate()
  const pinned = await makeCertificate({ signedBy: authority })
  const renewed = await makeCertificate({ signedBy: authority })
  expect(await verdictOn(renewed, { pinned })).toMatchObject({ verdict: 'same-issuer' })
})

test('of a pinned certificate that this computer never met only the new one’s facts are told', async () => {
  const details = await verdictOn('renewed', { unseen: true })
  expect(details).toMatchObject({ verdict: 'unproven', newIssuer: 'CN=localhost' })
  expect(details['oldIssuer']).toBeUndefined()
})

test('a certificate that this computer trusts by itself is told to be, and still not connected to', async () => {
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, other.cert])
  try {
    expect(await verdictOn(other)).toMatchObject({ verdict: 'trusted' })
  } finally {
    setDefaultCACertificates(before)
  }
})
