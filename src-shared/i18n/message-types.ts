// What the compiler knows about messages: which keys there are, and which values each one needs. Messages are written in
// ICU syntax: https://unicode-org.github.io/icu/userguide/format_parse/messages/
import type { english } from './english.ts'

/** A language's messages, by area and name. */
export type Catalog = { readonly [name: string]: string | Catalog }

/** The same keys as another catalog; the words are free. */
export type Translation<Source> = {
  readonly [Name in keyof Source]: Source[Name] extends string ? string : Translation<Source[Name]>
}

type Path<C> = {
  [Name in keyof C & string]: C[Name] extends string ? Name : `${Name}.${Path<C[Name]>}`
}[keyof C & string]

type At<C, P extends string> = P extends `${infer Name}.${infer Rest}`
  ? Name extends keyof C
    ? At<C[Name], Rest>
    : never
  : P extends keyof C
    ? C[P]
    : never

/** `area.name` of every message there is. */
export type MessageKey = Path<typeof english>

/** The English message of a key, as the compiler knows it. */
export type MessageAt<Key extends string> = At<typeof english, Key>

type Trim<S extends string> = S extends ` ${infer R}` | `\n${infer R}` ? Trim<R> : S

/** The next brace: what stands before it, which one it is, and what follows. */
type NextBrace<S extends string> = S extends `${infer Before}{${infer After}`
  ? Before extends `${infer Shorter}}${string}`
    ? S extends `${Shorter}}${infer Rest}`
      ? ['}', Rest]
      : never
    : ['{', After]
  : S extends `${string}}${infer Rest}`
    ? ['}', Rest]
    : never

/** `argument` within the braces of a plural or select, `text` within one of its branches. */
type Inside = 'argument' | 'text'

/** Walks the braces of a message: in a text an opening one begins an argument, in an argument it begins a branch. */
type ArgumentsIn<S extends string, Open extends readonly Inside[] = ['text'], Found = never> =
  NextBrace<S> extends [infer Brace, infer Rest extends string]
    ? Open extends readonly [infer Here, ...infer Outer extends readonly Inside[]]
      ? Brace extends '}'
        ? ArgumentsIn<Rest, Outer, Found>
        : Here extends 'argument'
          ? ArgumentsIn<Rest, ['text', ...Open], Found>
          : Rest extends `${infer Name}}${infer After}`
            ? Name extends `${infer Complex},${string}`
              ? ArgumentsIn<Rest, ['argument', ...Open], Found | Trim<Complex>>
              : ArgumentsIn<After, Open, Found | Trim<Name>>
            : Found
      : Found
    : Found

/** The names of the values that a message needs; `never` when it needs none. */
export type ArgumentsOf<Message> = Message extends string
  ? string extends Message
    ? never
    : ArgumentsIn<Message> & string
  : never

/** `undefined`, an empty text and an empty list choose the branch `none` of a select. Lists are joined with commas. */
export type Value = string | number | boolean | Date | undefined | readonly string[]

/** `More`: what a value may be besides. */
export type ValuesFor<Names extends string, More = never> = [Names] extends [never]
  ? []
  : [values: Readonly<Record<Names, Value | More>>]

/** The message of a key in one language, its values filled in. A key or a value that is missing does not compile. */
export type T = <Key extends MessageKey>(
  key: Key,
  ...values: ValuesFor<ArgumentsOf<MessageAt<Key>>>
) => string
