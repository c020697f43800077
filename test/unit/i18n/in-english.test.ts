import { IntlMessageFormat } from 'intl-messageformat'
import { expect, test } from 'vitest'
import { english } from '../../../src-shared/i18n/english.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import type { Catalog } from '../../../src-shared/i18n/message-types.ts'

type AnyT = (key: string, values?: Record<string, unknown>) => string
const say = inEnglish as unknown as AnyT

function keysOf(catalog: Catalog, prefix = ''): (readonly [string, string])[] {
  return Object.entries(catalog).flatMap(([name, entry]) =>
    typeof entry === 'string' ? [[`${prefix}${name}`, entry] as const] : keysOf(entry, `${prefix}${name}.`),
  )
}
const messages = keysOf(english)
const namesIn = (message: string) => [...message.matchAll(/\{(\w+)/g)].map(([, name = '']) => name)

const samples: readonly unknown[] = ['two words', '$&', '{ms}', 0, 7, 1234, -1234567, 1.25, 1e15]

test.each(samples)('every message says %j as the library would', sample => {
  for (const [key, message] of messages) {
    const values = Object.fromEntries(namesIn(message).map(name => [name, sample]))
    const library = () =>
      String(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).format(values))
    // A word where a number or a time belongs is an error of whoever says it, and the library's own affair.
    if (typeof sample === 'string' && /, (?:number|plural|selectordinal|date|time)/.test(message)) continue
    expect(say(key, values), key).toBe(library())
  }
})

test('an empty list is said to be none', () => {
  const [key = '', message = ''] = messages.find(([, text]) => /^[^{}']*\{\w+\}[^{}']*$/.test(text)) ?? []
  const [name = ''] = namesIn(message)
  expect(say(key, { [name]: [] })).toBe(message.replace(/\{\w+\}/, 'none'))
})

test('a value that was forgotten is not passed over', () => {
  const [key = ''] = messages.find(([, text]) => /^[^{}']*\{\w+\}[^{}']*$/.test(text)) ?? []
  expect(() => say(key, {})).toThrow()
})
