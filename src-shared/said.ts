// Pieces of sentences that one part finds out and another shows: why a file cannot be read, where a key is known from.
// They travel as data and get their words where they are shown. A plain string is somebody else's: a server's, a
// system's or a person's own, and is never translated.
import type { english } from './i18n/english.ts'
import type { ArgumentsOf, T, ValuesFor } from './i18n/message-types.ts'

type Phrases = (typeof english)['phrases']
type PhraseName = keyof Phrases

export type Phrase = {
  readonly phrase: PhraseName
  readonly values: Readonly<Record<string, unknown>>
}

export type Said = string | Phrase

/** A piece of a sentence: its message is `phrases.<name>`. A value may be another piece. */
export function phrase<Name extends PhraseName>(
  name: Name,
  ...values: ValuesFor<ArgumentsOf<Phrases[Name]>, Phrase | readonly Said[]>
): Phrase {
  return { phrase: name, values: values[0] ?? {} }
}

/** The words of a piece. */
export function say(said: Said, t: T): string {
  if (typeof said === 'string') return said
  const values = Object.entries(said.values).map(([name, value]) => [name, sayValue(value, t)])
  return (t as (key: string, values: object) => string)(`phrases.${said.phrase}`, Object.fromEntries(values))
}

/** A piece, or a list of them; anything else is handed through. */
export function sayValue(value: unknown, t: T): unknown {
  if (Array.isArray(value)) return value.map(part => sayValue(part, t))
  return isPhrase(value) ? say(value, t) : value
}

function isPhrase(value: unknown): value is Phrase {
  return typeof value === 'object' && value !== null && 'phrase' in value
}
