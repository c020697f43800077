// The settings of one state directory.
import type { ErrorReport } from '../../src-shared/errors.ts'
import type { AppSettings, AppSettingsChange } from '../../src-shared/settings.ts'

export type SettingsStore = {
  /** Gangway's own settings, defaults filled in. */
  readonly app: AppSettings
  /** `gangway.json5` as parsed, `{}` when there is none. Unknown keys are kept. Only read, never rewritten. */
  readonly document: Readonly<Record<string, unknown>>
  readonly documentPath: string
  /** Set while a file cannot be used (SETTINGS_BROKEN); the last good values, or the defaults, are in force. */
  readonly problem: ErrorReport | undefined
  /** Changes what is named and keeps the rest. Rejects with STORE_FAILED. */
  readonly change: (change: AppSettingsChange) => Promise<AppSettings>
  /** Reads both files again. */
  readonly reload: () => Promise<void>
  readonly onChange: (listener: (app: AppSettings) => void) => () => void
}
