// Self-signed certificates, made by the openssl program.
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { makeTempDir } from './temp-dir.ts'

export type Certificate = { readonly key: string; readonly cert: string; readonly fingerprint: string }

/** For 127.0.0.1 and localhost, valid for a day, trusted by nobody. */
export async function makeCertificate(): Promise<Certificate> {
  const dir = await makeTempDir('certificate')
  try {
    const [keyFile, certFile] = [path.join(dir.path, 'key.pem'), path.join(dir.path, 'cert.pem')]
    const options =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1'
    await promisify(execFile)('openssl', [...options.split(' '), '-keyout', keyFile, '-out', certFile])
    const [key, cert] = await Promise.all([readFile(keyFile, 'utf8'), readFile(certFile, 'utf8')])
    return { key, cert, fingerprint: new X509Certificate(cert).fingerprint256 }
  } finally {
    await dir.remove()
  }
}
