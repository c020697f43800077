// So many bytes of a stream and not one more, for what comes after them is somebody else's.
import type { Duplex } from 'node:stream'

/** Rejects when the stream ends or fails before. */
export function readBytes(stream: Duplex, count: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const look = (): void => {
    const found = stream.read(count) as Buffer | null
    // At the end of a stream `read` hands out what is left, however little.
    if (found?.length === count) resolve(found)
    else if (found) reject(new Error('the stream ended early'))
  }
  const onEnd = (): void => reject(new Error('the stream ended early'))
  stream.on('readable', look)
  stream.once('end', onEnd)
  stream.once('close', onEnd)
  stream.once('error', reject)
  if (stream.destroyed) onEnd()
  else look()
  return promise.finally(() => {
    stream.off('readable', look)
    stream.off('end', onEnd)
    stream.off('close', onEnd)
    stream.off('error', reject)
  })
}
