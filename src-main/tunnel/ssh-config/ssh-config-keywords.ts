// The keywords of ssh_config(5) that matter to a tunnel, and how the value of each is read and checked.
import { ConfigFault, type ConfigLine } from './ssh-config-lines.ts'

export type Keyword = {
  /** The name `ssh -G` prints. */
  readonly name: string
  /** `first`: the first value stays. `each`: every line adds one, the same one only once. */
  readonly keeps: 'first' | 'each'
  /** How many of them OpenSSH takes. */
  readonly most: number
  /** Keywords that count as this one having been set already. */
  readonly unless: readonly string[]
  /** The values of a line; [] when it says nothing ("ConnectTimeout none"). Throws ConfigFault. */
  readonly read: (line: ConfigLine) => string[]
}

type Read = (line: ConfigLine) => string[]

const flags = { yes: 'yes', true: 'yes', no: 'no', false: 'no' } as const

const text: Read = ({ words }) => [only(words)]
const texts: Read = ({ words }) => [words.join(' ')]
const flag: Read = choice(flags)
const optionalArguments: Read = ({ rest }) => [rest]

/** One word, one of those given, whatever its case. */
function choice(choices: Readonly<Record<string, string>>): Read {
  return ({ words }) => {
    const word = only(words)
    const chosen = Object.entries(choices).find(([key]) => key === word.toLowerCase())
    if (!chosen) throw new ConfigFault(`unsupported option "${word}"`)
    return [chosen[1]]
  }
}

const port: Read = ({ words }) => {
  const word = only(words)
  const number = word === 'ssh' ? 22 : Number(word)
  if (!/^(?:\+?\d+|ssh)$/.test(word) || number < 1 || number > 65_535)
    throw new ConfigFault(`Bad port '${word}'`)
  return [String(number)]
}

const wholeNumber: Read = ({ words }) => {
  const word = only(words)
  if (!/^\+?\d+$/.test(word) || Number(word) > 0x7fffffff)
    throw new ConfigFault(`integer value ${word} is not valid`)
  return [String(Number(word))]
}

const secondsOfUnit: Readonly<Record<string, number>> = {
  '': 1,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
}

/** `90`, `90s`, `1m30s`, `2h`; "none" says nothing. As seconds. */
const time: Read = ({ words }) => {
  const word = only(words)
  if (word === 'none') return []
  if (!/^(?:\d+[smhdwSMHDW]?)+$/.test(word)) throw new ConfigFault('invalid time value')
  let seconds = 0
  for (const [, amount = '', unit = ''] of word.matchAll(/(\d+)([a-z]?)/gi)) {
    seconds += Number(amount) * (secondsOfUnit[unit.toLowerCase()] ?? 0)
  }
  if (seconds > 0x7fffffff) throw new ConfigFault('invalid time value')
  return [String(seconds)]
}

/** Several files on a line; "none" only by itself. */
const files: Read = ({ words }) => {
  if (words.includes('')) throw new ConfigFault('empty argument')
  if (words.length === 0) throw new ConfigFault('missing argument')
  if (words.length > 1 && words.some(word => word.toLowerCase() === 'none')) {
    throw new ConfigFault('"none" argument must appear alone')
  }
  return [...words]
}

