// Appends lines to a file and turns it over when it has grown: gangway.log, gangway.1.log … the oldest falls off.
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import path from 'node:path'

export type LogWriter = {
  readonly write: (line: string) => void
  /** Settles when everything written so far is in the file, or could not be put there. */
  readonly flush: () => Promise<void>
  readonly close: () => Promise<void>
}

/** What may wait for a disk that does not keep up, in characters. */
const maxWaiting = 8 * 1024 * 1024

/**
 * A log must never end the program: where the file cannot be written, lines are dropped and `onFailure` is told once.
 * Nor may it fill the memory: where the disk does not keep up, lines are dropped, and `onDropped` is told how many once
 * there is room again. The file is created readable by its owner only.
 */
export function openLogWriter(
  file: string,
  limits: { readonly maxBytes: number; readonly files: number },
  onFailure: (error: unknown) => void,
  onDropped: (lines: number) => void,
): LogWriter {
  const waiting: string[] = []
  let waitingLength = 0
  let dropped = 0
  let handle: FileHandle | undefined
  let size = 0
  let writing: Promise<void> | undefined
  let broken = false

  async function openFile(): Promise<FileHandle> {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    const opened = await open(file, 'a', 0o600)
    size = (await opened.stat()).size
    return opened
  }

  async function turnOver(): Promise<void> {
    await handle?.close()
    handle = undefined
    await rm(numbered(file, limits.files - 1), { force: true })
    for (let age = limits.files - 2; age >= 0; age -= 1) {
      await rename(numbered(file, age), numbered(file, age + 1)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
      })
    }
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const lines = waiting.splice(0)
      try {
        handle ??= await openFile()
        if (size > 0 && size + Buffer.byteLength(lines[0] ?? '') > limits.maxBytes) {
          await turnOver()
          handle = await openFile()
        }
        // One file may hold a little more than its limit, by what came in at once, but at most as much again.
        const room = takeUpTo(lines, limits.maxBytes)
        waiting.unshift(...lines.slice(room.count))
        await handle.appendFile(room.text)
        waitingLength -= room.text.length
        tellDropped()
        size += Buffer.byteLength(room.text)
      } catch (error) {
        waitingLength = waiting.reduce((all, { length }) => all + length, 0)
        if (!broken) onFailure(error)
        broken = true
        await handle?.close().catch(() => undefined)
        handle = undefined
      }
    }
  }

  function tellDropped(): void {
    const lines = dropped
    dropped = 0
    if (lines > 0) onDropped(lines)
  }

  function flush(): Promise<void> {
    writing ??= drain().finally(() => {
      writing = undefined
    })
    return writing
  }

  return {
    write: line => {
      if (waitingLength + line.length >= maxWaiting) {
        dropped += 1
        return
      }
      waitingLength += line.length + 1
      waiting.push(`${line}\n`)
      void flush()
    },
    flush,
    close: async () => {
      await flush()
      await handle?.close()
      handle = undefined
    },
  }
}

function numbered(file: string, age: number): string {
  if (age === 0) return file
  const { dir, name, ext } = path.parse(file)
  return path.join(dir, `${name}.${age}${ext}`)
}

function takeUpTo(lines: readonly string[], maxBytes: number): { text: string; count: number } {
  let bytes = 0
  let count = 0
  for (const line of lines) {
    bytes += Buffer.byteLength(line)
    if (count > 0 && bytes > maxBytes) break
    count += 1
  }
  return { text: lines.slice(0, count).join(''), count }
}
