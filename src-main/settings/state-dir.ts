// Where this installation keeps what must survive a restart.
import { homedir } from 'node:os'
import path from 'node:path'
import { appError } from '../../src-shared/errors.ts'

type Place = {
  readonly platform?: NodeJS.Platform | undefined
  readonly env?: NodeJS.ProcessEnv | undefined
  readonly home?: string | undefined
}

/**
 * The state directory: `GANGWAY_STATE_DIR` when it is set, else the platform's own place (XDG_STATE_HOME on Linux,
 * Application Support on macOS, LOCALAPPDATA on Windows). A profile has a folder of its own inside it, so that two
 * profiles share nothing. Throws INVALID_INPUT for a profile name that is no plain folder name.
 */
export function defaultStateDir(profile?: string, place: Place = {}): string {
  const base = baseDir(place.platform ?? process.platform, place.env ?? process.env, place.home ?? homedir())
  return profile === undefined || profile === 'default'
    ? base
    : path.join(base, 'profiles', checkProfile(profile))
}

function baseDir(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string {
  const given = env['GANGWAY_STATE_DIR']
  if (given) return path.resolve(given)
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Gangway')
  if (platform === 'win32') {
    return path.join(env['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local'), 'Gangway')
  }
  // The XDG specification: a relative path is to be ignored.
  const xdg = env['XDG_STATE_HOME']
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(home, '.local', 'state'), 'gangway')
}

function checkProfile(profile: string): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(profile)) return profile
  throw appError('INVALID_INPUT', {
    what: 'The profile name',
    why: 'use up to 64 letters, digits, dots, dashes and underscores, and begin with a letter or digit',
  })
}
