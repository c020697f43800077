// Electron's entry. What has to happen before Electron is ready happens here, and nothing heavy is loaded for it.
performance.mark('gangway:start')
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { app, dialog, protocol } from 'electron'
import { readDesktopArgs, type DesktopArgs } from './desktop/desktop-args.ts'
import { openDesktopApp } from './desktop/desktop-app.ts'
import { hearOtherStarts } from './desktop/other-starts.ts'
import { words } from './desktop/words.ts'

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
  // One for each state directory, for Chromium's files lie in it.
  const otherStarts = hearOtherStarts(args.link)
  if (!app.requestSingleInstanceLock({ link: args.link })) return app.exit(0)
  await openDesktopApp(args, otherStarts)
}

/** Electron wants the folder to be there. */
function keepChromiumFilesIn({ stateDir }: DesktopArgs): void {
  const dir = path.join(stateDir, 'electron')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  app.setPath('userData', dir)
}
