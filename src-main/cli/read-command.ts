// The desktop app's own program is the command line too: what it is started with says which of the two is meant.

/** The first words of every command; program.ts makes them, and is loaded only for one of them. */
export const commandWords = [
  'connect',
  'test',
  'hosts',
  'chat',
  'health',
  'status',
  'logs',
  'dashboard',
  'doctor',
  'gateway',
  'devices',
  'node',
  'nodes',
  'pairing',
  'sessions',
  'approvals',
  'channels',
  'config',
  'help',
] as const

/** Whatever comes after it is for the command line. `--` behind it keeps Chromium from reading any of that. */
export const commandSwitch = '--cli'

const valueOptions: ReadonlySet<string> = new Set(['--profile', '--state-dir', '--ssh-config'])
const bareOptions: ReadonlySet<string> = new Set(['--json', '--verbose'])
const questions: ReadonlySet<string> = new Set(['--help', '-h', '--version', '-V'])
const words: ReadonlySet<string> = new Set(commandWords)

/**
 * The command line's arguments among those of the desktop app's process (without program and script). Nothing, so that
 * the window opens, for a bare start, a link, a file, and switches that are the window's, Electron's or the system's.
 */
export function readCommand(args: readonly string[]): readonly string[] | undefined {
  const [first, ...others] = args
  if (first === commandSwitch) return others[0] === '--' ? others.slice(1) : others
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (words.has(arg) || questions.has(arg)) return args
    if (valueOptions.has(arg)) at++
    else if (!bareOptions.has(arg) && !isValueOption(arg)) return undefined
  }
  return undefined
}

/** `--profile=work` in one word. */
function isValueOption(arg: string): boolean {
  const [name = '', value] = arg.split('=', 2)
  return value !== undefined && valueOptions.has(name)
}
