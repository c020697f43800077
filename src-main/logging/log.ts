// The log of the house: JSON lines in DIR/logs, a ring of the newest in memory, no secret in either.
import path from 'node:path'
import { openLogWriter } from './log-writer.ts'
import { createRedactor } from './redact.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Plain values beside the sentence. They are redacted before anything is written; still, hand in no secret. */
export type LogFields = Readonly<Record<string, unknown>>

export type Log = {
  readonly debug: (message: string, fields?: LogFields) => void
  readonly info: (message: string, fields?: LogFields) => void
  readonly warn: (message: string, fields?: LogFields) => void
  readonly error: (message: string, fields?: LogFields) => void
  /** A log whose every line carries these fields too. */
  readonly child: (fields: LogFields) => Log
}

/** One line, already redacted: `at` is ISO 8601 in UTC. */
export type LogLine = LogFields & {
  readonly at: string
  readonly level: LogLevel
  readonly message: string
}

export type LogFile = Log & {
  readonly path: string
  /** The newest lines, oldest first; at most 2,000. */
  readonly recent: () => readonly LogLine[]
  /** Called with each new line of the current level or above. Returns how to stop. */
  readonly onLine: (listener: (line: LogLine) => void) => () => void
  readonly setLevel: (level: LogLevel) => void
  /** From now on this very text is taken out of every line. The vault hands over each secret it reads or writes. */
  readonly hide: (secret: string) => void
  /** Takes secrets out of a text that is to be copied elsewhere, such as the diagnostics. */
  readonly redactText: (text: string) => string
  /** The same value without secrets, as plain JSON data. */
  readonly redact: (value: unknown) => unknown
  /** Settles once what was logged so far is in the file. */
  readonly flush: () => Promise<void>
  /** Writes out what is waiting. */
  readonly close: () => Promise<void>
}

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']
const ringLines = 2_000
const fileLimits = { maxBytes: 5 * 1024 * 1024, files: 5 }

export type LogOptions = {
  readonly stateDir: string
  /** `info` when absent. */
  readonly level?: LogLevel | undefined
  readonly limits?: typeof fileLimits | undefined
}

/** Opens DIR/logs/gangway.log (five files of 5 MB). It never fails: without a file the ring still holds the lines. */
export function openLog(options: LogOptions): LogFile {
  const file = path.join(options.stateDir, 'logs', 'gangway.log')
  const redactor = createRedactor()
  const ring: LogLine[] = []
  const listeners = new Set<(line: LogLine) => void>()
  let level: LogLevel = options.level ?? 'info'
  const writer = openLogWriter(
    file,
    options.limits ?? fileLimits,
    error => remember(makeLine('error', 'the log file cannot be written', { path: file, error })),
    lines => put('warn', 'the disk did not keep up, and lines were left out of the log file', { lines }),
  )

  function makeLine(lineLevel: LogLevel, message: string, fields: LogFields): LogLine {
    const clean = redactor.redact(fields) as LogFields
    // Last, so that no field can pass for the level or the sentence.
    return {
      ...clean,
      at: new Date().toISOString(),
      level: lineLevel,
      message: redactor.redactText(message),
    }
  }

  function remember(line: LogLine): void {
    ring.push(line)
    if (ring.length > ringLines) ring.splice(0, ring.length - ringLines)
    for (const listener of listeners) listener(line)
  }

  function put(lineLevel: LogLevel, message: string, fields: LogFields): void {
    if (levels.indexOf(lineLevel) < levels.indexOf(level)) return
    const line = makeLine(lineLevel, message, fields)
    remember(line)
    writer.write(JSON.stringify(line))
  }

  function logWith(always: LogFields): Log {
    const at = (lineLevel: LogLevel) => (message: string, fields?: LogFields) =>
      put(lineLevel, message, { ...always, ...fields })
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: fields => logWith({ ...always, ...fields }),
    }
  }

  return {
    ...logWith({}),
    path: file,
    recent: () => [...ring],
    onLine: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    setLevel: next => {
      level = next
    },
    hide: redactor.hide,
    redactText: redactor.redactText,
    redact: redactor.redact,
    flush: writer.flush,
    close: writer.close,
  }
}

/** A log that keeps nothing, for parts that are used without one. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
}
