// Asks the system's own ssh what its configuration says of a host: `ssh -G`, never through a shell.
import { execFile } from 'node:child_process'
import { appError } from '../../src-shared/errors.ts'
import type { SshConfigSource } from './ssh-host.ts'
import type { SshOptions } from './ssh-host-options.ts'
import type { ParsedTarget } from './ssh-target.ts'

// A `Match exec` of the user's own file may take its time, but not for ever.
const timeoutMs = 15_000
const maxOutputBytes = 4 * 1024 * 1024

/** What `ssh -G` prints, or undefined when `source.ssh` is undefined and this computer has no ssh. */
export async function querySshOptions(
  target: ParsedTarget,
  source: SshConfigSource,
  signal: AbortSignal,
): Promise<SshOptions | undefined> {
  const program = source.ssh ?? systemSshProgram()
  const own = run(program, queryArguments(target, source), signal)
  const [answer, defaults] = await Promise.all([own, algorithmDefaults(program)])
  if (answer.kind === 'missing') {
    if (source.ssh) throw appError('SYSTEM_SSH_MISSING', {}, answer.cause)
    return undefined
  }
  if (answer.kind === 'failed') throw configError(target.host, answer.said, answer.cause)
  return withoutDefaults(withSeparateFiles(parseDump(answer.output)), defaults)
}

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

type Answer =
  | { readonly kind: 'answered'; readonly output: string }
  | { readonly kind: 'failed'; readonly said: string; readonly cause: unknown }
  | { readonly kind: 'missing'; readonly cause: unknown }

function run(program: string, args: readonly string[], signal: AbortSignal | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      {
        timeout: timeoutMs,
        maxBuffer: maxOutputBytes,
        windowsHide: true,
        shell: false,
        ...(signal ? { signal } : {}),
      },
      (error, stdout, stderr) => {
        if (signal?.aborted) reject(signal.reason as Error)
        else if (!error) resolve({ kind: 'answered', output: stdout })
        else if ((error as NodeJS.ErrnoException).code === 'ENOENT')
          resolve({ kind: 'missing', cause: error })
        else resolve({ kind: 'failed', said: error.killed ? 'it took too long' : stderr, cause: error })
      },
    )
    child.stdin?.end()
  })
}

const algorithmKeys = ['ciphers', 'macs', 'kexalgorithms', 'hostkeyalgorithms'] as const
const defaultsByProgram = new Map<string, Promise<SshOptions>>()

/** What this ssh offers when nothing is configured: `ssh -G` prints it as if it were. */
function algorithmDefaults(program: string): Promise<SshOptions> {
  const known = defaultsByProgram.get(program)
  if (known) return known
  const asked = run(program, ['-G', '-F', 'none', '--', 'host'], undefined).then(answer => {
    if (answer.kind === 'answered') return parseDump(answer.output)
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

function configError(host: string, said: string, cause: unknown): Error {
  const complaint = said.trim().split(/\r?\n/)[0]?.trim() ?? ''
  const place = /^(.*?):? line (\d+): (.*)$/.exec(complaint)
  if (place) {
    return appError(
      'SSH_CONFIG_BROKEN',
      { path: place[1] ?? '', line: Number(place[2]), why: (place[3] ?? '').replace(/\.$/, '') },
      cause,
    )
  }
  return appError(
    'SSH_CONFIG_UNSUPPORTED',
    { host, what: complaint || 'something ssh itself refuses' },
    cause,
  )
}
