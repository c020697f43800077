// The configuration file of a person, as text: read with a fingerprint of its bytes, written back whole, never without
// a copy of what was there before.
import { createHash } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import JSON5 from 'json5'
import { z } from 'zod'
import { appError } from '../../src-shared/errors.ts'
import { writeFileAtomically } from './write-file-atomically.ts'

export type ConfigText = {
  readonly exists: boolean
  /** Empty when there is no file. */
  readonly text: string
  /** SHA-256 of the text, in hexadecimal. */
  readonly hash: string
}

const anyObject = z.record(z.string(), z.unknown())

/** A file that is not there is empty. Rejects with SETTINGS_BROKEN when it cannot be read. */
export async function readConfigText(file: string): Promise<ConfigText> {
  try {
    const text = await readFile(file, 'utf8')
    return { exists: true, text, hash: hashOf(text) }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { exists: false, text: '', hash: hashOf('') }
    throw appError('SETTINGS_BROKEN', { path: file, why: codeOf(error) ?? 'it cannot be read' }, error)
  }
}

/** Puts `next` in place of `before`, which is kept beside it as FILE.bak. Rejects with STORE_FAILED. */
export async function writeConfigText(file: string, before: ConfigText, next: string): Promise<ConfigText> {
  // A link into somebody's dotfiles stays a link.
  const place = await realpath(file).catch(() => file)
  if (before.exists) await writeFileAtomically(`${place}.bak`, before.text)
  await writeFileAtomically(place, next)
  return { exists: true, text: next, hash: hashOf(next) }
}

export type ParsedConfig =
  | { readonly ok: true; readonly document: Readonly<Record<string, unknown>> }
  /** Where it is wrong, without the text itself: that may hold a token. */
  | { readonly ok: false; readonly why: string }

/** An empty text is an empty document. */
export function parseConfig(text: string): ParsedConfig {
  try {
    const document = anyObject.safeParse(text.trim() === '' ? {} : JSON5.parse(text))
    return document.success
      ? { ok: true, document: document.data }
      : { ok: false, why: 'the document is not an object' }
  } catch (error) {
    const { lineNumber, columnNumber = 0 } = error as { lineNumber?: number; columnNumber?: number }
    return {
      ok: false,
      why:
        lineNumber === undefined
          ? 'it is not valid JSON5'
          : `it is not valid JSON5 (line ${lineNumber}, column ${columnNumber})`,
    }
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
