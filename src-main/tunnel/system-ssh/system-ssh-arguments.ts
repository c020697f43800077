// The command line of the system's ssh: argv only, never a shell, and nothing of the person's that could be an option.
import { formatSshTarget, parseSshTarget } from '../ssh-config/ssh-target.ts'
import type { SshConfigSource, SshHost } from '../ssh-config/ssh-host.ts'

export type SystemSshCommand = {
  /** As typed. */
  readonly name: string
  readonly host: SshHost
  readonly config: SshConfigSource
  readonly knownHostsFiles: readonly string[]
  readonly strictHostKeyChecking: 'yes' | 'accept-new'
  /** Whether this ssh knows ForkAfterAuthentication (OpenSSH 8.7). */
  readonly knowsFork: boolean
  readonly more: readonly string[]
}

/** What follows `ssh`: all options, `--`, and the host. */
export function systemSshArguments(command: SystemSshCommand): string[] {
  const { host, config, name } = command
  const { user, port, host: destination } = parseSshTarget(name)
  const options: [string, string | number][] = [
    ['BatchMode', 'yes'],
    // We own the exact process: nothing shared, nothing in the background.
    ['ControlMaster', 'no'],
    ['ControlPath', 'none'],
    ['ControlPersist', 'no'],
    ...(command.knowsFork ? ([['ForkAfterAuthentication', 'no']] as [string, string][]) : []),
    ['ExitOnForwardFailure', 'yes'],
    ['StrictHostKeyChecking', command.strictHostKeyChecking],
    ['UserKnownHostsFile', command.knownHostsFiles.map(quotedPath).join(' ')],
    ['ServerAliveInterval', Math.max(1, Math.round(host.serverAliveIntervalMs / 1000))],
    ['ServerAliveCountMax', host.serverAliveCountMax],
    ['ConnectTimeout', Math.max(1, Math.round((host.connectTimeoutMs ?? 10_000) / 1000))],
    ['ForwardAgent', 'no'],
    ['ForwardX11', 'no'],
    ['PermitLocalCommand', 'no'],
    // The form in which keys are compared here.
    ['FingerprintHash', 'sha256'],
    ['RemoteCommand', 'none'],
    ['RequestTTY', 'no'],
    // Its answers to keepalives show at this level only, and the steps of a login in a form that has not changed.
    ['LogLevel', 'DEBUG3'],
  ]
  const { chosenIdentity } = host
  return [
    ...(config.userFile === undefined ? [] : ['-F', config.userFile]),
    ...options.flatMap(([key, value]) => ['-o', `${key}=${value}`]),
    ...(chosenIdentity === undefined
      ? []
      : ['-o', 'IdentitiesOnly=yes', '-i', chosenIdentity.replaceAll('%', '%%')]),
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...command.more,
    '--',
    destination,
  ]
}

/** `[v6]:port`, as -W wants it. */
export function forwardTo(host: string, port: number): string {
  return formatSshTarget({ host, port })
}

// Paths may hold blanks, and "%" begins one of ssh's tokens.
function quotedPath(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`
}
