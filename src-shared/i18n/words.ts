// The words of a window or a tray: i18next with ICU messages, in a language that can change while they are shown.
import { createInstance, type i18n } from 'i18next'
import ICU from 'i18next-icu'
import { english } from './english.ts'
import {
  chooseLanguage,
  chooseLocale,
  loadCatalog,
  type Language,
  type LanguageSetting,
} from './languages.ts'
import type { MessageKey, T } from './message-types.ts'
import { icuValues } from './message-values.ts'

export type Words = {
  /** The message of a key in the present language. Another function after each change of the language. */
  readonly t: T
  readonly language: Language
  /** The same around values that are no text, such as what a window draws: the pieces, in order. */
  readonly parts: (key: MessageKey, values: Readonly<Record<string, unknown>>) => readonly unknown[]
  /** For Intl: how dates and numbers are written. */
  readonly locale: string
}

export type OpenWords = {
  readonly current: () => Words
  /** Loads the language first where that is needed; the newest call wins. */
  readonly use: (setting: LanguageSetting) => Promise<void>
  readonly onChange: (listener: (words: Words) => void) => () => void
  /** What react-i18next listens to. */
  readonly i18next: i18n
}

type Options = {
  /** The system's languages (BCP 47), the preferred one first; asked again with each change. */
  readonly system: () => readonly string[]
  /** Told of a message that cannot be formatted, which is a mistake of ours; its pattern is shown instead. */
  readonly onMistake: (error: Error) => void
}

type Translate = (key: string, values: object) => unknown

const namespace = 'gangway'

/** Speaks English until another language is asked for. */
export function openWords({ system, onMistake }: Options): OpenWords {
  let locale = chooseLocale('en', system())
  const i18next = createInstance()
  const icu = new ICU({
    parseLngForICU: () => locale,
    parseErrorHandler: (error, _key, message) => {
      onMistake(error)
      return message
    },
  })
  void i18next.use(icu).init({
    lng: 'en',
    fallbackLng: 'en',
    load: 'currentOnly',
    resources: { en: { [namespace]: english } },
    defaultNS: namespace,
    ns: namespace,
    nsSeparator: false,
    initAsync: false,
    returnNull: false,
  })
  const listeners = new Set<(words: Words) => void>()
  let words = wordsOf('en')
  let asked = 0

  function wordsOf(language: Language): Words {
    const translate = i18next.getFixedT(language) as unknown as Translate
    const t: T = (key, ...[values]) => String(translate(key, icuValues(values)))
    return { t, parts: (key, values) => [translate(key, icuValues(values))].flat(), language, locale }
  }

  async function use(setting: LanguageSetting): Promise<void> {
    const call = ++asked
    const language = chooseLanguage(setting, system())
    if (!i18next.hasResourceBundle(language, namespace))
      i18next.addResourceBundle(language, namespace, await loadCatalog(language))
    const nextLocale = chooseLocale(language, system())
    if (call !== asked || (language === words.language && nextLocale === locale)) return
    locale = nextLocale
    icu.clearCache()
    words = wordsOf(language)
    await i18next.changeLanguage(language)
    for (const listener of listeners) listener(words)
  }

  return {
    current: () => words,
    use,
    onChange: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    i18next,
  }
}
