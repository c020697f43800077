// Certificates, made by the openssl program: self-signed, or signed by an authority of the test's own.
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { makeTempDir } from './temp-dir.ts'

export type Certificate = { readonly key: string; readonly cert: string; readonly fingerprint: string }

type CertificateOptions = {
  /** With the key of this one. */
  readonly like?: Certificate | undefined
  /** Signed by this one, which is shown with it. */
  readonly signedBy?: Certificate | undefined
}

/** For 127.0.0.1 and localhost, valid for a day, trusted by nobody. */
export async function makeCertificate({ like, signedBy }: CertificateOptions = {}): Promise<Certificate> {
  const dir = await makeTempDir('certificate')
  try {
    const [keyFile, certFile] = [path.join(dir.path, 'key.pem'), path.join(dir.path, 'cert.pem')]
    const options =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1'
    const renewal = options.replace(/-newkey ec -pkeyopt \S+ -nodes/, '')
    if (like) await writeFile(keyFile, like.key, { mode: 0o600 })
    const args = like
      ? [...renewal.split(/ +/), '-key', keyFile]
      : [...options.split(' '), '-keyout', keyFile]
    if (signedBy) {
      const [caKey, caCert] = [path.join(dir.path, 'ca-key.pem'), path.join(dir.path, 'ca-cert.pem')]
      await writeFile(caKey, signedBy.key, { mode: 0o600 })
      await writeFile(caCert, signedBy.cert)
      args.push('-CA', caCert, '-CAkey', caKey)
    }
    await promisify(execFile)('openssl', [...args, '-out', certFile])
    const [key, own] = await Promise.all([readFile(keyFile, 'utf8'), readFile(certFile, 'utf8')])
    const cert = own + (signedBy?.cert ?? '')
    return { key, cert, fingerprint: new X509Certificate(cert).fingerprint256 }
  } finally {
    await dir.remove()
  }
}
