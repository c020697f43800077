// How this very app is started again: at login, by a service, from a terminal.
import path from 'node:path'
import { app } from 'electron'

/** What a launcher in a terminal may lead to: an app that somebody copied here, for which no installer made a command. */
export function programForLauncher(): string | undefined {
  if (!app.isPackaged) return undefined
  return process.platform === 'darwin' ? process.execPath : process.env['APPIMAGE'] || undefined
}

/** An AppImage is mounted anew each time, so it is started by the file it came in. */
export function ownProgram(): [program: string, ...args: string[]] {
  if (app.isPackaged) return [process.env['APPIMAGE'] || process.execPath]
  return [process.execPath, path.resolve(process.argv[1] ?? '.')]
}
