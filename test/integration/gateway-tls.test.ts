// Our own client against our own gateway over wss://: the pin that is right, the pin that is not, and renewal.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { connect } from 'node:tls'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { startGateway } from '../../src-main/gateway/gateway.ts'
import { makeCertificate } from '../support/certificates.ts'
import { openTestController } from '../support/connection-controller.ts'
import { eventually } from '../support/eventually.ts'
import { settingsWith } from '../support/settings.ts'
import { closeTestGateways, quietLog, startTestGateway, testToken } from '../support/test-gateway.ts'
import { makeTempDir } from '../support/temp-dir.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  await closeTestGateways()
})

async function openController(options: Parameters<typeof openTestController>[0] = {}) {
  const opened = await openTestController(options)
  closers.push(opened.close)
  return opened
}

const withTls = { config: { gateway: { tls: { enabled: true } } } }
const credentials = { token: testToken }

/** The fingerprint a new connection is shown. */
async function shownBy(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { fingerprint256 } = socket.getPeerCertificate()
  socket.destroy()
  return fingerprint256
}

test('with the pin that the gateway prints, wss:// is online', async () => {
  const gateway = await startTestGateway(withTls)
  expect(gateway.url).toMatch(/^wss:\/\/127\.0\.0\.1:/)
  expect(gateway.tlsFingerprint).toBe(await shownBy(gateway.port))
  const { controller, reach } = await openController()
  controller.connect(
    { kind: 'direct', url: gateway.url, tlsFingerprint: gateway.tlsFingerprint },
    { credentials },
  )
  const online = await reach('online')
  expect(online.gateway.authMethod).toBe('token')
  expect(online.ladder.find(step => step.id === 'tcp')?.note).toContain('TLSv1.3')
})

test('with another pin nothing is said to it, and both fingerprints are named', async () => {
  const gateway = await startTestGateway(withTls)
  const other = (await makeCertificate()).fingerprint
  const { controller, reach } = await openController()
  controller.connect({ kind: 'direct', url: gateway.url, tlsFingerprint: other }, { credentials })
  expect((await reach('needs-you')).error).toMatchObject({
    code: 'TLS_FINGERPRINT_MISMATCH',
    details: { expected: other, presented: gateway.tlsFingerprint },
  })
})

test('a certificate that is replaced on the disk is shown to the next client, without a restart', async () => {
  const dir = await makeTempDir('tls')
  closers.push(dir.remove)
  const [certPath, keyPath] = [path.join(dir.path, 'cert.pem'), path.join(dir.path, 'key.pem')]
  const put = async () => {
    const { cert, key, fingerprint } = await makeCertificate()
    await Promise.all([writeFile(certPath, cert), writeFile(keyPath, key)])
    return fingerprint
  }
  const first = await put()
  const gateway = await startTestGateway({
    config: { gateway: { tls: { enabled: true, certPath, keyPath } } },
    limits: { certificateCheckMs: 20 },
  })
  expect(await shownBy(gateway.port)).toBe(first)
  const { controller, reach } = await openController()
  controller.connect({ kind: 'direct', url: gateway.url, tlsFingerprint: first }, { credentials })
  await reach('online')

  const second = await put()
  await eventually(() => shownBy(gateway.port)).toBe(second)
  expect(controller.state.phase).toBe('online')
})

test('the app finds the gateway of this computer over TLS and trusts just its certificate', async () => {
  const gateway = await startTestGateway(withTls)
  const { controller, reach } = await openController({
    stateDir: gateway.stateDir,
    settings: settingsWith({ gateway: { auth: { token: testToken } } }),
  })
  controller.connect({ kind: 'local' })
  const online = await reach('online')
  expect(online.ladder.find(step => step.id === 'tcp')?.note).toContain(String(gateway.port))
})

test('a key that asks for client certificates is refused, for none are checked', async () => {
  const dir = await makeTempDir('tls')
  closers.push(dir.remove)
  const config = { gateway: { tls: { enabled: true, caPath: '/etc/ca.pem' } } }
  await expect(startGateway({ stateDir: dir.path, config, port: 0, log: quietLog })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    report: { details: { what: 'gateway.tls.caPath' } },
  })
})

test('a gateway that is to speak TLS does not fall back to plain text over a slip of the pen', async () => {
  const dir = await makeTempDir('tls')
  closers.push(dir.remove)
  const config = { gateway: { tls: { enabled: 'yes' } } }
  await expect(startGateway({ stateDir: dir.path, config, port: 0, log: quietLog })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    report: { details: { what: 'gateway.tls.enabled' } },
  })
})
