// What of a host's configuration the built-in SSH cannot do, and what Gangway leaves out: as sentences for a person.
import type { SshHost } from './ssh-host.ts'
import type { SshOptions } from './ssh-host-options.ts'
import { phrase, type Phrase, type Said } from '../../../src-shared/said.ts'

/** Why only the system's own ssh can reach the host, in words that fit "uses …", or undefined. */
export function systemEngineReason(options: SshOptions, resolvedBy: SshHost['resolvedBy']): Said | undefined {
  const one = (key: string) => options.get(key)?.[0]
  for (const [key, name] of commands) if (isSet(one(key))) return `${name} (${one(key) ?? ''})`
  const securityKeys = one('securitykeyprovider')
  if (isSet(securityKeys) && !builtInSecurityKeys.has(securityKeys)) {
    return `SecurityKeyProvider (${securityKeys})`
  }
  if (isYes(one('verifyhostkeydns'))) return 'VerifyHostKeyDNS'
  // ssh -G prints the name it ended up with; our own reader asks no name server.
  const canonical = one('canonicalizehostname')
  if (resolvedBy === 'gangway' && (isYes(canonical) || canonical === 'always')) return 'CanonicalizeHostname'
  return loginReason(options)
}

const commands = [
  ['proxycommand', 'ProxyCommand'],
  ['pkcs11provider', 'PKCS11Provider'],
  ['knownhostscommand', 'KnownHostsCommand'],
] as const

// `$SSH_SK_PROVIDER` is what builds without internal support print when nothing is configured.
const builtInSecurityKeys = new Set(['internal', '$SSH_SK_PROVIDER'])
const ownLogins = [
  ['publickey', 'pubkeyauthentication'],
  ['keyboard-interactive', 'kbdinteractiveauthentication'],
  ['password', 'passwordauthentication'],
] as const

function loginReason(options: SshOptions): Said | undefined {
  const preferred = options.get('preferredauthentications')?.[0]
  const wanted = preferred?.split(',')
  const canLogIn = ownLogins.some(
    ([method, key]) => !isNo(options.get(key)?.[0]) && (wanted === undefined || wanted.includes(method)),
  )
  if (canLogIn || wanted?.includes('none')) return undefined
  return phrase('onlyOtherLogins', { methods: preferred ?? 'GSSAPI, host-based' })
}

/** What is configured and not applied, a sentence each. */
export function configurationWarnings(options: SshOptions): Said[] {
  const one = (key: string) => options.get(key)?.[0]
  const warnings: Said[] = []
  const note = (when: boolean, text: Phrase) => {
    if (when) warnings.push(text)
  }
  note(
    isNo(one('stricthostkeychecking')) || one('stricthostkeychecking') === 'off',
    phrase('strictCheckingOff'),
  )
  note(isSet(one('forwardagent')) && !isNo(one('forwardagent')), phrase('forwardAgentUnused'))
  note(isYes(one('forwardx11')), phrase('optionUnused', { option: 'ForwardX11' }))
  for (const [key, name] of forwards) {
    for (const forward of options.get(key) ?? [])
      warnings.push(phrase('forwardNotOpened', { option: name, forward }))
  }
  note(
    isYes(one('permitlocalcommand')) && isSet(one('localcommand')),
    phrase('commandNeverRun', { option: 'LocalCommand' }),
  )
  note(isSet(one('remotecommand')), phrase('commandNotRun', { option: 'RemoteCommand' }))
  note(isSet(one('bindaddress')), phrase('optionUnused', { option: 'BindAddress' }))
  note(isSet(one('bindinterface')), phrase('optionUnused', { option: 'BindInterface' }))
  note(one('verifyhostkeydns') === 'ask', phrase('optionUnused', { option: 'VerifyHostKeyDNS' }))
  for (const keyword of options.get('not-understood') ?? []) {
    warnings.push(phrase('keywordUnknown', { keyword }))
  }
  return warnings
}

const forwards = [
  ['localforward', 'LocalForward'],
  ['remoteforward', 'RemoteForward'],
  ['dynamicforward', 'DynamicForward'],
] as const

export const isSet = (value: string | undefined): value is string =>
  value !== undefined && value !== '' && value.toLowerCase() !== 'none'
// `ssh -G` prints some of its switches as yes and no and others as true and false.
export const isYes = (value: string | undefined) => value === 'yes' || value === 'true'
export const isNo = (value: string | undefined) => value === 'no' || value === 'false'
