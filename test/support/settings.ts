import { defaultAppSettings } from '../../src-shared/settings.ts'
import type { SettingsStore } from '../../src-main/settings/settings-store.ts'

/** The settings of a computer whose gangway.json5 says this, without a file. */
export function settingsWith(document: Record<string, unknown>): SettingsStore {
  return {
    app: defaultAppSettings,
    document,
    documentPath: 'gangway.json5',
    problem: undefined,
    wasMended: false,
    change: async () => defaultAppSettings,
    reload: async () => undefined,
    onChange: () => () => undefined,
    onProblem: () => () => undefined,
  }
}
