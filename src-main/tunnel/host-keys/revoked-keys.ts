// RevokedHostKeys: a list of public keys or a key revocation list (PROTOCOL.krl). What cannot be read revokes everything.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { publicKeyType, splitStrings } from './public-key.ts'

export type Revocation = { readonly kind: 'revoked' | 'not-revoked' | 'unreadable' }

const krlMagic = Buffer.from('SSHKRL\n\0', 'latin1')
const section = {
  certificates: 1,
  explicitKey: 2,
  fingerprintSha1: 3,
  signature: 4,
  fingerprintSha256: 5,
} as const

/** Whether the file revokes the key (wire form). `unreadable`: missing, not readable or not understood; refuse then. */
export async function checkRevoked(path: string, key: Buffer): Promise<Revocation['kind']> {
  let content: Buffer
  try {
    content = await readFile(path)
  } catch {
    return 'unreadable'
  }
  return content.subarray(0, krlMagic.length).equals(krlMagic)
    ? checkRevocationList(content.subarray(krlMagic.length), key)
    : checkKeyList(content.toString('latin1'), key)
}

function checkKeyList(text: string, key: Buffer): Revocation['kind'] {
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const [type = '', keyText = ''] = line.split(/[ \t]+/, 2)
    const listed = Buffer.from(keyText, 'base64')
    // Also OpenSSH stops trusting anything at the first line it cannot read.
    if (
      listed.toString('base64') !== keyText ||
      (publicKeyType(listed) ?? certificateType(listed)) !== type
    ) {
      return 'unreadable'
    }
    if (listed.equals(key)) return 'revoked'
  }
  return 'not-revoked'
}

function certificateType(key: Buffer): string | undefined {
  const type = splitStringsAt(key, 0)?.toString('latin1')
  return type && /-cert-v0\d@openssh\.com$/.test(type) ? type : undefined
}

function splitStringsAt(data: Buffer, at: number): Buffer | undefined {
  if (data.length < at + 4) return undefined
  const length = data.readUInt32BE(at)
  return data.length < at + 4 + length ? undefined : data.subarray(at + 4, at + 4 + length)
}

function checkRevocationList(body: Buffer, key: Buffer): Revocation['kind'] {
  // format version (4), KRL version (8), date (8), flags (8), then two strings: reserved and comment.
  const fixed = 4 + 8 + 8 + 8
  if (body.length < fixed || body.readUInt32BE(0) !== 1) return 'unreadable'
  let at = fixed
  for (let skipped = 0; skipped < 2; skipped += 1) {
    const text = splitStringsAt(body, at)
    if (!text) return 'unreadable'
    at += 4 + text.length
  }
  let revoked = false
  while (at < body.length) {
    const kind = body[at]
    const data = splitStringsAt(body, at + 1)
    if (!data) return 'unreadable'
    at += 5 + data.length
    if (kind === section.certificates || kind === section.signature) continue
    const entries = splitStrings(data)
    if (!entries) return 'unreadable'
    if (kind === section.explicitKey) revoked ||= entries.some(entry => entry.equals(key))
    else if (kind === section.fingerprintSha1) revoked ||= entries.some(digestIs('sha1', key))
    else if (kind === section.fingerprintSha256) revoked ||= entries.some(digestIs('sha256', key))
    else return 'unreadable'
  }
  return revoked ? 'revoked' : 'not-revoked'
}

function digestIs(algorithm: string, key: Buffer): (entry: Buffer) => boolean {
  const digest = createHash(algorithm).update(key).digest()
  return entry => entry.equals(digest)
}
