// What a file named by IdentityFile is, found from its first lines and without any passphrase.
import { open } from 'node:fs/promises'
import { publicKeyType } from '../host-keys/public-key.ts'
import { phrase, type Said } from '../../../src-shared/said.ts'

/** `pem` is PKCS#1, SEC1 and PKCS#8. */
export type KeyFileFormat = 'openssh' | 'putty' | 'pem'

export type KeyFile =
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly why: Said }
  /** A kind of key that the built-in SSH cannot use; `what` finishes "cannot use the key: …". */
  | { readonly kind: 'unsupported'; readonly what: Said }
  /** Names a key of the agent. */
  | { readonly kind: 'public'; readonly publicBlob: Buffer }
  | {
      readonly kind: 'private'
      readonly format: KeyFileFormat
      readonly text: string
      readonly encrypted: boolean
      /** Absent where the file hides it: encrypted PEM. */
      readonly publicBlob: Buffer | undefined
    }

// As OpenSSH's MAX_KEY_FILE_SIZE.
const maxBytes = 1024 * 1024

export async function readKeyFile(path: string): Promise<KeyFile> {
  let file
  try {
    file = await open(path, 'r')
    const stat = await file.stat()
    if (!stat.isFile()) return { kind: 'unreadable', why: phrase('noFile') }
    if (stat.size > maxBytes) return { kind: 'unreadable', why: phrase('keyTooLarge') }
    const text = await file.readFile('latin1')
    const found = recognise(text)
    // OpenSSH ignores a private key of our own that others may read.
    const exposed =
      process.platform !== 'win32' && stat.uid === process.getuid?.() && (stat.mode & 0o077) !== 0
    if (found.kind === 'private' && exposed) return { kind: 'unreadable', why: phrase('keyExposed') }
    return found
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' }
    return {
      kind: 'unreadable',
      why: code === 'EACCES' ? phrase('permissionDenied') : (code ?? phrase('unreadable')),
    }
  } finally {
    await file?.close()
  }
}

/** Exported for its tests. `text` is the whole file. */
export function recognise(text: string): KeyFile {
  const body = text.trimStart()
  if (body.startsWith('-----BEGIN OPENSSH PRIVATE KEY-----')) return recogniseOpenSsh(text)
  const putty = /^PuTTY-User-Key-File-(\d+): ?(\S*)/.exec(body)
  if (putty) return recognisePutty(body, Number(putty[1]), putty[2] ?? '')
  const pem = /^-----BEGIN ((?:RSA |EC |DSA |ENCRYPTED )?)PRIVATE KEY-----/m.exec(body)
  if (pem) {
    if (pem[1] === 'DSA ') return { kind: 'unsupported', what: phrase('keyDsa') }
    const encrypted = pem[1] === 'ENCRYPTED ' || /^Proc-Type: ?4,ENCRYPTED/m.test(body)
    return { kind: 'private', format: 'pem', text, encrypted, publicBlob: undefined }
  }
  const publicBlob = publicLineBlob(body)
  if (publicBlob) return { kind: 'public', publicBlob }
  if (body.includes('-cert-v01@openssh.com ')) {
    return { kind: 'unsupported', what: phrase('keyCertificate') }
  }
  return { kind: 'unsupported', what: phrase('keyUnknownFormat') }
}

function publicLineBlob(body: string): Buffer | undefined {
  const match = /^([a-z][\w@.-]*) ([A-Za-z0-9+/]+=*)/.exec(body)
  if (!match?.[2]) return undefined
  const blob = Buffer.from(match[2], 'base64')
  return publicKeyType(blob) === match[1] ? blob : undefined
}

const magic = Buffer.from('openssh-key-v1\0')

/** PROTOCOL.key of OpenSSH: magic, cipher, kdf, kdf options, number of keys, public key – all readable. */
function recogniseOpenSsh(text: string): KeyFile {
  const base64 = /-----BEGIN OPENSSH PRIVATE KEY-----([\sA-Za-z0-9+/=]*)-----END/.exec(text)?.[1]
  const data = Buffer.from(base64 ?? '', 'base64')
  if (!data.subarray(0, magic.length).equals(magic)) return damaged
  let at = magic.length
  const string = (): Buffer | undefined => {
    const length = at + 4 <= data.length ? data.readUInt32BE(at) : data.length
    if (length > data.length - at - 4) return undefined
    const value = data.subarray(at + 4, at + 4 + length)
    at += 4 + length
    return value
  }
  const cipher = string()?.toString('latin1')
  const kdf = string()
  const kdfOptions = string()
  at += 4
  const publicBlob = string()
  if (cipher === undefined || !kdf || !kdfOptions || !publicBlob) return damaged
  const type = publicKeyType(publicBlob)
  if (type?.startsWith('sk-')) return { kind: 'unsupported', what: phrase('keyFido') }
  if (type === undefined) return damaged
  if (type === 'ssh-dss') return { kind: 'unsupported', what: phrase('keyDsa') }
  return { kind: 'private', format: 'openssh', text, encrypted: cipher !== 'none', publicBlob }
}

const puttyConversion = 'puttygen key.ppk -O private-openssh -o key'

function recognisePutty(body: string, version: number, type: string): KeyFile {
  if (version !== 2) {
    const what = phrase('keyPuttyVersion', { version, command: puttyConversion })
    return { kind: 'unsupported', what }
  }
  if (type !== 'ssh-rsa') {
    const what = phrase('keyPuttyType', { type, command: puttyConversion })
    return { kind: 'unsupported', what }
  }
  const encryption = /^Encryption: ?(\S+)/m.exec(body)?.[1]
  const lines = /^Public-Lines: ?\d+\r?\n([\sA-Za-z0-9+/=]+?)^Private-Lines:/m.exec(body)?.[1]
  const publicBlob = Buffer.from(lines ?? '', 'base64')
  if (encryption === undefined || publicKeyType(publicBlob) !== type) return damaged
  return { kind: 'private', format: 'putty', text: body, encrypted: encryption !== 'none', publicBlob }
}

const damaged: KeyFile = { kind: 'unreadable', why: phrase('damaged') }
