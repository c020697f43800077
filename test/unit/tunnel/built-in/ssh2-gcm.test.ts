import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GcmCipher, GcmDecipher, type GcmName } from '../../../../src-main/tunnel/built-in/ssh2-gcm.ts'

// ssh2's own ciphers are what ours must agree with, byte for byte.
type Ssh2Crypto = {
  readonly CIPHER_INFO: Readonly<Record<string, unknown>>
  readonly createCipher: (config: object) => Pick<GcmCipher, 'allocPacket' | 'encrypt'>
  readonly createDecipher: (config: object) => Pick<GcmDecipher, 'decrypt'>
}
const ssh2 = createRequire(import.meta.url)('ssh2/lib/protocol/crypto.js') as Ssh2Crypto

const names: readonly GcmName[] = ['aes-128-gcm', 'aes-256-gcm']
const wireName = { 'aes-128-gcm': 'aes128-gcm@openssh.com', 'aes-256-gcm': 'aes256-gcm@openssh.com' }

function makePair(name: GcmName, nonce = randomBytes(12)) {
  const key = randomBytes(name === 'aes-128-gcm' ? 16 : 32)
  const secrets = () => ({ name, key, nonce: Buffer.from(nonce), sequence: 0 })
  const info = ssh2.CIPHER_INFO[wireName[name]]
  return {
    ours: {
      cipher: (write: (bytes: Buffer) => void) => new GcmCipher(secrets(), write),
      decipher: (onPayload: (payload: Buffer) => undefined) => new GcmDecipher(secrets(), onPayload),
    },
    theirs: {
      cipher: (onWrite: (bytes: Buffer) => void) =>
        ssh2.createCipher({
          outbound: { onWrite, seqno: 0, cipherInfo: info, cipherKey: key, cipherIV: Buffer.from(nonce) },
        }),
      decipher: (onPayload: (payload: Buffer) => undefined) =>
        ssh2.createDecipher({
          inbound: {
            onPayload,
            seqno: 0,
            decipherInfo: info,
            decipherKey: key,
            decipherIV: Buffer.from(nonce),
          },
        }),
    },
  }
}

type Pair = ReturnType<typeof makePair>

function seal(
  makeCipher: Pair['ours']['cipher'] | Pair['theirs']['cipher'],
  payloads: readonly Uint8Array[],
): Buffer {
  const written: Buffer[] = []
  const cipher = makeCipher(bytes => void written.push(Buffer.from(bytes)))
  for (const payload of payloads) {
    const packet = cipher.allocPacket(payload.length)
    packet.set(payload, 5)
    cipher.encrypt(packet)
  }
  return Buffer.concat(written)
}

/** Opens `sealed` in pieces of the given sizes, each in memory that is overwritten afterwards. */
function open(
  makeDecipher: Pair['ours']['decipher'] | Pair['theirs']['decipher'],
  sealed: Buffer,
  pieces: readonly number[] = [],
): Buffer[] {
  const payloads: Buffer[] = []
  const decipher = makeDecipher(payload => void payloads.push(payload))
  for (let start = 0, index = 0; start < sealed.length; index++) {
    const size = pieces.length > 0 ? (pieces[index % pieces.length] ?? 1) : sealed.length
    const piece = Buffer.from(sealed.subarray(start, start + size))
    decipher.decrypt(piece, 0, piece.length)
    piece.fill(0xee)
    start += size
  }
  return payloads
}

const payloadsArbitrary = fc.array(
  fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 80 }),
    fc.integer({ min: 2_000, max: 32_777 }).map(length => randomBytes(length)),
  ),
  { minLength: 1, maxLength: 6 },
)

describe.each(names)('%s', name => {
  test('what we seal, ssh2 opens', () => {
    fc.assert(
      fc.property(payloadsArbitrary, payloads => {
        const { ours, theirs } = makePair(name)
        const opened = open(theirs.decipher, seal(ours.cipher, payloads))
        expect(Buffer.concat(opened).equals(Buffer.concat(payloads))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  test('what ssh2 seals, we open, however it is cut on the way', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 5 })
    const smallCuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(payloadsArbitrary, fc.oneof(cuts, smallCuts), (payloads, pieces) => {
        const { ours, theirs } = makePair(name)
        const opened = open(ours.decipher, seal(theirs.cipher, payloads), pieces)
        expect(opened.map(payload => payload.length)).toEqual(payloads.map(payload => payload.length))
        expect(Buffer.concat(opened).equals(Buffer.concat(payloads))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  test('the counter carries into its higher bytes as ssh2 counts', () => {
    const { ours, theirs } = makePair(name, Buffer.from('01020304ffffffffffffffff', 'hex'))
    const payloads = [1, 2, 3].map(value => Buffer.alloc(20, value))
    expect(open(theirs.decipher, seal(ours.cipher, payloads))).toEqual(payloads)
    expect(open(ours.decipher, seal(theirs.cipher, payloads))).toEqual(payloads)
  })

  test('no two packets are sealed with the same nonce', () => {
    const { ours } = makePair(name)
    const same = Buffer.alloc(32_768, 7)
    const sealed = seal(ours.cipher, [same, same])
    const size = sealed.length / 2
    expect(sealed.subarray(4, 1000).equals(sealed.subarray(size + 4, size + 1000))).toBe(false)
  })

  test.each([
    ['its length', 3],
    ['its contents', 200],
    ['its tag', -1],
  ])('a packet changed in %s is refused before anybody sees it', (_what, at) => {
    const { ours } = makePair(name)
    const sealed = seal(ours.cipher, [randomBytes(1_003), randomBytes(1_003)])
    const index = at < 0 ? sealed.length / 2 + at : at
    sealed[index] = (sealed[index] ?? 0) ^ (at === 3 ? 0x10 : 1)
    const seen: Buffer[] = []
    const decipher = ours.decipher(payload => void seen.push(payload))
    expect(() => decipher.decrypt(sealed, 0, sealed.length)).toThrow()
    expect(seen).toEqual([])
  })

  test.each([0, 8, 17, 35_008, 0xffff_fff0])('a length of %i is no packet', length => {
    const { ours } = makePair(name)
    const bytes = Buffer.alloc(64)
    bytes.writeUInt32BE(length, 0)
    const decipher = ours.decipher(() => undefined)
    expect(() => decipher.decrypt(bytes, 0, bytes.length)).toThrow('Bad packet length')
  })
})

test('padding is random and follows the block size', () => {
  const { ours } = makePair('aes-128-gcm')
  const cipher = ours.cipher(() => undefined)
  for (let payload = 1; payload < 100; payload++) {
    const packet = cipher.allocPacket(payload)
    expect((packet.length - 4) % 16).toBe(0)
    expect(packet[4]).toBeGreaterThanOrEqual(4)
    expect(packet.readUInt32BE(0)).toBe(packet.length - 4)
  }
  const paddings = Array.from({ length: 3_000 }, () => cipher.allocPacket(11).subarray(16).toString('hex'))
  expect(new Set(paddings).size).toBeGreaterThan(2_990)
})
