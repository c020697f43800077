// Makes ssh2 1.17 quick without its native binding and without a fork of it. This is the one place where its ciphers are
// replaced: `_cipher` and `_decipher` of a connection's Protocol become accessors, and whenever ssh2 puts an AES-GCM pair
// of its own there (after each key exchange), ours takes its place with the same key and nonce. Key exchange, host keys,
// logins and channels stay ssh2's. Anything that does not look as it does in 1.17.0 is left alone.
import { createRequire } from 'node:module'
import type { Writable } from 'node:stream'
import type { Client } from 'ssh2'
import { GcmCipher, GcmDecipher, type GcmName, type GcmSecrets } from './ssh2-gcm.ts'
import { lendReads } from './ssh2-socket.ts'

const tunedVersion = '1.17.0'

export type Ssh2Tuning = {
  /** Why ssh2 stays as it is; undefined when it is tuned. */
  readonly plainBecause: string | undefined
  /** Who seals and opens packets now: ours, or ssh2's own. Changes with each key exchange. */
  readonly active: () => { readonly sealing: boolean; readonly opening: boolean }
}

type Cipher = Pick<GcmCipher, 'outSeqno' | 'allocPacket' | 'encrypt' | 'free'>
type Decipher = Pick<GcmDecipher, 'inSeqno' | '_onPayload' | 'decrypt' | 'free'>

/** As far as we look into AESGCMCipherNative and AESGCMDecipherNative of ssh2/lib/protocol/crypto.js. */
type PlainCipher = Cipher & {
  readonly _encSSLName?: unknown
  readonly _encKey?: unknown
  readonly _encIV?: unknown
  readonly _onWrite?: unknown
}
type PlainDecipher = Decipher & {
  readonly _decipherSSLName?: unknown
  readonly _decipherKey?: unknown
  readonly _decipherIV?: unknown
}

type Insides = {
  readonly _sock?: Writable
  readonly _protocol?: { _cipher: PlainCipher; _decipher: PlainDecipher | undefined }
}

// Not named `require`: the bundler declares one of its own in every chunk.
const load = createRequire(import.meta.url)
let hasWarned = false

/**
 * Tunes one client. To be called right after its `connect`, before a byte has arrived. Where ssh2 is not the version we
 * know it stays as it is, which is told once as a process warning.
 */
export function tuneSsh2(client: Client): Ssh2Tuning {
  const { _protocol: protocol, _sock: socket } = client as unknown as Insides
  const plainBecause = unexpected(protocol, socket)
  if (plainBecause !== undefined || !protocol || !socket) {
    warnOnce(plainBecause)
    return { plainBecause, active: () => ({ sealing: false, opening: false }) }
  }
  const write = batchWrites(socket)
  let cipher: Cipher = protocol._cipher
  let decipher: Decipher | undefined = protocol._decipher
  Object.defineProperties(protocol, {
    _cipher: {
      get: () => cipher,
      set: (plain: PlainCipher) => {
        cipher = ownCipher(plain, write) ?? plain
      },
    },
    _decipher: {
      get: () => decipher,
      set: (plain: PlainDecipher | undefined) => {
        const own = plain && ownDecipher(plain)
        if (plain && !own && decipher instanceof GcmDecipher) keepCopies(plain)
        decipher = own ?? plain
        // ssh2's own deciphers keep parts of what they were given; ours do not.
        lendReads(socket, own !== undefined)
      },
    },
  })
  return {
    plainBecause: undefined,
    active: () => ({ sealing: cipher instanceof GcmCipher, opening: decipher instanceof GcmDecipher }),
  }
}

function unexpected(protocol: Insides['_protocol'], socket: Insides['_sock']): string | undefined {
  const { version } = load('ssh2/package.json') as { version?: string }
  if (version !== tunedVersion) return `ssh2 is ${version}, and ${tunedVersion} is the version that is known`
  if (!protocol || !socket) return 'the client has no connection yet'
  const isPlace = (name: string): boolean =>
    Object.getOwnPropertyDescriptor(protocol, name)?.writable === true
  if (!isPlace('_cipher') || !isPlace('_decipher')) return 'ssh2 keeps its ciphers elsewhere'
  if (protocol._decipher !== undefined) return 'the connection is already in use'
  return undefined
}

function warnOnce(reason: string | undefined): void {
  if (hasWarned) return
  hasWarned = true
  process.emitWarning(`SSH is slower than it could be: ${reason}.`, { code: 'GANGWAY_SSH2_PLAIN' })
}

function ownCipher(
  plain: PlainCipher,
  batch: (write: (bytes: Buffer) => void) => (bytes: Buffer) => void,
): GcmCipher | undefined {
  const { _encSSLName: name, _encKey: key, _encIV: nonce, _onWrite: write, outSeqno: sequence } = plain
  const secrets = gcmSecrets(name, key, nonce, sequence)
  if (!secrets || typeof write !== 'function') return undefined
  return new GcmCipher(secrets, batch(write as (bytes: Buffer) => void))
}

function ownDecipher(plain: PlainDecipher): GcmDecipher | undefined {
  const {
    _decipherSSLName: name,
    _decipherKey: key,
    _decipherIV: nonce,
    _onPayload,
    inSeqno: sequence,
  } = plain
  const secrets = gcmSecrets(name, key, nonce, sequence)
  if (!secrets || typeof _onPayload !== 'function') return undefined
  return new GcmDecipher(secrets, _onPayload)
}

const keyBytes: Readonly<Record<GcmName, number>> = { 'aes-128-gcm': 16, 'aes-256-gcm': 32 }

function gcmSecrets(name: unknown, key: unknown, nonce: unknown, sequence: unknown): GcmSecrets | undefined {
  if (name !== 'aes-128-gcm' && name !== 'aes-256-gcm') return undefined
  if (!Buffer.isBuffer(key) || key.length !== keyBytes[name]) return undefined
  if (!Buffer.isBuffer(nonce) || nonce.length !== 12 || typeof sequence !== 'number') return undefined
  return { name, key, nonce, sequence }
}

/** The rest of a lent read may go to the next decipher, when a key exchange ends on another algorithm. */
function keepCopies(plain: PlainDecipher): void {
  const decrypt = plain.decrypt.bind(plain)
  plain.decrypt = (data, start, end) => decrypt(Buffer.from(data), start, end)
}

/** What is written in one turn of the event loop goes to the system at once. */
function batchWrites(socket: Writable): (write: (bytes: Buffer) => void) => (bytes: Buffer) => void {
  let isCorked = false
  const release = (): void => {
    isCorked = false
    socket.uncork()
  }
  return write => bytes => {
    if (!isCorked) {
      isCorked = true
      socket.cork()
      process.nextTick(release)
    }
    write(bytes)
  }
}
