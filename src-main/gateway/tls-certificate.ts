// The certificate the gateway shows: given files, or one it made for itself. Read again while it runs, for certificates
// are renewed under a server's feet.
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { appError } from '../../src-shared/errors.ts'
import { belongTogether, keptCertificate } from './self-made-certificate.ts'

export type TlsSettings = {
  readonly enabled: boolean
  /** Whether one may be made when none is given. */
  readonly autoGenerate: boolean
  readonly certPath: string | undefined
  readonly keyPath: string | undefined
}

export type TlsCertificate = {
  /** PEM; `cert` may hold the chain behind the certificate. */
  readonly key: string
  readonly cert: string
  /** SHA-256 of the certificate, `AA:BB:…`. */
  readonly fingerprint: string
  /** Milliseconds since the epoch. */
  readonly endsAt: number
  readonly isSelfMade: boolean
}

/** Errors: INVALID_INPUT when what is given cannot be used, STORE_FAILED when what is made cannot be kept. */
export async function loadCertificate(
  settings: TlsSettings,
  stateDir: string,
  hosts: readonly string[],
  now: () => number,
): Promise<TlsCertificate> {
  const { certPath, keyPath } = settings
  if (certPath === undefined && keyPath === undefined) {
    if (!settings.autoGenerate)
      throw invalid('gateway.tls', 'it is enabled, and neither given a certificate nor allowed to make one')
    return describe(await keptCertificate(stateDir, hosts, now), true)
  }
  if (certPath === undefined || keyPath === undefined)
    throw invalid('gateway.tls', 'certPath and keyPath belong together')
  const [cert, key] = await Promise.all([
    readPem(certPath, 'gateway.tls.certPath'),
    readPem(keyPath, 'gateway.tls.keyPath'),
  ])
  if (!belongTogether(cert, key))
    throw invalid('gateway.tls', 'the certificate and the key cannot be read, or do not belong together')
  return describe({ cert, key }, false)
}

/** Looks for a new certificate from time to time, until closed. What cannot be loaded leaves the present one in force. */
export function watchCertificate(
  present: TlsCertificate,
  load: () => Promise<TlsCertificate>,
  everyMs: number,
  on: { renewed: (certificate: TlsCertificate) => void; failed: (error: unknown) => void },
): () => void {
  let { fingerprint } = present
  const look = async () => {
    try {
      const found = await load()
      if (found.fingerprint === fingerprint) return
      fingerprint = found.fingerprint
      on.renewed(found)
    } catch (error) {
      on.failed(error)
    }
  }
  const timer = setInterval(() => void look(), everyMs)
  return () => clearInterval(timer)
}

function describe({ cert, key }: { cert: string; key: string }, isSelfMade: boolean): TlsCertificate {
  const { fingerprint256: fingerprint, validToDate } = new X509Certificate(cert)
  return { cert, key, fingerprint, endsAt: validToDate.getTime(), isSelfMade }
}

async function readPem(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read'
    throw invalid(what, `${file}: ${why}`, error)
  }
}

function invalid(what: string, why: string, cause?: unknown) {
  return appError('INVALID_INPUT', { what, why }, cause)
}
