// From options as `ssh -G` prints them (or our own reader finds them) to an SshHost: the one place that knows their meaning.
import { homedir, userInfo } from 'node:os'
import type { SshHost } from './ssh-host.ts'
import { expandPath, type TokenValues } from './ssh-config-tokens.ts'
import type { ParsedTarget } from './ssh-target.ts'

/** Lower-case keyword → its values in order; the shape of `ssh -G`'s output. */
export type SshOptions = ReadonlyMap<string, readonly string[]>

// "Notices a dead link within 15 s" instead of OpenSSH's "never" (interval 0).
const ownServerAliveIntervalMs = 5_000
const ownServerAliveCountMax = 2

export function sshHostFrom(
  target: ParsedTarget,
  options: SshOptions,
  resolvedBy: SshHost['resolvedBy'],
): SshHost {
  const one = (key: string) => options.get(key)?.[0]
  const hostname = one('hostname') ?? target.host
  const port = number(one('port')) ?? 22
  const user = one('user') ?? userInfo().username
  const tokens: TokenValues = { alias: target.host, hostname, port, user }
  const paths = (key: string) => (options.get(key) ?? []).filter(isSet).map(path => expandPath(path, tokens))
  const interval = number(one('serveraliveinterval')) ?? 0
  const timeout = number(one('connecttimeout'))
  const revoked = one('revokedhostkeys')

  return {
    alias: target.host,
    hostname,
    port,
    user,
    identityFiles: paths('identityfile'),
    certificateFiles: paths('certificatefile'),
    identitiesOnly: isYes(one('identitiesonly')),
    identityAgent: identityAgent(one('identityagent'), tokens),
    proxyJump: list(one('proxyjump')) ?? [],
    hostKeyAlias: one('hostkeyalias')?.toLowerCase(),
    hostKeyAlgorithms: list(one('hostkeyalgorithms')),
    strictHostKeyChecking: strictness(one('stricthostkeychecking')),
    userKnownHostsFiles: files(one('userknownhostsfile')) ?? defaultUserKnownHosts(),
    globalKnownHostsFiles: files(one('globalknownhostsfile')) ?? defaultGlobalKnownHosts(),
    revokedHostKeys: isSet(revoked) ? expandPath(revoked, tokens) : undefined,
    hashKnownHosts: isYes(one('hashknownhosts')),
    preferredAuthentications: list(one('preferredauthentications')),
    passwordPrompts: number(one('numberofpasswordprompts')) ?? 3,
    passwordAuthentication: !isNo(one('passwordauthentication')),
    kbdInteractiveAuthentication: !isNo(one('kbdinteractiveauthentication')),
    pubkeyAuthentication: !isNo(one('pubkeyauthentication')),
    serverAliveIntervalMs: interval > 0 ? interval * 1000 : ownServerAliveIntervalMs,
    serverAliveCountMax: interval > 0 ? (number(one('serveralivecountmax')) ?? 3) : ownServerAliveCountMax,
    connectTimeoutMs: timeout ? timeout * 1000 : undefined,
    ...optional('ciphers', list(one('ciphers'))),
    ...optional('macs', list(one('macs'))),
    ...optional('kexAlgorithms', list(one('kexalgorithms'))),
    compression: isYes(one('compression')),
    addressFamily: family(one('addressfamily')),
    resolvedBy,
    warnings: warningsOf(options),
    needsSystemEngine: systemEngineReason(options),
  }
}

const isSet = (value: string | undefined): value is string =>
  value !== undefined && value !== '' && value.toLowerCase() !== 'none'
const isYes = (value: string | undefined) => value === 'yes' || value === 'true'
const isNo = (value: string | undefined) => value === 'no' || value === 'false'

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}

function list(text: string | undefined): string[] | undefined {
  return isSet(text) ? text.split(',').filter(part => part !== '') : undefined
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V })
}

// `ssh -G` prints several paths on one line and does not quote: a blank separates only where a new path begins.
function files(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined
  if (text.toLowerCase() === 'none') return []
  return text
    .split(/ (?=[/~]|[A-Za-z]:[\\/]|__PROGRAMDATA__)/)
    .map(path => path.replace('__PROGRAMDATA__', process.env['ProgramData'] ?? 'C:\\ProgramData'))
}

function defaultUserKnownHosts(): string[] {
  return [`${homedir()}/.ssh/known_hosts`, `${homedir()}/.ssh/known_hosts2`]
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

function identityAgent(value: string | undefined, tokens: TokenValues): string | undefined {
  if (value === undefined || value === 'SSH_AUTH_SOCK') return undefined
  if (value.toLowerCase() === 'none') return 'none'
  // `$NAME` is the one place where OpenSSH takes a variable without braces. Not set means: no agent.
  const variable = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(value)?.[1]
  if (variable !== undefined) return process.env[variable] || 'none'
  return expandPath(value, tokens)
}

function systemEngineReason(options: SshOptions): string | undefined {
  const one = (key: string) => options.get(key)?.[0]
  if (isSet(one('proxycommand'))) return 'ProxyCommand'
  if (isSet(one('pkcs11provider'))) return 'PKCS11Provider'
  if (isSet(one('knownhostscommand'))) return 'KnownHostsCommand'
  const securityKeys = one('securitykeyprovider')
  if (isSet(securityKeys) && securityKeys !== 'internal') return 'SecurityKeyProvider'
  return undefined
}

function warningsOf(options: SshOptions): string[] {
  const one = (key: string) => options.get(key)?.[0]
  const warnings: string[] = []
  const strict = one('stricthostkeychecking')
  if (isNo(strict) || strict === 'off') {
    warnings.push(
      'StrictHostKeyChecking is off in the SSH configuration. Gangway asks about unknown keys all the same.',
    )
  }
  return warnings
}
