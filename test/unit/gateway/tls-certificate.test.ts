import { X509Certificate } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadCertificate, type TlsSettings } from '../../../src-main/gateway/tls-certificate.ts'
import { makeCertificate } from '../../support/certificates.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('certificate')
})
afterEach(() => dir.remove())

const dayMs = 24 * 60 * 60_000
const selfMade: TlsSettings = { enabled: true, autoGenerate: true, certPath: undefined, keyPath: undefined }
const load = (settings: Partial<TlsSettings> = {}, now = Date.now()) =>
  loadCertificate({ ...selfMade, ...settings }, dir.path, ['192.168.1.7'], () => now)

describe('a certificate the gateway makes for itself', () => {
  test('names this computer, holds for ten years, and its key is for this user only', async () => {
    const made = await load()
    const { subjectAltName = '', publicKey } = new X509Certificate(made.cert)
    for (const name of ['DNS:localhost', 'IP Address:127.0.0.1', 'IP Address:192.168.1.7'])
      expect(subjectAltName).toContain(name)
    expect(new X509Certificate(made.cert).verify(publicKey)).toBe(true)
    expect(Math.round((made.endsAt - Date.now()) / dayMs)).toBe(3_650)
    expect((await stat(path.join(dir.path, 'tls', 'gateway-key.pem'))).mode & 0o777).toBe(0o600)
  })

  test('stays the same over restarts', async () => {
    expect((await load()).fingerprint).toBe((await load()).fingerprint)
  })

  test('is renewed a month before its end, with the same key', async () => {
    const first = await load()
    const early = await load({}, first.endsAt - 31 * dayMs)
    expect(early.fingerprint).toBe(first.fingerprint)

    const renewed = await load({}, first.endsAt - 29 * dayMs)
    expect(renewed.fingerprint).not.toBe(first.fingerprint)
    expect(renewed.key).toBe(first.key)
    expect(renewed.endsAt).toBeGreaterThan(first.endsAt)
  })

  test('is made anew when the file is damaged; a damaged key is not replaced behind anybody’s back', async () => {
    const first = await load()
    await writeFile(path.join(dir.path, 'tls', 'gateway-cert.pem'), 'garbage')
    expect((await load()).key).toBe(first.key)
    await writeFile(path.join(dir.path, 'tls', 'gateway-key.pem'), 'garbage')
    await expect(load()).rejects.toMatchObject({ code: 'STORE_FAILED' })
    expect(await readFile(path.join(dir.path, 'tls', 'gateway-key.pem'), 'utf8')).toBe('garbage')
  })

  test('is not made where the configuration forbids it', async () => {
    await expect(load({ autoGenerate: false })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })
})

describe('given files', () => {
  async function give() {
    const certificate = await makeCertificate()
    const [certPath, keyPath] = [path.join(dir.path, 'cert.pem'), path.join(dir.path, 'key.pem')]
    await Promise.all([writeFile(certPath, certificate.cert), writeFile(keyPath, certificate.key)])
    return { certificate, certPath, keyPath }
  }

  test('are used as they are', async () => {
    const { certificate, certPath, keyPath } = await give()
    expect(await load({ certPath, keyPath })).toMatchObject({
      fingerprint: certificate.fingerprint,
      isSelfMade: false,
    })
  })

  test('that are not there, not whole, or not of one pair are refused by name', async () => {
    const { certPath, keyPath } = await give()
    const other = path.join(dir.path, 'other.pem')
    await writeFile(other, (await makeCertificate()).key)
    for (const [settings, name] of [
      [{ certPath }, 'belong together'],
      [{ certPath, keyPath: path.join(dir.path, 'nowhere.pem') }, 'gateway.tls.keyPath'],
      [{ certPath, keyPath: other }, 'do not belong together'],
      [{ certPath: keyPath, keyPath: certPath }, 'cannot be read'],
    ] as const)
      await expect(load(settings)).rejects.toThrow(name)
  })
})
