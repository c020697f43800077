// AES-GCM for SSH packets (RFC 5647 as OpenSSH does it, PROTOCOL 1.6), in place of ssh2's own. The bytes on the wire are
// the same; what differs is what a packet costs: a cached KeyObject (Node copies a Buffer key into a new one for every
// packet), padding from a pool of random bytes, and one decryption for each packet without joining pieces.
import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  randomFillSync,
  type KeyObject,
} from 'node:crypto'

export type GcmName = 'aes-128-gcm' | 'aes-256-gcm'

/** Key and nonce as the key exchange made them. The nonce is taken over: it counts on with each packet. */
export type GcmSecrets = {
  readonly name: GcmName
  readonly key: Buffer
  /** 12 bytes: 4 fixed ones and a counter of 8. */
  readonly nonce: Buffer
  /** Number of the next packet, 32 bits. GCM does not use it; ssh2 reads and sets it. */
  readonly sequence: number
}

const lengthBytes = 4
const tagBytes = 16
const blockBytes = 16
const minPaddingBytes = 4
/** ssh2's own limit for a packet with its length and tag; RFC 4253, 6.1 demands 35,000 at least. */
const maxPacketBytes = 35_000
// Below this, copying costs less than three buffers in one write.
const smallBytes = 2_048

const paddingPool = Buffer.alloc(16 * 1024)
let paddingUsed = paddingPool.length

/** Fills with random bytes. Each byte of the pool is given out once. */
function fillRandom(packet: Buffer, start: number, length: number): void {
  if (paddingUsed + length > paddingPool.length) {
    randomFillSync(paddingPool)
    paddingUsed = 0
  }
  paddingPool.copy(packet, start, paddingUsed, paddingUsed + length)
  paddingUsed += length
}

/** RFC 5647, 7.1: the last 8 bytes are a counter that goes up by one for every packet. */
function countUp(nonce: Buffer): void {
  for (let index = 11; index >= 4; index--) {
    const next = ((nonce[index] ?? 0) + 1) & 0xff
    nonce[index] = next
    if (next !== 0) return
  }
}

/** What ssh2's Protocol asks of a cipher. The names are ssh2's. */
export class GcmCipher {
  outSeqno: number
  readonly #name: GcmName
  readonly #key: KeyObject
  readonly #nonce: Buffer
  readonly #write: (bytes: Buffer) => void
  #isFree = false

  constructor(secrets: GcmSecrets, write: (bytes: Buffer) => void) {
    this.outSeqno = secrets.sequence
    this.#name = secrets.name
    this.#key = createSecretKey(secrets.key)
    this.#nonce = secrets.nonce
    this.#write = write
  }

  free(): void {
    this.#isFree = true
  }

  /** A packet with its lengths and padding set; the payload goes to offset 5. */
  allocPacket(payloadBytes: number): Buffer {
    const unpadded = 1 + payloadBytes
    let padding = blockBytes - (unpadded % blockBytes)
    if (padding < minPaddingBytes) padding += blockBytes
    const packet = Buffer.allocUnsafe(lengthBytes + unpadded + padding)
    packet.writeUInt32BE(unpadded + padding, 0)
    packet[lengthBytes] = padding
    fillRandom(packet, lengthBytes + unpadded, padding)
    return packet
  }

