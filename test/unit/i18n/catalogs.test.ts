import { IntlMessageFormat } from 'intl-messageformat'
import { expect, test } from 'vitest'
import { english } from '../../../src-shared/i18n/english.ts'
import type { Catalog } from '../../../src-shared/i18n/message-types.ts'
import { polish } from '../../../src-shared/i18n/polish.ts'
import { pseudo } from '../../../src-shared/i18n/pseudo.ts'

type Element = ReturnType<IntlMessageFormat['getAst']>[number]

/** Every message by its key. */
function messagesOf(catalog: Catalog, path = ''): Map<string, string> {
  return new Map(
    Object.entries(catalog).flatMap(([name, message]) =>
      typeof message === 'string'
        ? [[`${path}${name}`, message]]
        : [...messagesOf(message, `${path}${name}.`)],
    ),
  )
}

function parse(message: string, locale: string): Element[] {
  return new IntlMessageFormat(message, locale, undefined, { ignoreTag: true }).getAst()
}

const textType = parse('text', 'en')[0]?.type

function isText(element: Element): boolean {
  return element.type === textType
}

/** The values a message needs, and for a choice which branches it has. */
function argumentsOf(elements: readonly Element[]): string[] {
  return elements.flatMap(element => {
    if (!('value' in element) || typeof element.value !== 'string' || isText(element)) return []
    const branches = 'options' in element ? Object.values(element.options) : []
    return [element.value, ...branches.flatMap(branch => argumentsOf(branch.value))]
  })
}

/** The plural choices of a message, each with its branches' names. */
function pluralsOf(elements: readonly Element[]): string[][] {
  return elements.flatMap(element => {
    if (!('options' in element)) return []
    const inside = Object.values(element.options).flatMap(branch => pluralsOf(branch.value))
    return 'pluralType' in element ? [Object.keys(element.options), ...inside] : inside
  })
}

function selectsOf(elements: readonly Element[]): string[] {
  return elements.flatMap(element => {
    if (!('options' in element)) return []
    const inside = Object.values(element.options).flatMap(branch => selectsOf(branch.value))
    if ('pluralType' in element) return inside
    return [`${element.value}: ${Object.keys(element.options).toSorted().join(' ')}`, ...inside]
  })
}

const unique = (names: readonly string[]) => [...new Set(names)].toSorted()
const inEnglish = messagesOf(english)
const inPolish = messagesOf(polish)
const inPseudo = messagesOf(pseudo(english))

test('Polish has every message that English has, and no other', () => {
  expect([...inPolish.keys()].toSorted()).toEqual([...inEnglish.keys()].toSorted())
})

test('a message needs the same values in every language', () => {
  for (const [key, message] of inEnglish) {
    const wanted = unique(argumentsOf(parse(message, 'en')))
    expect({ key, values: unique(argumentsOf(parse(inPolish.get(key) ?? '', 'pl'))) }).toEqual({
      key,
      values: wanted,
    })
    expect({ key, values: unique(argumentsOf(parse(inPseudo.get(key) ?? '', 'en'))) }).toEqual({
      key,
      values: wanted,
    })
  }
})

test('a message that chooses by a word knows the same words in every language', () => {
  for (const [key, message] of inEnglish) {
    expect({ key, choices: unique(selectsOf(parse(inPolish.get(key) ?? '', 'pl'))) }).toEqual({
      key,
      choices: unique(selectsOf(parse(message, 'en'))),
    })
  }
})

test('a Polish count that changes its noun has a form for one, for few and for many', () => {
  for (const [key, message] of inPolish) {
    for (const branches of pluralsOf(parse(message, 'pl'))) {
      const forms = branches.filter(branch => !branch.startsWith('=') && branch !== 'other')
      if (forms.length > 0)
        expect({ key, forms: forms.toSorted() }).toEqual({ key, forms: ['few', 'many', 'one'] })
    }
  }
})

test('a message is empty in every language or in none', () => {
  for (const [key, message] of inEnglish) {
    expect({ key, isEmpty: inPolish.get(key) === '' }).toEqual({ key, isEmpty: message === '' })
  }
})

test('no value has a name that i18next takes for an instruction', () => {
  const taken = [
    'context',
    'lng',
    'lngs',
    'ns',
    'defaultValue',
    'replace',
    'ordinal',
    'returnObjects',
    'joinArrays',
  ]
  for (const [key, message] of inEnglish) {
    const names = argumentsOf(parse(message, 'en'))
    expect({ key, names: names.filter(name => taken.includes(name)) }).toEqual({ key, names: [] })
  }
})

test('apostrophes, three dots and dashes are written as print has them, in both languages', () => {
  for (const [key, message] of [...inEnglish, ...inPolish]) {
    expect({ key, message }).not.toEqual({ key, message: expect.stringMatching(/'|\.\.\.| - /) })
  }
})