/** The rest of the line up to a blank or a comment: a chain of hops, the last one nearest to the target. */
const jumps: Read = ({ rest }) => {
  const chain = /^[^\s#]*/.exec(rest)?.[0] ?? ''
  if (chain === '' || chain.split(',').some(hop => !isHop(hop))) {
    throw new ConfigFault(`Invalid ProxyJump "${rest}"`)
  }
  return [chain.toLowerCase() === 'none' ? 'none' : chain]
}

/** A bare IPv6 address, which OpenSSH wants in brackets, is none. */
function isHop(hop: string): boolean {
  if (hop === '' || hop.startsWith('-')) return false
  const place = hop.slice(hop.lastIndexOf('@') + 1)
  return /^ssh:\/\//i.test(hop) || /^(?:\[[^\]]*\]|[^:/[\]]*)(?::[^:/]*)?$/.test(place)
}

function only(words: readonly string[]): string {
  const [word, extra] = words
  if (word === undefined || word === '') throw new ConfigFault('missing argument')
  if (extra !== undefined) throw new ConfigFault('extra arguments at end of line')
  return word
}

function first(name: string, read: Read, unless: readonly string[] = []): Keyword {
  return { name, keeps: 'first', most: 1, unless, read }
}

function each(name: string, read: Read, most = Number.POSITIVE_INFINITY): Keyword {
  return { name, keeps: 'each', most, unless: [], read }
}

const known: readonly Keyword[] = [
  first('hostname', text),
  first('user', text),
  first('port', port),
  first('tag', text),
  each('identityfile', text, 100),
  each('certificatefile', text, 100),
  first('identitiesonly', flag),
  first('identityagent', text),
  first('proxyjump', jumps, ['proxycommand']),
  first('proxycommand', optionalArguments, ['proxyjump']),
  first('hostkeyalias', text),
  first('hostkeyalgorithms', text),
  first('stricthostkeychecking', choice({ ...flags, off: 'no', ask: 'ask', 'accept-new': 'accept-new' })),
  first('userknownhostsfile', files),
  first('globalknownhostsfile', files),
  first('revokedhostkeys', text),
  first('knownhostscommand', optionalArguments),
  first('hashknownhosts', flag),
  first('verifyhostkeydns', choice({ ...flags, ask: 'ask' })),
  first('preferredauthentications', text),
  first('numberofpasswordprompts', wholeNumber),
  first('passwordauthentication', flag),
  first('kbdinteractiveauthentication', flag),
  first('pubkeyauthentication', choice({ ...flags, unbound: 'unbound', 'host-bound': 'host-bound' })),
  first('gssapiauthentication', flag),
  first('hostbasedauthentication', flag),
  first('pkcs11provider', text),
  first('securitykeyprovider', text),
  first('serveraliveinterval', time),
  first('serveralivecountmax', wholeNumber),
  first('connecttimeout', time),
  first('ciphers', text),
  first('macs', text),
  first('kexalgorithms', text),
  // The one switch that OpenSSH does not let be written true or false.
  first('compression', choice({ yes: 'yes', no: 'no' })),
  first('addressfamily', choice({ any: 'any', inet: 'inet', inet6: 'inet6' })),
  first('bindaddress', text),
  first('bindinterface', text),
  first('canonicalizehostname', choice({ ...flags, always: 'always' })),
  first('refuseconnection', text),
  first('forwardagent', text),
  first('forwardx11', flag),
  first('permitlocalcommand', flag),
  first('localcommand', optionalArguments),
  first('remotecommand', optionalArguments),
  each('localforward', texts),
  each('remoteforward', texts),
  each('dynamicforward', texts),
]

const aliases: Readonly<Record<string, string>> = {
  identityfile2: 'identityfile',
  userknownhostsfile2: 'userknownhostsfile',
  globalknownhostsfile2: 'globalknownhostsfile',
  challengeresponseauthentication: 'kbdinteractiveauthentication',
  keyboardinteractiveauthentication: 'kbdinteractiveauthentication',
  skeyauthentication: 'kbdinteractiveauthentication',
  tisauthentication: 'kbdinteractiveauthentication',
  dsaauthentication: 'pubkeyauthentication',
  smartcarddevice: 'pkcs11provider',
}

// What OpenSSH knows and a tunnel has no use for. Anything else is not understood, and said so.
const unused = new Set(
  `addkeystoagent batchmode canonicaldomains canonicalizefallbacklocal canonicalizemaxdots canonicalizepermittedcnames
  casignaturealgorithms channeltimeout checkhostip cipher clearallforwardings compressionlevel connectionattempts
  controlmaster controlpath controlpersist enableescapecommandline enablesshkeysign escapechar exitonforwardfailure
  fallbacktorsh fingerprinthash forkafterauthentication forwardx11timeout forwardx11trusted gatewayports
  gssapiclientidentity gssapidelegatecredentials gssapikexalgorithms gssapikeyexchange gssapirenewalforcesrekey
  gssapiserveridentity gssapitrustdns hostbasedacceptedalgorithms hostbasedkeytypes ipqos kbdinteractivedevices
  loglevel logverbose nohostauthenticationforlocalhost obscurekeystroketiming permitremoteopen protocol
  proxyusefdpass pubkeyacceptedalgorithms pubkeyacceptedkeytypes rekeylimit requesttty requiredrsasize
  rhostsauthentication rhostsrsaauthentication rsaauthentication sendenv sessiontype setenv stdinnull
  streamlocalbindmask streamlocalbindunlink syslogfacility tcpkeepalive keepalive tunnel tunneldevice updatehostkeys
  useblacklistedkeys usekeychain useprivilegedport usersh useroaming versionaddendum visualhostkey warnweakcrypto
  xauthlocation`.split(/\s+/),
)

const byName: ReadonlyMap<string, Keyword> = new Map(
  [
    ...known.map(keyword => [keyword.name, keyword] as const),
    ...Object.entries(aliases).map(
      ([alias, name]) => [alias, known.find(each => each.name === name)] as const,
    ),
  ].filter((entry): entry is [string, Keyword] => entry[1] !== undefined),
)

/** How to read a keyword (lower case); `unused` when it does not concern us, undefined when nobody knows it. */
export function findKeyword(name: string): Keyword | 'unused' | undefined {
  return byName.get(name) ?? (unused.has(name) ? 'unused' : undefined)
}
