// Starts the desktop app, or hands over to the one that runs already. Everything here comes before Electron is ready.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { app, crashReporter, dialog } from 'electron'
import { sayError } from '../../src-shared/error-words.ts'
import { toErrorReport } from '../../src-shared/errors.ts'
import { openLog } from '../logging/log.ts'
import { surviveFailures, watchGpu } from './crash-recovery.ts'
import { crashMarksIn } from './crash-marks.ts'
import { readDesktopArgs, type DesktopArgs } from './desktop-args.ts'
import { openDesktopApp } from './desktop-app.ts'
import { hearOtherStarts } from './other-starts.ts'
import { openSpeech } from './speech.ts'

/** Settles once the app is whole. Rejects with what kept it from starting, in words for people. */
export async function start(argv: readonly string[]): Promise<void> {
  const args = readDesktopArgs(argv)
  keepChromiumFilesIn(args)
  const otherStarts = hearOtherStarts(args.link)
  // One for each state directory, for Chromium's files lie in it.
  if (!app.requestSingleInstanceLock({ link: args.link })) return app.exit(0)

  const log = openLog({ stateDir: args.stateDir })
  const speech = openSpeech()
  const marks = crashMarksIn(args.stateDir)
  surviveFailures(marks, log, speech, args.safeMode)
  // Dumps stay on this computer; a person sends them, or not.
  crashReporter.start({ uploadToServer: false })
  if (args.safeMode || marks.avoidsGpu(app.getVersion())) app.disableHardwareAcceleration()
  watchGpu(marks, log)
  await openDesktopApp(args, log, speech, otherStarts)
}

/** Settles when a person has read it. */
export async function sayThatItCannotStart(error: unknown): Promise<void> {
  const { message, remedy } = sayError(toErrorReport(error), openSpeech().t)
  await dialog.showMessageBox({ type: 'error', message, detail: remedy })
}

/** Electron wants the folder to be there. */
function keepChromiumFilesIn({ stateDir }: DesktopArgs): void {
  const dir = path.join(stateDir, 'electron')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  app.setPath('userData', dir)
}
