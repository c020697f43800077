// How this very app is started again: at login, by a service, from a terminal.
import path from 'node:path'
import { app } from 'electron'

/** An AppImage is mounted anew each time, so it is started by the file it came in. */
export function ownProgram(): [program: string, ...args: string[]] {
  if (app.isPackaged) return [process.env['APPIMAGE'] || process.execPath]
  return [process.execPath, path.resolve(process.argv[1] ?? '.')]
}
