// The HMAC-SHA1 that known_hosts hides names behind. Node's own costs some 25 µs to set up each time, and each hashed
// line needs one of its own: more than a second for 50,000 lines. This takes a twentieth. It guards no secret.

const blockBytes = 64
const blockWords = 16
const digestWords = 5
const innerPad = 0x36363636
const outerPad = 0x5c5c5c5c

/** A name, ready to be hashed under many salts. */
export type PreparedName = { readonly blocks: Int32Array }

/** Pads the name as the end of an inner message whose first block is the key (FIPS 180-4, 5.1.1). */
export function prepareName(name: string): PreparedName {
  const text = Buffer.from(name, 'latin1')
  const blocks = Buffer.alloc(Math.ceil((text.length + 9) / blockBytes) * blockBytes)
  text.copy(blocks)
  blocks[text.length] = 0x80
  blocks.writeUInt32BE((blockBytes + text.length) * 8, blocks.length - 4)
  return {
    blocks: Int32Array.from({ length: blocks.length / 4 }, (_, index) => blocks.readInt32BE(index * 4)),
  }
}

const schedule = new Int32Array(80)
const state = new Int32Array(digestWords)
const inner = new Int32Array(digestWords)
const initialState = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0] as const

/** Whether HMAC-SHA1 of the name under the salt (20 bytes) is the digest (20 bytes). */
export function hashesTo({ blocks }: PreparedName, salt: Buffer, digest: Buffer): boolean {
  state.set(initialState)
  loadKey(salt, innerPad)
  compress()
  for (let block = 0; block < blocks.length; block += blockWords) {
    for (let word = 0; word < blockWords; word += 1) schedule[word] = blocks[block + word] as number
    compress()
  }
  inner.set(state)
  state.set(initialState)
  loadKey(salt, outerPad)
  compress()
  schedule.fill(0, 0, blockWords)
  schedule.set(inner)
  schedule[digestWords] = 0x80000000 | 0
  schedule[blockWords - 1] = (blockBytes + digestWords * 4) * 8
  compress()
  for (let word = 0; word < digestWords; word += 1) {
    if (state[word] !== digest.readInt32BE(word * 4)) return false
  }
  return true
}

function loadKey(salt: Buffer, pad: number): void {
  for (let word = 0; word < blockWords; word += 1) {
    schedule[word] = (word < digestWords ? salt.readInt32BE(word * 4) : 0) ^ pad
  }
}

/** Mixes the block in `schedule` into `state` (FIPS 180-4, 6.1.2). Four plain loops: this is where the time goes. */
function compress(): void {
  const words = schedule
  for (let index = blockWords; index < 80; index += 1) {
    const mixed =
      (words[index - 3] as number) ^
      (words[index - 8] as number) ^
      (words[index - 14] as number) ^
      (words[index - 16] as number)
    words[index] = (mixed << 1) | (mixed >>> 31)
  }
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  let e = state[4] as number
  let next = 0
  let index = 0
  for (; index < 20; index += 1) {
    next = (((a << 5) | (a >>> 27)) + ((b & c) | (~b & d)) + e + 0x5a827999 + (words[index] as number)) | 0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  for (; index < 40; index += 1) {
    next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + 0x6ed9eba1 + (words[index] as number)) | 0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  for (; index < 60; index += 1) {
    next =
      (((a << 5) | (a >>> 27)) + ((b & c) | (b & d) | (c & d)) + e - 0x70e44324 + (words[index] as number)) |
      0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  for (; index < 80; index += 1) {
    next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e - 0x359d3e2a + (words[index] as number)) | 0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  state[0] = (state[0] as number) + a
  state[1] = (state[1] as number) + b
  state[2] = (state[2] as number) + c
  state[3] = (state[3] as number) + d
  state[4] = (state[4] as number) + e
}
