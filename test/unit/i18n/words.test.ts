import { expect, test } from 'vitest'
import { chooseLanguage, chooseLocale } from '../../../src-shared/i18n/languages.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { openWords } from '../../../src-shared/i18n/words.ts'

function wordsOn(...system: string[]) {
  const mistakes: Error[] = []
  return { ...openWords({ system: () => system, onMistake: error => mistakes.push(error) }), mistakes }
}

test.each([
  [['pl-PL', 'en-US'], 'pl'],
  [['en-GB', 'pl'], 'en'],
  [['de-DE', 'pl-PL', 'en'], 'pl'],
  [['de-DE'], 'en'],
  [['C'], 'en'],
  [[], 'en'],
])('a system that prefers %j gets %s', (system, language) => {
  expect(chooseLanguage('system', system)).toBe(language)
})

test('a language that was chosen wins over the system’s', () => {
  expect(chooseLanguage('pl', ['en-US'])).toBe('pl')
  expect(chooseLanguage('en', ['pl-PL'])).toBe('en')
})

test('dates are written as the system writes that language, where it does', () => {
  expect(chooseLocale('en', ['pl-PL', 'en-GB'])).toBe('en-GB')
  expect(chooseLocale('pl', ['en-GB'])).toBe('pl')
  expect(chooseLocale('en', ['en_US.UTF-8'])).toBe('en')
})

test('the words change with the language, for those who listen too', async () => {
  const words = wordsOn('en-GB')
  const heard: string[] = []
  words.onChange(({ t }) => heard.push(t('shell.pages.settings')))

  await words.use('pl')
  await words.use('pl')
  await words.use('system')

  expect(heard).toEqual(['Ustawienia', 'Settings'])
})

test('of two changes at once the newer one holds', async () => {
  const words = wordsOn('en')

  await Promise.all([words.use('pl'), words.use('en')])

  expect(words.current().language).toBe('en')
})

test.each([
  [0, 'Brak pasujących ustawień.'],
  [1, 'Znaleziono 1 ustawienie.'],
  [3, 'Znaleziono 3 ustawienia.'],
  [5, 'Znaleziono 5 ustawień.'],
  [12, 'Znaleziono 12 ustawień.'],
  [22, 'Znaleziono 22 ustawienia.'],
])('Polish counts %d as people do: %s', async (count, said) => {
  const words = wordsOn('pl')
  await words.use('system')

  expect(words.current().t('settings.found', { count })).toBe(said)
})

test('what is not there is left out of the sentence', () => {
  expect(inEnglish('connection.opening', { target: undefined })).toBe('Connecting to this computer')
  expect(inEnglish('connection.opening', { target: 'harbour' })).toBe('Connecting to harbour')
})

test('a value is never read as a message, a tag or a name of another value', async () => {
  const words = wordsOn('pl')
  await words.use('system')
  const host = '<b>{via}</b> {{via}} $t(common.cancel)'

  expect(words.current().t('connection.online', { target: host })).toBe(`Połączono z ${host}`)
  expect(inEnglish('connection.online', { target: host })).toBe(`Connected to ${host}`)
  expect(words.mistakes).toEqual([])
})

test('what is drawn stays what it is between the words around it', async () => {
  const words = wordsOn('pl')
  await words.use('system')
  const link = { drawn: true }

  expect(words.current().parts('settings.localPort.none', { hosts: link })).toEqual([
    'Żaden port nie jest otwarty. Host otrzymuje port w swoich ustawieniach: ',
    link,
    '.',
  ])
})

test('in the language for tests no letter of a message is left plain, and every value is', async () => {
  const words = wordsOn('en-XA')
  await words.use('system')
  const said = words.current().t('connection.stopped', { via: 'ssh', problem: 'Why.' })

  expect(said).toMatch(/^⟦.*⟧$/u)
  expect(said).toContain('\u2068Why.\u2069')
  expect(said.replaceAll(/\u2068[^\u2069]*\u2069/gu, '')).not.toMatch(/[A-Za-z]/)
})
