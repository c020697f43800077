// Electron's entry: what has to be said before anything else, and then the rest, loaded while Electron starts.
import { app, Menu, protocol } from 'electron'

performance.mark('gangway:start')
protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
])
app.enableSandbox()
app.setAppUserModelId('dev.gangway.app')
// Electron's own would hold the developer's entries, until ours is made.
Menu.setApplicationMenu(null)

// Awaited, for Electron is not ready before its entry has been run to the end.
const { sayThatItCannotStart, start } = await import('./desktop/start.ts')
start(process.argv).catch(async (error: unknown) => {
  // There is no log yet, or it is what failed.
  process.stderr.write(`${String(error)}\n`)
  await app.whenReady()
  await sayThatItCannotStart(error)
  app.exit(1)
})
