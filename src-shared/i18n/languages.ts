// The languages there are, and which one a person gets.
import type { Catalog } from './message-types.ts'

/** `en-XA` is English with accents and brackets: what stays plain in it is text that nobody can translate. */
export type Language = 'en' | 'pl' | 'en-XA'

export type LanguageSetting = 'system' | 'en' | 'pl'

/** What each language calls itself, for those who cannot read the one they see. */
export const languageNames: Readonly<Record<Exclude<LanguageSetting, 'system'>, string>> = {
  en: 'English',
  pl: 'Polski',
}

/** The language to speak. `system`: the system's languages (BCP 47), the preferred one first. */
export function chooseLanguage(setting: LanguageSetting, system: readonly string[]): Language {
  if (setting !== 'system') return setting
  for (const tag of system) {
    if (tag === 'en-XA') return tag
    const base = tag.split('-')[0]?.toLowerCase()
    if (base === 'en' || base === 'pl') return base
  }
  return 'en'
}

/** How dates and numbers are written: as in the system's own variety of the language, such as `en-GB`, if it is one. */
export function chooseLocale(language: Language, system: readonly string[]): string {
  if (language === 'en-XA') return 'en'
  return system.find(tag => tag.split('-')[0]?.toLowerCase() === language && isLocale(tag)) ?? language
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    // A system may name its language in a way of its own, such as `C` or `en_US.UTF-8`.
    return false
  }
}

/** The messages of a language; loaded when they are first wanted, for most people want one language only. */
export async function loadCatalog(language: Language): Promise<Catalog> {
  switch (language) {
    case 'en':
      return (await import('./english.ts')).english
    case 'pl':
      return (await import('./polish.ts')).polish
    case 'en-XA': {
      const [{ pseudo }, { english }] = await Promise.all([import('./pseudo.ts'), import('./english.ts')])
      return pseudo(english)
    }
  }
}
