// One line of a log as a person reads it: Gangway's own, or what OpenClaw's gateway hands out.
import { oneLine } from './table.ts'

export type LogEntry = {
  readonly at: string
  readonly level: string
  readonly message: string
  /** What else the line says, as `key=value`. */
  readonly fields: string
}

/** A line that is not JSON is all message. */
export function logLine(line: string): LogEntry {
  const entry = parse(line)
  if (!entry) return { at: '', level: 'info', message: oneLine(line), fields: '' }
  const { at, time, level, message, _meta: meta, ...rest } = entry
  const logLevelName = isObject(meta) ? meta['logLevelName'] : undefined
  // OpenClaw numbers what was logged; the sentence is among it when there is no message.
  const numbered = Object.keys(rest).filter(key => /^\d+$/.test(key))
  const said = message ?? numbered.map(key => asText(rest[key])).join(' ')
  const others = Object.entries(rest).filter(([key]) => !numbered.includes(key))
  return {
    at: oneLine(asText(at ?? time ?? '')),
    level: oneLine(asText(level ?? logLevelName ?? 'info')).toLowerCase(),
    message: oneLine(asText(said)),
    fields: oneLine(others.map(([key, value]) => `${key}=${asText(value)}`).join(' ')),
  }
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const entry: unknown = JSON.parse(line)
    return isObject(entry) ? entry : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