  encrypt(packet: Buffer): void {
    if (this.#isFree) return
    const cipher = createCipheriv(this.#name, this.#key, this.#nonce)
    // The length travels in the clear, but authenticated.
    const length = packet.subarray(0, lengthBytes)
    cipher.setAAD(length)
    const sealed = cipher.update(packet.subarray(lengthBytes))
    cipher.final()
    const tag = cipher.getAuthTag()
    countUp(this.#nonce)
    this.outSeqno = (this.outSeqno + 1) >>> 0
    if (sealed.length < smallBytes) {
      this.#write(Buffer.concat([length, sealed, tag], lengthBytes + sealed.length + tagBytes))
      return
    }
    this.#write(length)
    this.#write(sealed)
    this.#write(tag)
  }
}

/** `undefined`: go on. `false`: stop after this packet. A number: where the caller goes on instead. */
type PayloadVerdict = number | false | undefined

/**
 * What ssh2's Protocol asks of a decipher. Keeps nothing of the bytes it is given: what is not yet a whole packet is
 * copied, and a payload is memory of its own. A payload is handed on only after its tag was found right.
 */
export class GcmDecipher {
  inSeqno: number
  /** ssh2 puts another function here while keys are exchanged. */
  _onPayload: (payload: Buffer) => PayloadVerdict
  readonly #name: GcmName
  readonly #key: KeyObject
  readonly #nonce: Buffer
  readonly #held = Buffer.allocUnsafe(maxPacketBytes)
  #heldBytes = 0

  constructor(secrets: GcmSecrets, onPayload: (payload: Buffer) => PayloadVerdict) {
    this.inSeqno = secrets.sequence
    this._onPayload = onPayload
    this.#name = secrets.name
    this.#key = createSecretKey(secrets.key)
    this.#nonce = secrets.nonce
  }

  free(): void {
    // Nothing to give back: the key goes with the object.
  }

  /** Takes `data` from `start` to `end`. Gives where to go on when the decipher itself may have been replaced. */
  decrypt(data: Buffer, start: number, end: number): number | undefined {
    let position = start
    while (position < end) {
      let packet: Buffer | undefined
      if (this.#heldBytes > 0) {
        position = this.#hold(data, position, end)
        packet = this.#takeHeld()
      } else {
        packet = wholePacket(data, position, end)
        if (packet) position += packet.length
        else position = this.#hold(data, position, end)
      }
      if (!packet) continue
      const verdict = this._onPayload(this.#open(packet))
      if (verdict !== undefined) return verdict === false ? position : verdict
    }
    return undefined
  }

  /** Copies what the packet that has begun still lacks; first its length, because that says how much it is. */
  #hold(data: Buffer, start: number, end: number): number {
    let position = start
    for (;;) {
      const needed = this.#heldBytes < lengthBytes ? lengthBytes : packetBytes(this.#held, 0)
      const copied = data.copy(
        this.#held,
        this.#heldBytes,
        position,
        Math.min(end, position + needed - this.#heldBytes),
      )
      this.#heldBytes += copied
      position += copied
      if (position === end || this.#heldBytes > lengthBytes) return position
    }
  }

  #takeHeld(): Buffer | undefined {
    if (this.#heldBytes < lengthBytes || this.#heldBytes < packetBytes(this.#held, 0)) return undefined
    const packet = this.#held.subarray(0, this.#heldBytes)
    this.#heldBytes = 0
    return packet
  }

  /** Throws when the tag is wrong. */
  #open(packet: Buffer): Buffer {
    const tagStart = packet.length - tagBytes
    // The tag is always of 16 bytes here; to say so to Node would cost half as much again as making the decipher.
    const decipher = createDecipheriv(this.#name, this.#key, this.#nonce)
    decipher.setAAD(packet.subarray(0, lengthBytes))
    const opened = decipher.update(packet.subarray(lengthBytes, tagStart))
    decipher.setAuthTag(packet.subarray(tagStart))
    decipher.final()
    countUp(this.#nonce)
    this.inSeqno = (this.inSeqno + 1) >>> 0
    return opened.subarray(1, opened.length - (opened[0] ?? 0))
  }
}

function wholePacket(data: Buffer, start: number, end: number): Buffer | undefined {
  if (end - start < lengthBytes) return undefined
  const stop = start + packetBytes(data, start)
  return stop <= end ? data.subarray(start, stop) : undefined
}

/** The packet's size with its length and tag. Throws, in ssh2's words, when no packet can be of that size. */
function packetBytes(data: Buffer, start: number): number {
  const length = data.readUInt32BE(start)
  const total = lengthBytes + length + tagBytes
  if (total > maxPacketBytes || length < blockBytes || length % blockBytes !== 0) {
    throw new Error('Bad packet length')
  }
  return total
}
