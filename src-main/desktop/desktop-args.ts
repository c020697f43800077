// What the desktop app can be told on the command line, by a person, by a link, or at login.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { defaultStateDir } from '../settings/state-dir.ts'

export type DesktopArgs = {
  readonly stateDir: string
  /** The same, when it was named on the command line. */
  readonly ownStateDir: string | undefined
  readonly profile: string
  readonly sshConfigFile: string | undefined
  /** Start in the tray without a window, as at login. */
  readonly hidden: boolean
  /** Start without connecting anywhere. */
  readonly safeMode: boolean
  /** A gangway: link, not yet looked at. */
  readonly link: string | undefined
}

/**
 * Reads `process.argv` whole. Chromium has switches of its own and systems add theirs, so what is not known is let
 * pass. Throws INVALID_INPUT for a profile name that cannot be one.
 */
export function readDesktopArgs(argv: readonly string[]): DesktopArgs {
  const { values, positionals } = parseArgs({
    args: argv.slice(1),
    strict: false,
    allowPositionals: true,
    options: {
      'state-dir': { type: 'string' },
      profile: { type: 'string' },
      'ssh-config': { type: 'string' },
      hidden: { type: 'boolean' },
      'safe-mode': { type: 'boolean' },
    },
  })
  const text = (value: string | boolean | undefined) => (typeof value === 'string' ? value : undefined)
  const stateDir = text(values['state-dir'])
  const ownStateDir = stateDir === undefined ? undefined : path.resolve(stateDir)
  const profile = text(values.profile) ?? 'default'
  const sshConfigFile = text(values['ssh-config'])
  return {
    stateDir: ownStateDir ?? path.resolve(defaultStateDir(profile)),
    ownStateDir,
    profile,
    sshConfigFile: sshConfigFile === undefined ? undefined : path.resolve(sshConfigFile),
    hidden: values.hidden === true,
    safeMode: values['safe-mode'] === true,
    link: positionals.find(text => /^gangway:/i.test(text)),
  }
}
