// The log as the house writes to it.

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
  /** Writes out what is waiting. */
  readonly close: () => Promise<void>
}
