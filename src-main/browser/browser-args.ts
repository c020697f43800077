// What the browser door can be told on the command line.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { appError } from '../../src-shared/errors.ts'
import { defaultStateDir } from '../settings/state-dir.ts'

export const browserUsage = `Opens Gangway in the browser of this computer.

  --no-open          print the address and leave opening it to you
  --port N           listen on this port of 127.0.0.1 (default: any free one)
  --state-dir DIR    keep settings, secrets and logs there
  --profile NAME     use a separate set of all of these
  --ssh-config FILE  read this instead of ~/.ssh/config
  --json             print one line of JSON when ready
  --help             print this`

export type BrowserArgs = {
  readonly open: boolean
  readonly port: number
  readonly stateDir: string
  readonly profile: string
  readonly sshConfigFile: string | undefined
  readonly json: boolean
  readonly help: boolean
}

/** Throws INVALID_INPUT. `--json` is looked for first, so that even a wrong command line is answered in kind. */
export function readBrowserArgs(args: readonly string[]): BrowserArgs {
  const { values } = parseStrictly(args)
  const port = Number(values.port ?? 0)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw appError('INVALID_INPUT', { what: '--port', why: 'it is a number from 0 to 65535' })
  const profile = values.profile ?? 'default'
  return {
    open: !values['no-open'],
    port,
    stateDir: path.resolve(values['state-dir'] ?? defaultStateDir(profile)),
    profile,
    sshConfigFile: values['ssh-config'],
    json: values.json ?? false,
    help: values.help ?? false,
  }
}

function parseStrictly(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'no-open': { type: 'boolean' },
        port: { type: 'string' },
        'state-dir': { type: 'string' },
        profile: { type: 'string' },
        'ssh-config': { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    // Node's own sentence names the option; it ends in advice about positional arguments that does not apply here.
    const why = error instanceof Error ? (error.message.split('. ')[0] ?? '') : 'it cannot be read'
    throw appError('INVALID_INPUT', { what: 'The command line', why }, error)
  }
}
