// What the bot says by itself, in the language of the person's Telegram.
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { chooseLanguage } from '../../../src-shared/i18n/languages.ts'
import type { T } from '../../../src-shared/i18n/message-types.ts'

export type BotWords = (language: string | undefined) => Promise<T>

export function openBotWords(onMistake: (error: Error) => void): BotWords {
  const others = new Map<string, Promise<T>>()

  async function load(tag: string): Promise<T> {
    const { openWords } = await import('../../../src-shared/i18n/words.ts')
    const words = openWords({ system: () => [tag], onMistake })
    await words.use('system')
    return words.current().t
  }

  return async tag => {
    const language = chooseLanguage('system', tag === undefined ? [] : [tag])
    if (language === 'en') return inEnglish
    const known = others.get(language) ?? load(language)
    others.set(language, known)
    return known
  }
}
