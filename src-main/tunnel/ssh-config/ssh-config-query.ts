// Asks the system's own ssh what its configuration says of a host: `ssh -G`, never through a shell.
import { appError } from '../../../src-shared/errors.ts'
import { unsafeFile } from './ssh-config-text.ts'
import { runToEnd } from '../run-to-end.ts'
import type { SshConfigSource } from './ssh-host.ts'
import type { SshOptions } from './ssh-host-options.ts'
import type { ParsedTarget } from './ssh-target.ts'

// A `Match exec` of the user's own file may take its time, but not for ever.
const limits = { timeoutMs: 15_000, maxOutputBytes: 4 * 1024 * 1024 }

/** What `ssh -G` prints, or undefined when `source.ssh` is undefined and this computer has no ssh. */
export async function querySshOptions(
  target: ParsedTarget,
  source: SshConfigSource,
  signal: AbortSignal,
): Promise<SshOptions | undefined> {
  const program = source.ssh ?? systemSshProgram()
  const [answer, defaults] = await Promise.all([
    runToEnd(program, queryArguments(target, source), { ...limits, signal }),
    algorithmDefaults(program),
  ])
  if (answer.kind === 'missing') {
    if (source.ssh) throw appError('SYSTEM_SSH_MISSING', {}, answer.cause)
    return undefined
  }
  if (answer.kind !== 'exited') throw unusable(source, `a Match exec in it ${slowness[answer.kind]}`)
  if (answer.code !== 0) throw configError(source, answer.stderr)
  return withoutDefaults(withSeparateFiles(parseDump(answer.stdout)), defaults)
}

const slowness = { 'too-slow': 'does not end', 'too-much': 'prints without end' } as const

/** Where OpenSSH is: Windows ships it outside the path of some services, and a bare name would be looked for in the working folder. */
export function systemSshProgram(): string {
  if (process.platform !== 'win32') return 'ssh'
  return `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\OpenSSH\\ssh.exe`
}

/** The arguments of `ssh -G`. The host comes after `--`, so it can never be taken for an option. */
export function queryArguments(target: ParsedTarget, source: SshConfigSource): string[] {
  return [
    '-G',
    ...(source.userFile === undefined ? [] : ['-F', source.userFile]),
    ...(target.port === undefined ? [] : ['-p', String(target.port)]),
    ...(target.user === undefined ? [] : ['-l', target.user]),
    '--',
    target.host,
  ]
}

/** `key value` lines as a map from key to its values, in order; keys are lower case as ssh prints them. */
export function parseDump(output: string): Map<string, string[]> {
  const options = new Map<string, string[]>()
  for (const line of output.split(/\r?\n/)) {
    const space = line.indexOf(' ')
    if (space <= 0) continue
    const key = line.slice(0, space).toLowerCase()
    const values = options.get(key)
    if (values) values.push(line.slice(space + 1))
    else options.set(key, [line.slice(space + 1)])
  }
  return options
}

/** `ssh -G` prints several files on one line and does not quote: a blank separates only where a new path begins. */
function withSeparateFiles(options: Map<string, string[]>): Map<string, string[]> {
  for (const key of ['userknownhostsfile', 'globalknownhostsfile']) {
    const paths = options.get(key)?.[0]?.split(/ (?=[/~]|[A-Za-z]:[\\/]|__PROGRAMDATA__)/)
    // What OpenSSH for Windows prints instead of the folder it means.
    const folder = process.env['ProgramData'] ?? 'C:\\ProgramData'
    if (paths)
      options.set(
        key,
        paths.map(path => path.replace('__PROGRAMDATA__', folder)),
      )
  }
  return options
}

const algorithmKeys = ['ciphers', 'macs', 'kexalgorithms', 'hostkeyalgorithms'] as const
const defaultsByProgram = new Map<string, Promise<SshOptions>>()

/** What this ssh offers when nothing is configured: `ssh -G` prints it as if it were. */
function algorithmDefaults(program: string): Promise<SshOptions> {
  const known = defaultsByProgram.get(program)
  if (known) return known
  const args = ['-G', '-F', 'none', '--', 'host']
  const asked = runToEnd(program, args, { ...limits, signal: undefined }).then(answer => {
    if (answer.kind === 'exited' && answer.code === 0) return parseDump(answer.stdout)
    defaultsByProgram.delete(program)
    return new Map<string, string[]>()
  })
  defaultsByProgram.set(program, asked)
  return asked
}

function withoutDefaults(options: Map<string, string[]>, defaults: SshOptions): SshOptions {
  for (const key of algorithmKeys) {
    if (options.get(key)?.[0] === defaults.get(key)?.[0]) options.delete(key)
  }
  return options
}

function configError(source: SshConfigSource, said: string): Error {
  // ssh remarks on the missing terminal before it comes to the point.
  const complaints = said.split(/\r?\n/).filter(line => line !== '' && !line.startsWith('Pseudo-terminal'))
  const complaint = (complaints[0] ?? 'ssh refuses it without a word').replace(/\.$/, '')
  const [, path, line, why] = /^(.*?):? line (\d+): (.*)$/.exec(complaint) ?? []
  if (path !== undefined && why !== undefined) {
    return appError('SSH_CONFIG_BROKEN', { path, line: Number(line), why })
  }
  const unsafe = /^Bad owner or permissions on (.*)$/.exec(complaint)?.[1]
  if (unsafe !== undefined) return appError('SSH_CONFIG_BROKEN', { path: unsafe, line: 0, why: unsafeFile })
  return unusable(source, complaint)
}

function unusable(source: SshConfigSource, why: string): Error {
  return appError('SSH_CONFIG_BROKEN', { path: source.userFile ?? '~/.ssh/config', line: 0, why })
}
