// English without the library that switches languages: for the CLI, which has to start at once, and for logs.
import { IntlMessageFormat } from 'intl-messageformat'
import { english } from './english.ts'
import type { Catalog, T } from './message-types.ts'
import { icuValues } from './message-values.ts'

// It would ask ICU for all languages that there are, just to hear that English is one.
IntlMessageFormat.resolveLocale = locales =>
  new Intl.Locale(typeof locales === 'string' ? locales : (locales[0] ?? 'en'))

const compiled = new Map<string, IntlMessageFormat>()

export const inEnglish: T = (key, ...[values]) => {
  const known = compiled.get(key)
  if (known) return String(known.format(icuValues(values)))
  const message = messageAt(english, key)
  const filled = filledIn(message, values)
  if (filled !== undefined) return filled
  const format = new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true })
  compiled.set(key, format)
  return String(format.format(icuValues(values)))
}

/**
 * A message that only names its values, and whole numbers in it; undefined for every other. The library, to format its
 * first number, loads what ICU knows of all languages: a tenth of what a short command takes.
 */
function filledIn(
  message: string,
  values: Readonly<Record<string, unknown>> | undefined,
): string | undefined {
  // An apostrophe may quote what follows.
  if (message.includes("'") || message.replaceAll(named, '').includes('{')) return undefined
  const given = icuValues(values)
  let isWhole = true
  const filled = message.replaceAll(named, (_, name: string, asNumber: string | undefined) => {
    const said = asNumber === undefined ? plain(given[name]) : grouped(given[name])
    isWhole &&= said !== undefined
    return said ?? ''
  })
  return isWhole ? filled : undefined
}

const named = /\{(\w+)(, number)?\}/g

function plain(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function grouped(value: unknown): string | undefined {
  return Number.isSafeInteger(value) ? String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',') : undefined
}

function messageAt(catalog: Catalog, key: string): string {
  const found = key
    .split('.')
    .reduce<string | Catalog | undefined>(
      (at, name) => (typeof at === 'object' ? at[name] : undefined),
      catalog,
    )
  if (typeof found !== 'string') throw new Error(`There is no message ${key}.`)
  return found
}
