import { expect, test } from 'vitest'
import { sayError } from '../../../src-shared/error-words.ts'
import { errorReport, type ErrorCode, type ErrorDetails } from '../../../src-shared/errors.ts'
import type { LanguageSetting } from '../../../src-shared/i18n/languages.ts'
import { openWords } from '../../../src-shared/i18n/words.ts'
import { errorSamples } from '../../support/error-samples.ts'

const everyError = Object.entries(errorSamples).flatMap(([code, samples]) =>
  samples.map((details): [ErrorCode, ErrorDetails] => [code as ErrorCode, details]),
)

async function speak(language: LanguageSetting, system = 'en') {
  const mistakes: Error[] = []
  const words = openWords({ system: () => [system], onMistake: error => mistakes.push(error) })
  await words.use(language)
  return { t: words.current().t, mistakes }
}

test.each(['en', 'pl'] as const)(
  'every error is said whole in %s, with all that is known of it',
  async language => {
    const { t, mistakes } = await speak(language)
    for (const [code, details] of everyError) {
      const { message, remedy } = sayError({ code, details }, t)
      // Whole sentences, with nothing left to fill in and nothing that was not there.
      expect(message).toMatch(/^[\p{Lu}\d]|^harbour|^gateway\.example|^quay\/pilot|^--port/u)
      expect(`${message} ${remedy}`).not.toMatch(/[{}]|\bundefined\b|\bNaN\b|\s\s|\(none\)|: none|by none/)
      expect(remedy).toMatch(/[.)]$/)
    }
    expect(mistakes).toEqual([])
  },
)

test('Polish says no error in English', async () => {
  const { t: pl } = await speak('pl')
  const { t: en } = await speak('en')
  for (const [code, details] of everyError) {
    const inPolish = sayError({ code, details }, pl)
    const inEnglish = sayError({ code, details }, en)
    expect(inPolish.message).not.toBe(inEnglish.message)
    expect(inPolish.remedy).not.toBe(inEnglish.remedy)
  }
})

test('a failure crosses in English, and is worded anew where another language is read', async () => {
  const report = errorReport('TCP_TIMEOUT', { host: 'harbour', port: 22, via: 'bastion' })
  const { t } = await speak('pl')

  expect(report.message).toBe('harbour (through bastion) did not answer on port 22.')
  expect(sayError(report, t).message).toBe('harbour (przez bastion) nie odpowiada na porcie 22.')
})

test('this computer is called so in the reader’s language, and begins a sentence as one should', async () => {
  const report = errorReport('TCP_REFUSED', { host: 'this computer', port: 18_789 })
  const { t } = await speak('pl')

  expect(report.message).toBe('This computer refused the connection on port 18789.')
  expect(sayError(report, t).message).toBe('Ten komputer odrzuca połączenia na porcie 18789.')
})

test('a host whose name looks like a message is shown as it is', async () => {
  const report = errorReport('TCP_REFUSED', { host: '{port} {via, select, other {x}}', port: 22 })

  expect(report.message).toBe('{port} {via, select, other {x}} refused the connection on port 22.')
})
