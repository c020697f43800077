// Where Tailscale's command-line program is.
import { accessSync, constants } from 'node:fs'
import path from 'node:path'

const usualPlaces: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/usr/bin/tailscale', '/usr/local/bin/tailscale', '/usr/sbin/tailscale', '/snap/bin/tailscale'],
  // The app from Apple's store brings its program along inside; see tailscale.com/kb/1080.
  darwin: [
    '/usr/local/bin/tailscale',
    '/opt/homebrew/bin/tailscale',
    '/Applications/Tailscale.app/Contents/MacOS/Tailscale',
  ],
  win32: [String.raw`C:\Program Files\Tailscale\tailscale.exe`],
}

/** The first on the PATH, else in one of the places where installers put it; undefined when there is none. */
export function findTailscale(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  places = usualPlaces[platform] ?? [],
): string | undefined {
  const name = platform === 'win32' ? 'tailscale.exe' : 'tailscale'
  // A relative folder on the PATH would let whoever fills the working directory choose the program.
  const folders = (env['PATH'] ?? env['Path'] ?? '')
    .split(path.delimiter)
    .filter(folder => path.isAbsolute(folder))
  return [...folders.map(folder => path.join(folder, name)), ...places].find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    // Not there, or not for us: the next place is looked at.
    return false
  }
}
