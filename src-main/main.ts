// Electron's entry. A command is run as any terminal's program, before there is a lock or a window; else come what has to
// be said before anything else, and then the rest, loaded while Electron starts.
import { app, Menu, protocol } from 'electron'
import { commandSwitch, readCommand } from './cli/read-command.ts'

const command = readCommand(process.argv.slice(app.isPackaged ? 1 : 2))
if (command) {
  const [{ runCommand }, { ownProgram }] = await Promise.all([
    import('./cli/run-command.ts'),
    import('./desktop/own-program.ts'),
  ])
  // Awaited without an end: Electron starts no window and asks for no display while its entry is being run.
  await runCommand(command, [...ownProgram(), commandSwitch, '--'])
}

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
