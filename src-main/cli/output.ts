// How the CLI speaks: results on standard output, everything else on standard error, so that results can be piped.
import type { ErrorReport } from '../../src-shared/errors.ts'
import { english } from '../../src-shared/i18n/english.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { sayValue } from '../../src-shared/said.ts'
import { remedyAtEnd } from './remedy-at-end.ts'

export type Output = {
  readonly json: boolean
  /** A result: `value` as one line of JSON with --json, else the lines. */
  readonly result: (value: Readonly<Record<string, unknown>>, lines: readonly string[]) => void
  /** Text as it comes, such as an answer being written. Not shown with --json. */
  readonly write: (text: string) => void
  /** A remark for a person; not part of the result. Not shown with --json. */
  readonly note: (text: string) => void
  /** Why the command has ended, and what to do about it. */
  readonly failure: (error: ErrorReport, more?: Readonly<Record<string, unknown>>) => void
}

type TextSink = { readonly write: (text: string) => unknown }

export function openOutput(json: boolean, stdout: TextSink, stderr: TextSink): Output {
  return {
    json,
    result: (value, lines) => {
      if (json) stdout.write(`${JSON.stringify(value, inWords)}\n`)
      else for (const line of lines) stdout.write(`${printable(line)}\n`)
    },
    write: text => {
      if (!json) stdout.write(printable(text))
    },
    note: text => {
      if (!json) stderr.write(`${printable(text)}\n`)
    },
    failure: (error, more) => {
      const { code, message, details } = error
      const remedy = remedyAtEnd(error)
      if (json)
        stdout.write(
          `${JSON.stringify({ ok: false, error: { code, message, remedy, details }, ...more }, inWords)}\n`,
        )
      else
        for (const line of [message, ...fingerprintsIn(error), remedy]) stderr.write(`${printable(line)}\n`)
    },
  }
}

/** What is to be compared with the host's own, where its key or certificate is not the expected one. */
function fingerprintsIn({ details }: ErrorReport): string[] {
  const said = (name: string) => (typeof details[name] === 'string' ? details[name] : undefined)
  const presented = said('presented')
  if (presented === undefined) return []
  return aligned([
    ['  expected', said('expected')],
    ['  presented', presented],
  ])
}

/** Pieces of sentences travel as data within the app; a script is told their English. */
function inWords(_: string, value: unknown): unknown {
  return isOurs(value) ? sayValue(value, inEnglish) : value
}

/** What a gateway answers may have a `phrase` of its own, which is none of ours. */
function isOurs(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('phrase' in value) || !('values' in value))
    return false
  return typeof value.phrase === 'string' && Object.hasOwn(english.phrases, value.phrase)
}

/**
 * What a gateway or a server wrote, fit for a terminal: control characters could move the cursor, rewrite what was
 * shown or answer in the person's place. Line ends and tabs stay.
 */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')
}

/** Two columns, the first as wide as its widest text. Rows without a value are left out. */
export function aligned(rows: readonly (readonly [string, string | undefined])[]): string[] {
  const shown = rows.filter((row): row is readonly [string, string] => row[1] !== undefined)
  const width = Math.max(0, ...shown.map(([label]) => label.length))
  return shown.map(([label, value]) => `${label.padEnd(width)}  ${value}`)
}

/** `3 s`, `12 min`, `5 h`, `2 d`: as much as one glance needs. */
export function roughly(ms: number): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1000, 's'],
  ]
  const unit = units.find(([size]) => ms >= size * 2)
  return unit ? `${Math.round(ms / unit[0])} ${unit[1]}` : `${Math.round(ms)} ms`
}
