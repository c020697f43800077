// The language the desktop speaks at the moment: English until the settings are read, for what has to be said before.
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'
import type { MainWords } from '../words.ts'

export type Speech = {
  readonly t: T
  /** For `lang` and Intl. */
  readonly locale: string
  /** From now on these words are spoken; whoever shows something is told. */
  readonly follow: (words: MainWords) => void
  readonly onChange: (listener: () => void) => () => void
}

export function openSpeech(): Speech {
  const listeners = new Set<() => void>()
  let words: MainWords | undefined
  const tell = () => {
    for (const listener of listeners) listener()
  }
  return {
    get t() {
      return words?.t ?? inEnglish
    },
    get locale() {
      return words?.locale ?? 'en'
    },
    follow: next => {
      words = next
      next.onChange(tell)
      tell()
    },
    onChange: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
