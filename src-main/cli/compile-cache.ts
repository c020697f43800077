// Where V8's compiled code is kept between two commands: compiling anew is a fifth of what a short command costs.
import module from 'node:module'
import { homedir } from 'node:os'
import path from 'node:path'

type Place = {
  readonly platform: NodeJS.Platform
  readonly env: NodeJS.ProcessEnv
  readonly home: string
}

/**
 * Keeps what is loaded from now on. In a folder of this user: what lies there is run, so Node's own choice, below the
 * folder for temporary files, will not do. Where nothing can be kept, everything is compiled as ever.
 */
export function keepCompiledCode(): void {
  const { platform, env } = process
  try {
    module.enableCompileCache?.(compiledCodeDir({ platform, env, home: homedir() }))
  } catch {
    // The system knows no home of this user, as in some containers.
  }
}

/** The platform's own place for what can be made again: XDG_CACHE_HOME, Library/Caches, LOCALAPPDATA. */
export function compiledCodeDir({ platform, env, home }: Place): string {
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'Gangway', 'compiled')
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local')
    return path.join(local, 'Gangway', 'Cache', 'compiled')
  }
  // The XDG specification: a relative path is to be ignored.
  const xdg = env['XDG_CACHE_HOME']
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(home, '.cache'), 'gangway', 'compiled')
}
