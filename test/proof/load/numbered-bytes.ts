// Bytes that both ends of a transfer can make and check without keeping them: no block is like another, so that what is
// lost, doubled or out of place changes the hash.
import { createCipheriv, createHash } from 'node:crypto'
import type { Writable } from 'node:stream'

const blockBytes = 1024 * 1024
/** The same in every process. */
const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(
  Buffer.alloc(blockBytes),
)

/** SHA-256 of so many of them, in hex. */
export function hashOfNumbered(bytes: number): string {
  const hash = createHash('sha256')
  const block = Buffer.from(noise)
  for (let at = 0; at < bytes; at += blockBytes) hash.update(stamped(block, at, bytes))
  return hash.digest('hex')
}

/**
 * Writes them as fast as the stream takes them, without a byte of memory for each: two blocks take turns, and one is
 * filled again when the stream is done with it.
 */
export async function pourNumbered(stream: Writable, bytes: number): Promise<void> {
  const blocks = [Buffer.from(noise), Buffer.from(noise)] as const
  const done: [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()]
  for (let at = 0, turn: 0 | 1 = 0; at < bytes; at += blockBytes, turn = turn === 0 ? 1 : 0) {
    await done[turn]
    done[turn] = written(stream, stamped(blocks[turn], at, bytes))
  }
  await Promise.all(done)
}

function stamped(block: Buffer, at: number, bytes: number): Buffer {
  block.writeBigUInt64BE(BigInt(at), 0)
  return block.subarray(0, Math.min(blockBytes, bytes - at))
}

function written(stream: Writable, piece: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(piece, error => (error ? reject(error) : resolve()))
  })
}
