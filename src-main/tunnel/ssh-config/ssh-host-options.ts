// From options as `ssh -G` prints them (or our own reader finds them) to an SshHost: the one place that knows their meaning.
import { changeAlgorithms, opensshAlgorithms } from './ssh-algorithm-lists.ts'
import { ConfigFault } from './ssh-config-lines.ts'
import { configurationWarnings, isNo, isSet, isYes, systemEngineReason } from './ssh-host-notes.ts'
import type { SshHost } from './ssh-host.ts'
import {
  expandPath,
  expandTilde,
  expandTokens,
  type Surroundings,
  type TokenValues,
} from './ssh-config-tokens.ts'
import { formatSshTarget, parseSshTarget, type ParsedTarget } from './ssh-target.ts'

/** Lower-case keyword → its values in order; the shape of `ssh -G`'s output, with one value for each file on a line. */
export type SshOptions = ReadonlyMap<string, readonly string[]>

// "Notices a dead link within 15 s" instead of OpenSSH's "never" (interval 0).
const ownServerAliveIntervalMs = 5_000
const ownServerAliveCountMax = 2

const defaultIdentityFiles = ['rsa', 'ecdsa', 'ecdsa_sk', 'ed25519', 'ed25519_sk', 'xmss', 'dsa'].map(
  type => `~/.ssh/id_${type}`,
)

const defaultUserKnownHosts = ['~/.ssh/known_hosts', '~/.ssh/known_hosts2']

/** The host that options describe. Throws ConfigFault for a path or a jump host that cannot be made out. */
export function sshHostFrom(
  target: ParsedTarget,
  options: SshOptions,
  resolvedBy: SshHost['resolvedBy'],
  surroundings: Surroundings,
): SshHost {
  const one = (key: string) => options.get(key)?.[0]
  const hostname = one('hostname') ?? target.host
  const port = number(one('port')) ?? 22
  const user = one('user') ?? surroundings.user
  const hostKeyAlias = one('hostkeyalias')?.toLowerCase()
  const jumps = isSet(one('proxyjump')) ? one('proxyjump') : undefined
  const tokens: TokenValues = {
    alias: target.host,
    hostname,
    port,
    user,
    hostKeyAlias,
    proxyJump: jumps ?? '',
    surroundings,
  }
  const expand = (path: string) => expandPath(path, tokens)
  // ssh has done this for the known_hosts files and the agent already; a "%" still in them is meant as it is.
  const expandOnce = resolvedBy === 'ssh' ? (path: string) => path : expand
  const revoked = one('revokedhostkeys')
  const timeout = number(one('connecttimeout'))
  const algorithms = (key: keyof typeof opensshAlgorithms) => {
    const spec = one(key)
    if (spec === undefined || spec.toLowerCase() === 'none') return undefined
    const left = changeAlgorithms(opensshAlgorithms[key], spec)
    if (left.length === 0) throw new ConfigFault(`${key} leaves no algorithm to offer`)
    return left
  }

  return {
    alias: target.host,
    hostname,
    port,
    user,
    identityFiles: (options.get('identityfile') ?? defaultIdentityFiles).filter(isSet).map(expand),
    certificateFiles: (options.get('certificatefile') ?? []).filter(isSet).map(expand),
    identitiesOnly: isYes(one('identitiesonly')),
    identityAgent: identityAgent(one('identityagent'), expandOnce, surroundings),
    proxyJump: (jumps?.split(',') ?? []).map(hop => jumpHost(hop, tokens)),
    hostKeyAlias,
    hostKeyAlgorithms: algorithms('hostkeyalgorithms'),
    strictHostKeyChecking: strictness(one('stricthostkeychecking')),
    userKnownHostsFiles: (options.get('userknownhostsfile') ?? defaultUserKnownHosts.map(expand))
      .filter(isSet)
      .map(expandOnce),
    globalKnownHostsFiles: (options.get('globalknownhostsfile') ?? defaultGlobalKnownHosts())
      .filter(isSet)
      .map(path => expandTilde(path, surroundings)),
    revokedHostKeys: isSet(revoked) ? expand(revoked) : undefined,
    hashKnownHosts: isYes(one('hashknownhosts')),
    preferredAuthentications: list(one('preferredauthentications')),
    passwordPrompts: number(one('numberofpasswordprompts')) ?? 3,
    passwordAuthentication: !isNo(one('passwordauthentication')),
    kbdInteractiveAuthentication: !isNo(one('kbdinteractiveauthentication')),
    pubkeyAuthentication: !isNo(one('pubkeyauthentication')),
    ...keepalive(number(one('serveraliveinterval')), number(one('serveralivecountmax'))),
    connectTimeoutMs: timeout ? timeout * 1000 : undefined,
    ...given('ciphers', algorithms('ciphers')),
    ...given('macs', algorithms('macs')),
    ...given('kexAlgorithms', algorithms('kexalgorithms')),
    compression: isYes(one('compression')),
    addressFamily: family(one('addressfamily')),
    resolvedBy,
    warnings: configurationWarnings(options),
    needsSystemEngine: systemEngineReason(options, resolvedBy),
  }
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}

function list(text: string | undefined): string[] | undefined {
  return isSet(text) ? text.split(',').filter(part => part !== '') : undefined
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V })
}

function keepalive(
  intervalS: number | undefined,
  countMax: number | undefined,
): Pick<SshHost, 'serverAliveIntervalMs' | 'serverAliveCountMax'> {
  return intervalS
    ? { serverAliveIntervalMs: intervalS * 1000, serverAliveCountMax: countMax ?? 3 }
    : { serverAliveIntervalMs: ownServerAliveIntervalMs, serverAliveCountMax: ownServerAliveCountMax }
}

function defaultGlobalKnownHosts(): string[] {
  const folder =
    process.platform === 'win32' ? `${process.env['ProgramData'] ?? 'C:\\ProgramData'}\\ssh` : '/etc/ssh'
  return [`${folder}/ssh_known_hosts`, `${folder}/ssh_known_hosts2`]
}

function strictness(value: string | undefined): SshHost['strictHostKeyChecking'] {
  if (isYes(value)) return 'yes'
  return value === 'accept-new' ? 'accept-new' : 'ask'
}

function family(value: string | undefined): SshHost['addressFamily'] {
  return value === 'inet' || value === 'inet6' ? value : 'any'
}

function identityAgent(
  value: string | undefined,
  expand: (path: string) => string,
  { env }: Surroundings,
): string | undefined {
  if (value === undefined || value === 'SSH_AUTH_SOCK') return undefined
  if (value.toLowerCase() === 'none') return 'none'
  // `$NAME` is the one place where OpenSSH takes a variable without braces. Not set means: no agent.
  const variable = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(value)?.[1]
  if (variable !== undefined) return env[variable] || 'none'
  return expand(value)
}

/** A hop in the form `resolveSshHost` takes. ssh brackets addresses that need none and leaves tokens as they are. */
function jumpHost(text: string, tokens: TokenValues): string {
  const hop = parseSshTarget(text)
  return formatSshTarget({
    ...hop,
    host: expandTokens(hop.host, tokens),
    ...(hop.user === undefined ? {} : { user: expandTokens(hop.user, tokens) }),
  })
}
