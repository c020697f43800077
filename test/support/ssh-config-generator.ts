// Makes ssh_config files that use every keyword the reader knows, in every way of writing, and now and then a mistake.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { seededRandom, testSeed, type SeededRandom } from './seeded-random.ts'

export type GeneratedConfig = {
  readonly file: string
  readonly target: string
  /** All files in one text, to be shown when something is wrong. */
  readonly text: string
}

/** The variable that values refer to. It has to be set. */
export const testWordVariable = 'GANGWAY_TEST_WORD'

/** A configuration with its included files in a folder of its own below `folder`, and a target to resolve with it. */
export async function writeSshConfig(folder: string, number: number): Promise<GeneratedConfig> {
  const random = seededRandom(testSeed + number)
  const own = join(folder, String(number))
  await mkdir(join(own, 'conf.d'), { recursive: true })
  const included = ['a.conf', 'b.conf', '.hidden.conf']
  const texts: string[] = []
  for (const name of included) {
    const text = configuration(random, [])
    texts.push(`--- conf.d/${name}\n${text}`)
    await writeFile(join(own, 'conf.d', name), text)
  }
  const includes = ['*.conf', 'a.conf', '[ab].conf', 'missing*', 'b.conf', '?.conf'].map(name =>
    join(own, 'conf.d', name),
  )
  const text = configuration(random, includes)
  const file = join(own, 'config')
  await writeFile(file, text)
  return { file, target: random.pick(targets), text: `${text}\n${texts.join('\n')}` }
}

const targets = [
  'web',
  'WEB',
  'db1',
  'db2.corp',
  'db2.corp:2200',
  'alice@web',
  'bob@db1:99',
  'Host.Example.COM',
  '10.0.0.5',
  '[fe80::1]:2222',
  'ssh://carol@web:2022',
]
const patterns = [
  '*',
  'web',
  'WEB',
  'we?',
  'db*',
  '*.corp',
  '!db1',
  '!web',
  'db?.*',
  '10.0.*',
  'host.*',
  'Host.*',
  'fe80*',
  '*.internal',
  '1?2',
]
const users = ['alice', 'bob', 'root', 'a*', '!bob', '*']
const files = [
  '~/.ssh/%h',
  '/k/%r@%n:%p',
  '/k/%%',
  '~/.ssh/id_%k',
  '/k/${GANGWAY_TEST_WORD}/x',
  'none',
  '/k/one',
  '/k/two',
]

/** One line, in one of the ways it may be written. */
function written(random: SeededRandom, keyword: string, value: string): string {
  const cased = random.pick([keyword, keyword.toLowerCase(), keyword.toUpperCase()])
  const indent = random.pick(['', '  ', '\t', '    '])
  const between = random.pick([' ', ' ', ' ', '\t', '  ', '=', ' = ', ' =', '= '])
  // OpenSSH 9.2 takes "ProxyJump none # …" for a jump host called none; nobody means that.
  const isNoJump = keyword === 'ProxyJump' && value === 'none'
  const comment = random.chance(0.05) && !isNoJump ? ' # what for' : ''
  return `${indent}${cased}${between}${value}${random.pick(['', '', '', ' ', '\t'])}${comment}${random.chance(0.1) ? '\r' : ''}`
}

function quoted(random: SeededRandom, word: string): string {
  return random.chance(0.15) ? `"${word}"` : word
}

function configuration(random: SeededRandom, includes: readonly string[]): string {
  const lines: string[] = []
  const count = 5 + random.below(25)
  for (let index = 0; index < count; index += 1) {
    if (random.chance(0.25)) lines.push(blockLine(random))
    else if (includes.length > 0 && random.chance(0.08)) {
      lines.push(written(random, 'Include', random.several(includes, 1, 2).join(' ')))
    } else if (random.chance(0.05))
      lines.push(random.pick(['', '# a comment', '   ', '\t# another', '#Host web']))
    else lines.push(optionLine(random))
  }
  return lines.join('\n') + random.pick(['\n', ''])
}

function blockLine(random: SeededRandom): string {
  if (random.chance(0.6)) {
    const words = random.several(patterns, 1, 3).map(pattern => quoted(random, pattern))
    return written(random, 'Host', words.join(' '))
  }
  const criteria = random.several(matchCriteria, 1, 2).map(make => make(random))
  return written(
    random,
    'Match',
    random.chance(0.2) ? random.pick(['all', 'final all', '!all']) : criteria.join(' '),
  )
}

const matchCriteria: readonly ((random: SeededRandom) => string)[] = [
  random => `${random.pick(['host', 'Host', '!host'])} ${random.several(patterns, 1, 3).join(',')}`,
  random => `${random.pick(['originalhost', '!originalhost'])} ${random.several(patterns, 1, 2).join(',')}`,
  random => `${random.pick(['user', '!user', 'localuser'])} ${random.several(users, 1, 2).join(',')}`,
  random => random.pick(['final', 'canonical', '!final', '!canonical']),
  random => `host=${random.pick(patterns)}`,
]

const yesNo = ['yes', 'no', 'Yes', 'true', 'FALSE']

