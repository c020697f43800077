// Bytes through a stream, for tests that compare what went in with what came out.
import { createHash } from 'node:crypto'
import type { Duplex } from 'node:stream'

/** What arrives after writing `text` and ending our side, until the other side ends too. */
export async function sendAndReceive(stream: Duplex, text: string): Promise<string> {
  stream.end(text)
  return (await readAll(stream)).toString('utf8')
}

export async function readAll(stream: Duplex): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

export function sha256(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}
