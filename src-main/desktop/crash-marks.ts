// What one run leaves for the next about crashes: small files in the state directory, read and written at once, for a
// process that is about to end waits for nothing.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export type CrashMarks = {
  /** When the run before crashed, in milliseconds since the epoch. */
  readonly lastCrashAt: () => number | undefined
  readonly markCrash: (at: number) => void
  /** Whether this version has been found not to get along with the graphics processor. */
  readonly avoidsGpu: (version: string) => boolean
  readonly markGpu: (version: string) => void
}

export function crashMarksIn(stateDir: string): CrashMarks {
  const crash = path.join(stateDir, 'last-crash')
  const gpu = path.join(stateDir, 'no-hardware-acceleration')
  return {
    lastCrashAt: () => {
      const at = Number(read(crash) || Number.NaN)
      return Number.isFinite(at) ? at : undefined
    },
    markCrash: at => write(crash, String(at)),
    avoidsGpu: version => {
      const marked = read(gpu)
      if (marked === undefined) return false
      // Another version brings another Chromium, which deserves a try.
      if (marked !== version) rmSync(gpu, { force: true })
      return marked === version
    },
    markGpu: version => write(gpu, version),
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    // There is no mark, or it cannot be read, which comes to the same.
    return undefined
  }
}

function write(file: string, text: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, text, { mode: 0o600 })
  } catch {
    // Without a mark the next run knows less; nothing here may get in the way of what is said about the crash itself.
  }
}
