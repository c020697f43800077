// The words of what main shows by itself (tray, menus, notifications), in the language of the settings. Logs and the
// CLI stay English: they use `inEnglish`.
import { openWords as openLanguages, type Words } from '../src-shared/i18n/words.ts'
import type { LogFile } from './logging/log.ts'
import type { SettingsStore } from './settings/settings-store.ts'

export type MainWords = {
  /** The message of a key in the present language; read it anew after a change. */
  readonly t: Words['t']
  /** For Intl: how dates and numbers are written. */
  readonly locale: string
  readonly onChange: (listener: () => void) => () => void
  /** Stops following the settings. Safe twice. */
  readonly close: () => void
}

/** Settles once the language of the settings is spoken. `system`: the system's languages, the preferred one first. */
export async function openWords(
  settings: SettingsStore,
  log: LogFile,
  system: () => readonly string[] = defaultLanguages,
): Promise<MainWords> {
  const languages = openLanguages({
    system,
    onMistake: error => log.error('a message cannot be formatted', { reason: error.message }),
  })
  const follow = settings.onChange(({ language }) => void languages.use(language))
  await languages.use(settings.app.language)
  return {
    get t() {
      return languages.current().t
    },
    get locale() {
      return languages.current().locale
    },
    onChange: listener => languages.onChange(listener),
    close: follow,
  }
}

function defaultLanguages(): readonly string[] {
  return [Intl.DateTimeFormat().resolvedOptions().locale]
}
