// Appends lines to a file and turns it over when it has grown: gangway.log, gangway.1.log … the oldest falls off.
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import path from 'node:path'

export type LogWriter = {
  readonly write: (line: string) => void
  /** Settles when everything written so far is in the file, or could not be put there. */
  readonly flush: () => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * A log must never end the program: where the file cannot be written, lines are dropped and `onFailure` is told once.
 * The file is created readable by its owner only.
 */
export function openLogWriter(
  file: string,
  limits: { readonly maxBytes: number; readonly files: number },
  onFailure: (error: unknown) => void,
): LogWriter {
  const waiting: string[] = []
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
        size += Buffer.byteLength(room.text)
      } catch (error) {
        if (!broken) onFailure(error)
        broken = true
        await handle?.close().catch(() => undefined)
        handle = undefined
      }
    }
  }

  function flush(): Promise<void> {
    writing ??= drain().finally(() => {
      writing = undefined
    })
    return writing
  }

  return {
    write: line => {
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
