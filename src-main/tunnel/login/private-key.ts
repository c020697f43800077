// A private key that can sign, made from what a key file holds: OpenSSH's and PuTTY's formats by ssh2's parser, PEM and
// PKCS#8 by Node's crypto (ssh2 does not know Ed25519 there).
import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import ssh2 from 'ssh2'
import type { KeyFileFormat } from './key-file.ts'

const signAsync = promisify(sign)

export type SignatureHash = 'sha256' | 'sha512'

export type PrivateKey = {
  /** The public half as it goes over the wire. */
  readonly publicBlob: Buffer
  /** As ssh2 takes it: the raw signature, DER for ECDSA. `hash` counts for RSA alone. */
  readonly sign: (data: Buffer, hash: SignatureHash | undefined) => Promise<Buffer>
}

type PemKey = { readonly pem: string; readonly publicBlob: Buffer | undefined }

// OpenSSH's default costs about half a second, its `ssh-keygen -a 100` some seconds; a file can demand hours.
const openingTimeoutMs = 30_000

/** The key of a file that needs no passphrase; undefined when it is damaged. */
export function readPrivateKey(text: string, format: KeyFileFormat): PrivateKey | undefined {
  try {
    if (format === 'pem') return fromKeyObject(createPrivateKey(text), undefined)
    const parsed = ssh2.utils.parseKey(text)
    // A file of OpenSSH's may hold several keys by its format; nothing writes such.
    const key = Array.isArray(parsed) ? (parsed as unknown[])[0] : parsed
    if (!key || key instanceof Error) return undefined
    const known = key as Exclude<typeof parsed, Error>
    return fromKeyObject(createPrivateKey(known.getPrivatePEM()), known.getPublicSSH())
  } catch {
    // Both parsers say "damaged" by throwing, with nothing in it to act on.
    return undefined
  }
}

/**
 * Opens an encrypted key, in a thread of its own: the key derivation blocks for half a second. undefined when the
 * passphrase is wrong (or the file damaged: no format tells them apart) or opening it takes longer than 30 s.
 */
export async function openPrivateKey(
  text: string,
  format: KeyFileFormat,
  passphrase: string,
  signal: AbortSignal,
): Promise<PrivateKey | undefined> {
  const opened = await openInWorker({ text, passphrase, pem: format === 'pem' }, signal)
  return opened && fromKeyObject(createPrivateKey(opened.pem), opened.publicBlob)
}

// As text, because a bundled file has no address of its own in every place this runs (source, bundle, asar).
const workerSource = `
const { parentPort, workerData } = require('node:worker_threads')
const { createPrivateKey } = require('node:crypto')
const { text, passphrase, pem, ssh2 } = workerData
let opened
try {
  if (pem) {
    opened = { pem: createPrivateKey({ key: text, passphrase }).export({ type: 'pkcs8', format: 'pem' }) }
  } else {
    const parsed = require(ssh2).utils.parseKey(text, passphrase)
    const key = Array.isArray(parsed) ? parsed[0] : parsed
    if (!(key instanceof Error)) opened = { pem: key.getPrivatePEM(), publicBlob: key.getPublicSSH() }
  }
} catch {}
parentPort.postMessage(opened)
`

async function openInWorker(
  locked: { readonly text: string; readonly passphrase: string; readonly pem: boolean },
  signal: AbortSignal,
): Promise<PemKey | undefined> {
  const ssh2 = createRequire(import.meta.url).resolve('ssh2')
  const { promise, resolve, reject } = Promise.withResolvers<PemKey | undefined>()
  // The passphrase is copied to the thread's memory and goes with it.
  const worker = new Worker(workerSource, { eval: true, workerData: { ...locked, ssh2 } })
  const onAbort = (): void => reject(signal.reason as Error)
  const limit = setTimeout(() => resolve(undefined), openingTimeoutMs)
  signal.addEventListener('abort', onAbort, { once: true })
  worker.once('message', (opened: { pem: string; publicBlob?: Uint8Array } | undefined) =>
    resolve(
      opened && {
        pem: opened.pem,
        publicBlob: opened.publicBlob && Buffer.from(opened.publicBlob),
      },
    ),
  )
  worker.once('error', reject)
  try {
    return await promise
  } finally {
    clearTimeout(limit)
    signal.removeEventListener('abort', onAbort)
    await worker.terminate()
  }
}

function fromKeyObject(key: KeyObject, publicBlob: Buffer | undefined): PrivateKey | undefined {
  const blob = publicBlob ?? publicBlobOf(key)
  if (!blob) return undefined
  const isRsa = key.asymmetricKeyType === 'rsa'
  const curve = key.asymmetricKeyDetails?.namedCurve ?? ''
  const fixedHash = ecdsaHashes[curve]
  return {
    publicBlob: blob,
    sign: (data, hash) => signAsync(isRsa ? (hash ?? 'sha512') : fixedHash, data, key),
  }
}

// RFC 5656, 6.2.1.
const ecdsaHashes: Readonly<Record<string, string>> = {
  prime256v1: 'sha256',
  secp384r1: 'sha384',
  secp521r1: 'sha512',
}
const sshCurves: Readonly<Record<string, string>> = {
  'P-256': 'nistp256',
  'P-384': 'nistp384',
  'P-521': 'nistp521',
}

/** RFC 4253, 6.6; RFC 5656, 3.1; RFC 8709, 4. undefined for kinds of keys that SSH does not use. */
function publicBlobOf(key: KeyObject): Buffer | undefined {
  const jwk = createPublicKey(key).export({ format: 'jwk' })
  const field = (text: string | undefined) => Buffer.from(text ?? '', 'base64url')
  if (jwk.kty === 'RSA')
    return strings(Buffer.from('ssh-rsa'), positive(field(jwk.e)), positive(field(jwk.n)))
  if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') return strings(Buffer.from('ssh-ed25519'), field(jwk.x))
  const curve = sshCurves[jwk.crv ?? '']
  if (jwk.kty !== 'EC' || !curve) return undefined
  const point = Buffer.concat([Buffer.from([4]), field(jwk.x), field(jwk.y)])
  return strings(Buffer.from(`ecdsa-sha2-${curve}`), Buffer.from(curve), point)
}

function strings(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat(
    parts.flatMap(part => {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(part.length)
      return [length, part]
    }),
  )
}

/** An mpint: a leading zero keeps it positive. */
function positive(number: Buffer): Buffer {
  return (number[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), number]) : number
}
