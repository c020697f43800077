// English without the library that switches languages: for the CLI, which has to start at once, and for logs.
import { IntlMessageFormat } from 'intl-messageformat'
import { english } from './english.ts'
import type { Catalog, T } from './message-types.ts'
import { icuValues } from './message-values.ts'

const compiled = new Map<string, IntlMessageFormat>()

export const inEnglish: T = (key, ...[values]) => {
  const known = compiled.get(key)
  if (known) return String(known.format(icuValues(values)))
  const message = messageAt(english, key)
  if (values === undefined && !message.includes('{')) return message
  const format = new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true })
  compiled.set(key, format)
  return String(format.format(icuValues(values)))
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
