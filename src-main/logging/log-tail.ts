// The newest lines of a log file, and then those that come: a reader keeps the cursor of its last answer.
import { open } from 'node:fs/promises'

export type LogTail = {
  /** Where to go on, in bytes. */
  readonly cursor: number
  readonly size: number
  readonly lines: readonly string[]
  /** Lines were left out, for there were more than asked for. */
  readonly truncated: boolean
  /** The file was turned over since the cursor was given. */
  readonly reset: boolean
}

const defaultLimit = 500
const defaultMaxBytes = 250_000

/** A file that is not there counts as empty. */
export async function readLogTail(
  file: string,
  asked: {
    readonly limit?: number | undefined
    readonly maxBytes?: number | undefined
    readonly cursor?: number | undefined
  } = {},
): Promise<LogTail> {
  const handle = await open(file).catch(() => undefined)
  if (!handle) return { cursor: 0, size: 0, lines: [], truncated: false, reset: false }
  try {
    const { size } = await handle.stat()
    const { limit = defaultLimit, maxBytes = defaultMaxBytes, cursor = 0 } = asked
    // A cursor beyond the end belongs to a file that has been turned over since.
    const reset = cursor > size
    const start = Math.max(reset ? 0 : cursor, size - maxBytes)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start)
    const text = buffer.toString('utf8', 0, bytesRead)
    const isCut = start > 0 && start !== cursor
    const lines = text
      .split('\n')
      .slice(isCut ? 1 : 0)
      .filter(line => line !== '')
    const truncated = isCut || lines.length > limit
    return { cursor: size, size, lines: lines.slice(-limit), truncated, reset }
  } finally {
    await handle.close()
  }
}
