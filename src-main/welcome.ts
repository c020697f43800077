// Whether this is the first start, for the window to begin with the welcome.
import type { AppState } from './settings/app-state.ts'
import type { SettingsStore } from './settings/settings-store.ts'

export type Welcome = {
  /**
   * Nothing was ever set up here and nobody has left the welcome. Someone who comes from a version without a welcome
   * has hosts, recent targets or a settings file, and is not welcomed to what they know.
   */
  readonly isDue: () => Promise<boolean>
  /** From now on the welcome comes only when it is asked for. */
  readonly leave: () => Promise<void>
}

type WelcomeParts = {
  readonly appState: () => Promise<AppState>
  readonly settings: Pick<SettingsStore, 'app' | 'document' | 'problem' | 'wasMended'>
}

export function openWelcome({ appState, settings }: WelcomeParts): Welcome {
  return {
    isDue: async () => {
      const state = await appState()
      if (state.isWelcomed()) return false
      const isKnown =
        state.recent().length > 0 ||
        settings.app.hosts.length > 0 ||
        settings.problem !== undefined ||
        settings.wasMended ||
        Object.keys(settings.document).length > 0
      // Remembered, so that forgetting the last target does not make this a first start.
      if (isKnown) state.noteWelcomed()
      return !isKnown
    },
    leave: async () => (await appState()).noteWelcomed(),
  }
}
