// A certificate the gateway makes for itself. Nobody vouches for it: clients pin its fingerprint, so it changes as seldom
// as can be, and its key never does.
import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { isIP } from 'node:net'
import { appError } from '../../src-shared/errors.ts'
import { writeFileAtomically } from '../settings/write-file-atomically.ts'

const dayMs = 24 * 60 * 60_000
const validMs = 3_650 * dayMs
const renewBeforeMs = 30 * dayMs
/** For clients whose clock is a little behind. */
const headStartMs = dayMs

/**
 * The certificate in DIR/tls, made when there is none and renewed, with the same key, a month before its end. `hosts`
 * are named in it beside this computer's own names. Rejects with STORE_FAILED.
 */
export async function keptCertificate(
  stateDir: string,
  hosts: readonly string[],
  now: () => number,
): Promise<{ cert: string; key: string }> {
  const certFile = path.join(stateDir, 'tls', 'gateway-cert.pem')
  const keyFile = path.join(stateDir, 'tls', 'gateway-key.pem')
  let key = await readIfThere(keyFile)
  if (key === undefined) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
    await writeFileAtomically(keyFile, key)
  }
  const kept = await readIfThere(certFile)
  if (kept !== undefined && belongTogether(kept, key) && endOf(kept) - now() > renewBeforeMs)
    return { cert: kept, key }
  if (!isUsable(key))
    throw appError('STORE_FAILED', {
      path: keyFile,
      why: 'it holds no usable key; remove it and its certificate',
    })
  const cert = await make(key, hosts, now())
  await writeFileAtomically(certFile, cert)
  return { cert, key }
}

/** Whether this is a certificate and its own private key, unlocked. */
export function belongTogether(cert: string, key: string): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
  } catch {
    // Not PEM, of a kind unknown here, or behind a passphrase: of no use either way.
    return false
  }
}

async function make(key: string, hosts: readonly string[], now: number): Promise<string> {
  // Loaded only here: it is large, and needed once in ten years.
  const { generate } = await import('selfsigned')
  const publicKey = createPublicKey(createPrivateKey(key)).export({ format: 'pem', type: 'spki' }).toString()
  const { cert } = await generate([{ name: 'commonName', value: 'Gangway gateway' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    keyPair: { privateKey: key, publicKey },
    notBeforeDate: new Date(now - headStartMs),
    notAfterDate: new Date(now + validMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: altNames(hosts) },
    ],
  })
  return cert
}

function altNames(hosts: readonly string[]) {
  const names = new Set(['localhost', hostname().toLowerCase(), '127.0.0.1', '::1', ...hosts])
  for (const anyAddress of ['0.0.0.0', '::', '']) names.delete(anyAddress)
  return [...names].map(name => (isIP(name) === 0 ? dnsName(name) : { type: 7 as const, ip: name }))
}

const dnsName = (value: string) => ({ type: 2 as const, value })

function isUsable(key: string): boolean {
  try {
    return createPrivateKey(key).asymmetricKeyDetails?.namedCurve === 'prime256v1'
  } catch {
    return false
  }
}

function endOf(cert: string): number {
  return new X509Certificate(cert).validToDate.getTime()
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read'
    if (why === 'ENOENT') return undefined
    throw appError('STORE_FAILED', { path: file, why }, error)
  }
}
