// How electron-updater is set up here: it takes only what the release key has signed, goes only forward, and does nothing
// that nobody asked for.
import type { AppUpdater } from 'electron-updater'
import { signedUpdateProvider } from './signed-update-provider.ts'
import type { UpdateHappening, UpdateSource } from './update-policy.ts'

/** Tells what it finds and has. Whoever asks it for something hears of failures by a rejection. */
export function setUpUpdater(
  updater: AppUpdater,
  source: UpdateSource,
  happen: (happening: UpdateHappening) => void,
): void {
  updater.autoDownload = false
  updater.autoInstallOnAppQuit = false
  updater.allowDowngrade = false
  updater.disableWebInstaller = true
  // Its lines hold addresses and file names of its own; what matters is logged by us.
  updater.logger = null
  updater.setFeedURL({
    provider: 'custom',
    url: source.url,
    updateProvider: signedUpdateProvider(source.key) as never,
  })
  updater.on('update-available', ({ version }) => happen({ kind: 'found', version }))
  updater.on('update-downloaded', ({ version }) => happen({ kind: 'downloaded', version }))
  // Without a listener it would be thrown.
  updater.on('error', () => undefined)
}
