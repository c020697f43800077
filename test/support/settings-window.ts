// The Settings page in a window, before an app that keeps what is changed there.
import { AppSettings } from '../../src-shared/settings.ts'
import type { WindowBench } from './window-bench.ts'
import { appInfo } from './window-fixtures.ts'

/** `given`: the settings that are not the usual ones. */
export async function openSettingsWindow(bench: WindowBench, given: object = {}) {
  let settings = AppSettings.parse(given)
  const window = await bench.open({
    hash: '#/settings',
    answers: {
      'app.info': () => ({ ...appInfo, door: 'desktop' }),
      'settings.current': () => settings,
      'settings.change': change => {
        settings = AppSettings.parse({ ...settings, ...change })
        window.tellWithAnswer('settings.changed', settings)
        return settings
      },
    },
  })
  return { ...window, settings: () => settings }
}
