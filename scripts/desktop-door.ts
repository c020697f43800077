// Whether the desktop window can open on this computer, and with which program.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

export type Computer = {
  /** The folder of package.json. */
  readonly root: string
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  /** Undefined on Windows. */
  readonly uid: number | undefined
}

export type DesktopDoor = { readonly program: string } | { readonly obstacle: string }

/** The program to start, or why the window cannot open, to be said after "because". Nothing is downloaded. */
export function findDesktopDoor({ root, env, platform, uid }: Computer): DesktopDoor {
  if (!existsSync(path.join(root, 'out', 'main', 'main.js'))) return { obstacle: 'it has not been built' }
  const program = electronBinary(root, env)
  if (program === undefined)
    return { obstacle: "Electron's binary is not installed (npx install-electron fetches it)" }
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY'])
    return { obstacle: 'there is no display' }
  // Chromium's sandbox refuses to; without the sandbox we do.
  if (platform === 'linux' && uid === 0) return { obstacle: 'Electron does not run as root' }
  return { program }
}

/** Where electron's own index.js finds it; asking that file would download what is missing. */
function electronBinary(root: string, env: NodeJS.ProcessEnv): string | undefined {
  const electron = path.join(root, 'node_modules', 'electron')
  const dist = env['ELECTRON_OVERRIDE_DIST_PATH'] || path.join(electron, 'dist')
  const named = readText(path.join(electron, 'path.txt'))
  if (named === undefined && !env['ELECTRON_OVERRIDE_DIST_PATH']) return undefined
  const program = path.join(dist, named ?? 'electron')
  return existsSync(program) ? program : undefined
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch {
    return undefined
  }
}
