// The HMAC-SHA1 that known_hosts hides names behind (RFC 2104). `createHmac` costs some 25 µs to set up each time, and
// each hashed line has a key of its own: more than a second for 50,000 lines. Two one-shot hashes take a seventh of it.
import { hash } from 'node:crypto'

const blockBytes = 64
const saltBytes = 20
const innerPad = 0x36
const outerPad = 0x5c

/** A name, ready to be hashed under many salts. */
export type PreparedName = { readonly inner: Buffer; readonly outer: Buffer }

/** Lays out both messages, all but the salt: the padded key block, then the name or the inner digest. */
export function prepareName(name: string): PreparedName {
  return {
    inner: Buffer.concat([Buffer.alloc(blockBytes, innerPad), Buffer.from(name, 'latin1')]),
    outer: Buffer.alloc(blockBytes + saltBytes, outerPad),
  }
}

/** Whether HMAC-SHA1 of the name under the salt (20 bytes) is the digest (20 bytes). It guards no secret. */
export function hashesTo({ inner, outer }: PreparedName, salt: Buffer, digest: Buffer): boolean {
  for (let index = 0; index < saltBytes; index += 1) {
    const byte = salt[index] ?? 0
    inner[index] = byte ^ innerPad
    outer[index] = byte ^ outerPad
  }
  outer.write(hash('sha1', inner, 'binary'), blockBytes, 'binary')
  return hash('sha1', outer, 'binary') === digest.toString('latin1')
}
