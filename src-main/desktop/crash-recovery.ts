// Brings back what crashed: the window, the graphics process, and at last the app itself.
import { app, dialog, type BrowserWindow, type RenderProcessGoneDetails } from 'electron'
import type { LogFile } from '../logging/log.ts'
import { admitReload, afterCrash, gpuIsToBlame, type AfterCrash, type Reloads } from './crash-policy.ts'
import type { CrashMarks } from './crash-marks.ts'
import { isTroublePage, troubleUrl } from './trouble-page.ts'
import type { Speech } from './speech.ts'

export type Loader = { readonly load: (url?: string) => void }

/** Call for each window. Drafts are kept by the app with every keystroke, so loading the page again brings them back. */
export function recoverWindow(window: BrowserWindow, log: LogFile, speech: Speech, { load }: Loader): void {
  const { webContents } = window
  let reloads: Reloads = []
  let asking: AbortController | undefined

  const again = () => {
    const admitted = admitReload(reloads, Date.now())
    reloads = admitted.reloads
    const url = webContents.getURL()
    const isTroubled = isTroublePage(url)
    // Where even that page does not stay up there is nothing left to show; tray and connection go on.
    if (admitted.allowed || !isTroubled) load(admitted.allowed && !isTroubled ? url : troubleUrl)
  }
  webContents.on('render-process-gone', (_event, { reason, exitCode }: RenderProcessGoneDetails) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    log.error('the window’s process is gone', { reason, exitCode })
    asking?.abort()
    again()
  })
  // Chromium has then waited fifteen seconds for the page to take a click or a key.
  window.on('unresponsive', () => void ask())
  window.on('responsive', () => asking?.abort())
  window.on('closed', () => asking?.abort())

  async function ask(): Promise<void> {
    if (asking) return
    asking = new AbortController()
    log.warn('the window does not answer')
    const { t } = speech
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      message: t('desktop.unresponsive.title'),
      detail: t('desktop.unresponsive.text'),
      buttons: [t('desktop.unresponsive.wait'), t('desktop.unresponsive.reload')],
      defaultId: 0,
      cancelId: 0,
      signal: asking.signal,
    })
    asking = undefined
    if (response === 0 || window.isDestroyed()) return
    // A page that is stuck in a loop would never get to a reload; what follows is the same as after a crash.
    webContents.forcefullyCrashRenderer()
  }
}

/** Counts crashes of the graphics process; after the third the next start goes without. */
export function watchGpu(marks: CrashMarks, log: LogFile): void {
  let crashes = 0
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason === 'clean-exit') return
    log.error('a process of Electron’s is gone', { type, reason, exitCode })
    if (type !== 'GPU') return
    crashes += 1
    if (gpuIsToBlame(crashes)) marks.markGpu(app.getVersion())
  })
}

/** What nobody caught ends the app in order, and starts it once more. */
export function surviveFailures(marks: CrashMarks, log: LogFile, speech: Speech, isSafeMode: boolean): void {
  let isEnding = false
  process.on('uncaughtException', error => {
    const now = Date.now()
    const next = afterCrash(marks.lastCrashAt(), now, isSafeMode)
    log.error('a failure that nobody caught', { error, next })
    if (isEnding) return
    isEnding = true
    marks.markCrash(now)
    void end(next)
  })
  process.on('unhandledRejection', error => log.error('a rejection that nobody handled', { error }))

  async function end(next: AfterCrash): Promise<void> {
    await log.flush()
    if (next === 'give-up') dialog.showErrorBox('Gangway', speech.t('desktop.gaveUp', { path: log.path }))
    else relaunch(next === 'safe-mode')
    app.exit(1)
  }
}

/** Starts the app again once this process has ended; the caller ends it. */
export function relaunch(inSafeMode: boolean): void {
  const args = process.argv.slice(1).filter(arg => arg !== '--safe-mode' && !/^gangway:/i.test(arg))
  app.relaunch({ args: inSafeMode ? [...args, '--safe-mode'] : args })
}
