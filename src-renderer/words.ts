// The window's words. A component that shows any asks useWords, and so is drawn again when the language changes.
import { Children, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { LanguageSetting } from '../src-shared/i18n/languages.ts'
import type { ArgumentsOf, MessageAt, MessageKey, ValuesFor } from '../src-shared/i18n/message-types.ts'
import { openWords, type Words } from '../src-shared/i18n/words.ts'

export const words = openWords({
  system: () => navigator.languages,
  onMistake: error => reportError(error),
})

const storageKey = 'language'

/** What was chosen when this window was last open: the settings themselves arrive only after the first paint. */
export function rememberedLanguage(): LanguageSetting {
  try {
    const stored = localStorage.getItem(storageKey)
    return stored === 'en' || stored === 'pl' ? stored : 'system'
  } catch {
    // Storage may be switched off; the system's language is a good answer then.
    return 'system'
  }
}

/** Speaks a language from now on, and remembers it for the next window. */
export async function speak(setting: LanguageSetting): Promise<void> {
  try {
    localStorage.setItem(storageKey, setting)
  } catch {
    // The next window then begins in the system's language.
  }
  await words.use(setting)
}

words.onChange(({ language }) => {
  document.documentElement.lang = language
})

type Rich = <Key extends MessageKey>(
  key: Key,
  ...values: ValuesFor<ArgumentsOf<MessageAt<Key>>, ReactNode>
) => ReactNode

export type ShownWords = Words & {
  /** The same for a message that has something drawn in it: a link, a name, a piece of code. */
  readonly rich: Rich
}

export function useWords(): ShownWords {
  useTranslation(undefined, { i18n: words.i18next })
  return { ...words.current(), rich }
}

const rich: Rich = (key, ...[values]) =>
  Children.toArray(words.current().parts(key, values ?? {}) as ReactNode[])
