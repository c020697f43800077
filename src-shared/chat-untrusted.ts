// Reading what came over the wire: nothing is believed about its shape, nothing throws, and every length has an end.

/** A JSON object; only its own properties are read, so `__proto__` and friends mean nothing here. */
export type Plain = { readonly [key: string]: unknown }

export const limits = {
  /** Characters of one text block; the gateway itself cuts history at 500,000. */
  text: 500_000,
  /** Characters of one run's streamed answer. */
  runText: 1_000_000,
  /** Characters of a tool's arguments or result. */
  tool: 100_000,
  /** Characters of an embedded image (base64): about 9 MB of picture. */
  imageData: 12_000_000,
  blocks: 500,
  /** Rows of one page of history; the gateway gives at most 1,000. */
  pageRows: 2_000,
  /** Identifiers, names, media types. */
  id: 512,
  line: 2_000,
} as const

export function asPlain(value: unknown): Plain | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plain) : undefined
}

export function valueOf(record: Plain | undefined, key: string): unknown {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined
}

export function recordOf(record: Plain | undefined, key: string): Plain | undefined {
  return asPlain(valueOf(record, key))
}

/** A string, cut at `max` characters; undefined when it is none. */
export function textOf(record: Plain | undefined, key: string, max: number): string | undefined {
  const value = valueOf(record, key)
  return typeof value === 'string' ? cutText(value, max) : undefined
}

/** A name or id: not empty, not longer than an id may be. A longer one is no id at all. */
export function idOf(record: Plain | undefined, key: string): string | undefined {
  const value = valueOf(record, key)
  return typeof value === 'string' && value !== '' && value.length <= limits.id ? value : undefined
}

export function numberOf(record: Plain | undefined, key: string): number | undefined {
  const value = valueOf(record, key)
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Milliseconds since the epoch that a Date can hold. */
export function timeOf(record: Plain | undefined, key: string): number | undefined {
  const value = numberOf(record, key)
  return value !== undefined && Math.abs(value) <= 8.64e15 ? value : undefined
}

export function listOf(record: Plain | undefined, key: string, max: number): readonly unknown[] {
  const value = valueOf(record, key)
  return Array.isArray(value) ? value.slice(0, max) : []
}

/** Cuts without leaving half a surrogate pair behind. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text
  const last = text.charCodeAt(max - 1)
  return text.slice(0, last >= 0xd8_00 && last <= 0xdb_ff ? max - 1 : max)
}

/** Any value as text for reading: strings as they are, the rest as indented JSON; undefined for nothing. */
export function readable(value: unknown, max: number): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return cutText(value, max)
  try {
    const json: string | undefined = JSON.stringify(value, undefined, 2)
    return json === undefined ? undefined : cutText(json, max)
  } catch {
    // Nested deeper than the stack, or not JSON at all: there is nothing a person could read in it.
    return '(unreadable)'
  }
}
