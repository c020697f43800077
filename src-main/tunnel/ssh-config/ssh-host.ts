// Everything ssh_config says of one host, ready to dial: asked from the system's own ssh where there is one.
import { appError } from '../../../src-shared/errors.ts'
import { type Said } from '../../../src-shared/said.ts'
import { parseSshTarget } from './ssh-target.ts'
import { ConfigFault } from './ssh-config-lines.ts'
import { currentSurroundings, expandTilde } from './ssh-config-tokens.ts'
import { readConfiguredHosts, type ConfiguredHost } from './ssh-config-hosts.ts'
import { readSshOptions } from './ssh-config-reader.ts'
import { querySshOptions } from './ssh-config-query.ts'
import { sshHostFrom } from './ssh-host-options.ts'

/** One host as ssh_config describes it. Paths are expanded. Nothing here is secret. */
export type SshHost = {
  /** As the person (or a ProxyJump line) named it, without user and port. */
  readonly alias: string
  readonly hostname: string
  readonly port: number
  readonly user: string
  /** In the order they are tried. The defaults are listed when nothing is configured; files may be missing. */
  readonly identityFiles: readonly string[]
  readonly certificateFiles: readonly string[]
  readonly identitiesOnly: boolean
  /** The key that the target itself names, in place of what is configured. */
  readonly chosenIdentity?: string | undefined
  /** A socket path (or Windows pipe); `none` = use no agent; undefined = SSH_AUTH_SOCK. */
  readonly identityAgent: string | undefined
  /**
   * Each a target for `resolveSshHost`, the first hop first; [] = none. As in OpenSSH the first hop's own ProxyJump
   * counts, that of the later ones does not: they are reached through the hop before.
   */
  readonly proxyJump: readonly string[]
  /** Lower case, as OpenSSH looks it up. */
  readonly hostKeyAlias: string | undefined
  /** undefined = not configured: the engine's own order, known types first. */
  readonly hostKeyAlgorithms: readonly string[] | undefined
  readonly strictHostKeyChecking: 'ask' | 'yes' | 'accept-new'
  readonly userKnownHostsFiles: readonly string[]
  readonly globalKnownHostsFiles: readonly string[]
  readonly revokedHostKeys: string | undefined
  readonly hashKnownHosts: boolean
  /** undefined = not configured. */
  readonly preferredAuthentications: readonly string[] | undefined
  /** How often a password is asked for. */
  readonly passwordPrompts: number
  readonly passwordAuthentication: boolean
  readonly kbdInteractiveAuthentication: boolean
  readonly pubkeyAuthentication: boolean
  readonly serverAliveIntervalMs: number
  readonly serverAliveCountMax: number
  /** undefined = not configured. */
  readonly connectTimeoutMs: number | undefined
  /** Algorithm lists: only when configured, to be intersected with what the engine can do. */
  readonly ciphers?: readonly string[]
  readonly macs?: readonly string[]
  readonly kexAlgorithms?: readonly string[]
  readonly compression: boolean
  readonly addressFamily: 'any' | 'inet' | 'inet6'
  /** Who read the configuration. */
  readonly resolvedBy: 'ssh' | 'gangway'
  /** What is configured and not applied, a sentence each. */
  readonly warnings: readonly Said[]
  /** Why only the system's own ssh can reach this host ("ProxyCommand"), or undefined. */
  readonly needsSystemEngine: Said | undefined
}

export type SshConfigSource = {
  /** Instead of ~/.ssh/config. As with `ssh -F` the system-wide file is then left out, unless `systemFile` names it. */
  readonly userFile?: string
  /** Instead of /etc/ssh/ssh_config. Only our own reader can be told; `ssh` always reads its own. */
  readonly systemFile?: string
  /** The ssh program; undefined = the one on the path, if any; null = none, use our own reader. */
  readonly ssh?: string | null
}

/**
 * The configuration of a target as typed (see `parseSshTarget`); its user and port come before what the files say.
 *
 * `ssh -G` runs the commands of `Match exec` in the user's own files, as every use of ssh does. Our own reader never
 * runs anything.
 *
 * Rejects with TARGET_INVALID, SSH_CONFIG_BROKEN, SSH_CONFIG_UNSUPPORTED (only our reader), SSH_CONFIG_REFUSED
 * (RefuseConnection) or the signal's reason.
 */
export async function resolveSshHost(
  target: string,
  source: SshConfigSource,
  signal: AbortSignal,
): Promise<SshHost> {
  signal.throwIfAborted()
  const parsed = parseSshTarget(target)
  const answer = source.ssh === null ? undefined : await querySshOptions(parsed, source, signal)
  const surroundings = currentSurroundings()
  const options = answer ?? (await readSshOptions(parsed, source, signal, surroundings))
  const refusal = options.get('refuseconnection')?.[0]
  if (refusal !== undefined) throw appError('SSH_CONFIG_REFUSED', { host: parsed.host, what: refusal })
  try {
    return sshHostFrom(parsed, options, answer ? 'ssh' : 'gangway', surroundings)
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error
    const path = source.userFile ?? '~/.ssh/config'
    throw appError('SSH_CONFIG_BROKEN', { path, line: 0, why: error.said }, error)
  }
}

/** What Settings say of a host, in the words of ssh_config; what is absent follows that. Seconds. */
export type OwnSshSettings = {
  readonly strictHostKeyChecking?: SshHost['strictHostKeyChecking'] | undefined
  readonly serverAliveInterval?: number | undefined
  readonly serverAliveCountMax?: number | undefined
  readonly connectTimeout?: number | undefined
}

/** The host with what Settings say of it in place of what ssh_config says. */
export function withOwnSettings(host: SshHost, own: OwnSshSettings = {}): SshHost {
  const ms = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000)
  return {
    ...host,
    strictHostKeyChecking: own.strictHostKeyChecking ?? host.strictHostKeyChecking,
    serverAliveIntervalMs: ms(own.serverAliveInterval) ?? host.serverAliveIntervalMs,
    serverAliveCountMax: own.serverAliveCountMax ?? host.serverAliveCountMax,
    connectTimeoutMs: ms(own.connectTimeout) ?? host.connectTimeoutMs,
  }
}

/** The host with this one key to offer, as `ssh -o IdentitiesOnly=yes -i FILE` does. Throws TARGET_INVALID. */
export function withIdentity(host: SshHost, file: string | undefined): SshHost {
  if (file === undefined) return host
  try {
    const chosenIdentity = expandTilde(file, currentSurroundings())
    return { ...host, identityFiles: [chosenIdentity], identitiesOnly: true, chosenIdentity }
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error
    throw appError('TARGET_INVALID', { why: error.said }, error)
  }
}

/**
 * The aliases of ssh_config and its includes (patterns are left out), in the order of the files, each with a line
 * `user@hostname:port`. Always our own reader: quick, and it runs nothing. Lines that make no sense are passed over.
 */
export async function listConfiguredHosts(source: SshConfigSource): Promise<ConfiguredHost[]> {
  return readConfiguredHosts(source, currentSurroundings())
}