const options: readonly (readonly [string, (random: SeededRandom) => string])[] = [
  ['HostName', random => random.pick(['%h.internal', '%h', 'Box.Internal', '10.1.2.3', 'a%%b', '192.0.2.1'])],
  ['User', random => random.pick(['alice', 'bob', 'root', '"a b"'])],
  ['Port', random => random.pick(['22', '2222', '65535', '1'])],
  ['IdentityFile', random => quoted(random, random.pick(files))],
  ['IdentityFile', random => quoted(random, random.pick(files))],
  ['CertificateFile', random => random.pick(files)],
  ['IdentitiesOnly', random => random.pick(yesNo)],
  [
    'IdentityAgent',
    random =>
      random.pick(['none', 'SSH_AUTH_SOCK', '~/a-%h', '$GANGWAY_TEST_WORD', '$NOT_SET_HERE', '/s/%r']),
  ],
  [
    'ProxyJump',
    random =>
      random.pick([
        'none',
        'j1',
        'u@j1:22',
        'j1,j2',
        '[::1]:2222',
        'ssh://me@j3:1',
        'j-%h',
        'a@b@c,10.0.0.1,[fe80::2]',
      ]),
  ],
  ['ProxyCommand', random => random.pick(['none', 'nc %h %p', 'ssh -W %h:%p x # y'])],
  ['HostKeyAlias', random => random.pick(['alias', 'ALIAS', '[x]:1'])],
  ['HostKeyAlgorithms', random => random.pick(['ssh-ed25519', 'rsa-sha2-512,ssh-ed25519', 'ssh-rsa'])],
  ['StrictHostKeyChecking', random => random.pick(['yes', 'no', 'off', 'ask', 'accept-new', 'ACCEPT-NEW'])],
  [
    'UserKnownHostsFile',
    random => random.pick(['none', '~/kh', '~/kh /kh2', '/kh-%h', '"/with space/kh" /kh2', '/%k']),
  ],
  ['GlobalKnownHostsFile', random => random.pick(['none', '/gkh', '~/gkh', '/gkh /gkh2'])],
  ['RevokedHostKeys', random => random.pick(['/revoked', '~/revoked', 'none'])],
  ['KnownHostsCommand', random => random.pick(['none', '/bin/khc %H'])],
  ['HashKnownHosts', random => random.pick(yesNo)],
  ['VerifyHostKeyDNS', random => random.pick(['yes', 'no', 'ask'])],
  [
    'PreferredAuthentications',
    random =>
      random.pick(['publickey', 'password,publickey', 'gssapi-with-mic', 'keyboard-interactive,password']),
  ],
  ['NumberOfPasswordPrompts', random => random.pick(['1', '3', '0', '007'])],
  ['PasswordAuthentication', random => random.pick(yesNo)],
  ['KbdInteractiveAuthentication', random => random.pick(yesNo)],
  ['ChallengeResponseAuthentication', random => random.pick(yesNo)],
  ['PubkeyAuthentication', random => random.pick(['yes', 'no', 'true', 'unbound', 'host-bound'])],
  ['GSSAPIAuthentication', random => random.pick(yesNo)],
  ['PKCS11Provider', random => random.pick(['none', '/lib/p11.so'])],
  ['SecurityKeyProvider', random => random.pick(['internal', '/lib/sk.so'])],
  ['ServerAliveInterval', random => random.pick(['0', '15', '1m', '1m30s', 'none', '2H'])],
  ['ServerAliveCountMax', random => random.pick(['0', '3', '10'])],
  ['ConnectTimeout', random => random.pick(['10', '30s', 'none', '1w2d', '0'])],
  [
    'Ciphers',
    random => random.pick(['aes256-ctr', 'aes128-ctr,aes256-ctr', 'chacha20-poly1305@openssh.com']),
  ],
  ['MACs', random => random.pick(['hmac-sha2-256', 'hmac-sha2-512,hmac-sha2-256'])],
  ['KexAlgorithms', random => random.pick(['curve25519-sha256', 'ecdh-sha2-nistp256,curve25519-sha256'])],
  ['Compression', random => random.pick(['yes', 'no', 'Yes', 'NO'])],
  ['AddressFamily', random => random.pick(['any', 'inet', 'inet6', 'INET'])],
  ['BindAddress', random => random.pick(['127.0.0.1', '10.0.0.9'])],
  // Not a path: `ssh -G` prints one even where an earlier line has switched forwarding off.
  ['ForwardAgent', random => random.pick(['yes', 'no', 'false'])],
  ['ForwardX11', random => random.pick(yesNo)],
  ['PermitLocalCommand', random => random.pick(yesNo)],
  ['LocalCommand', random => random.pick(['none', 'echo %h "x"'])],
  ['RemoteCommand', random => random.pick(['none', 'uptime # x'])],
  // Keywords a tunnel has no use for must not disturb the others.
  ['LogLevel', random => random.pick(['QUIET', 'DEBUG'])],
  ['ControlMaster', random => random.pick(['auto', 'no'])],
  ['SendEnv', random => random.pick(['LANG LC_*', 'A B'])],
  ['RekeyLimit', random => random.pick(['1G 1h', 'default none'])],
]

const mistakes = [
  'Port 22x',
  'Port',
  'User a b',
  'Compression maybe',
  'HostName "open',
  'Match',
  'Match host',
  'Host ""',
  'ConnectTimeout 5x',
  'Port 70000',
  'UserKnownHostsFile none /x',
]

function optionLine(random: SeededRandom): string {
  if (random.chance(0.002)) return random.pick(mistakes)
  const [keyword, value] = random.pick(options)
  return written(random, keyword, value(random))
}
