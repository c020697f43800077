// Electron's entry. What has to happen before Electron is ready happens here, and nothing heavy is loaded for it.
performance.mark('gangway:start')
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { app, crashReporter, dialog, protocol } from 'electron'
import { surviveFailures, watchGpu } from './desktop/crash-recovery.ts'
import { crashMarksIn } from './desktop/crash-marks.ts'
import { readDesktopArgs, type DesktopArgs } from './desktop/desktop-args.ts'
import { openDesktopApp } from './desktop/desktop-app.ts'
import { hearOtherStarts } from './desktop/other-starts.ts'
import { words } from './desktop/words.ts'
import { openLog } from './logging/log.ts'

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
])
app.enableSandbox()
app.setAppUserModelId('dev.gangway.app')

start().catch((error: unknown) => {
  // There is no log yet, or it is what failed.
  dialog.showErrorBox(words.app, error instanceof Error ? error.message : String(error))
  app.exit(1)
})

async function start(): Promise<void> {
  const args = readDesktopArgs(process.argv)
  keepChromiumFilesIn(args)
  const otherStarts = hearOtherStarts(args.link)
  // One for each state directory, for Chromium's files lie in it.
  if (!app.requestSingleInstanceLock({ link: args.link })) return app.exit(0)

  const log = openLog({ stateDir: args.stateDir })
  const marks = crashMarksIn(args.stateDir)
  surviveFailures(marks, log, args.safeMode)
  // Dumps stay on this computer; a person sends them, or not.
  crashReporter.start({ uploadToServer: false })
  if (args.safeMode || marks.avoidsGpu(app.getVersion())) app.disableHardwareAcceleration()
  watchGpu(marks, log)
  await openDesktopApp(args, log, otherStarts)
}

/** Electron wants the folder to be there. */
function keepChromiumFilesIn({ stateDir }: DesktopArgs): void {
  const dir = path.join(stateDir, 'electron')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  app.setPath('userData', dir)
}
