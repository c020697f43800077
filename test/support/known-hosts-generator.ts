// Makes known_hosts files with every kind of line OpenSSH knows, broken ones among them, and questions to put to them.
import { createHmac } from 'node:crypto'
import { hostKey, keyText } from './host-key-fixtures.ts'
import type { SeededRandom } from './seeded-random.ts'

export type KnownHostsQuestion = { readonly hostname: string; readonly port: number; readonly key: Buffer }

const names = [
  'alpha',
  'Beta',
  'gamma.example.com',
  'delta.example.com',
  'db1.corp',
  'db2.corp',
  '10.0.0.1',
  '10.0.0.12',
  'fe80::1',
  'a',
  'x_y-z',
]
const ports = [22, 22, 22, 2222, 443]
const types = ['ssh-ed25519', 'ssh-ed25519', 'ssh-rsa', 'ecdsa-sha2-nistp256']
/** Few keys for many lines, so that questions often meet a line with the very key. */
const keys = Array.from({ length: 12 }, (_, index) =>
  hostKey(types[index % types.length] ?? '', `key ${index}`),
)

export function generateKnownHosts(random: SeededRandom): string {
  const lines = Array.from({ length: 5 + random.below(30) }, () => knownHostsLine(random))
  return lines.join('\n') + random.pick(['\n', ''])
}

export function generateQuestion(random: SeededRandom): KnownHostsQuestion {
  return { hostname: random.pick(names).toLowerCase(), port: random.pick(ports), key: random.pick(keys) }
}

function knownHostsLine(random: SeededRandom): string {
  if (random.chance(0.06)) return random.pick(oddLines)
  const marker = random.chance(0.2) ? random.pick(markers) : ''
  const blank = random.pick([' ', ' ', ' ', '\t', '  ', ' \t'])
  const key = keyText(random.pick(keys))
  const shown = random.chance(0.05) ? damaged(random, key) : key
  const comment = random.chance(0.3) ? ` ${random.pick(['me@here', '# note', 'a b c', '|x|'])}` : ''
  const indent = random.chance(0.08) ? random.pick([' ', '\t', '  ']) : ''
  const end = random.chance(0.1) ? '\r' : ''
  return `${indent}${marker}${hostField(random)}${blank}${shown.replace(' ', random.pick([' ', ' ', '\t', '  ']))}${comment}${end}`
}

const markers = [
  '@revoked ',
  '@revoked ',
  '@cert-authority ',
  '@cert-authority  ',
  '@unknown ',
  '@revoked\t',
  '@',
  '@revoked @revoked ',
  '@REVOKED ',
]

const oddLines = [
  '',
  '   ',
  '# a comment',
  '#alpha ssh-ed25519 AAAA',
  'alpha',
  'alpha ssh-rsa',
  'alpha  # nothing',
  '@revoked',
  '@revoked alpha',
  '|1|broken ssh-rsa AAAA',
  '|1|AAAA|BBBB ssh-ed25519 AAAA',
  `${'long,'.repeat(500)}alpha ssh-ed25519 AAAA`,
  `${'x'.repeat(1500)},alpha ssh-ed25519 AAAA`,
  `alpha,${'x'.repeat(1022)},gamma* ssh-ed25519 AAAA`,
  `alpha,${'x'.repeat(1023)},gamma* ssh-ed25519 AAAA`,
  ', ssh-ed25519 AAAA',
  '! ssh-ed25519 AAAA',
  'alpha ssh-ed25519 AAAA \0 beta',
  'alph\0a ssh-ed25519 AAAA',
]

function hostField(random: SeededRandom): string {
  if (random.chance(0.35)) return hashed(random)
  return (
    random
      .several(hostPatterns, 1, 4)
      .map(make => make(random))
      .join(',') + (random.chance(0.05) ? ',' : '')
  )
}

const hostPatterns: readonly ((random: SeededRandom) => string)[] = [
  random => random.pick(names),
  random => random.pick(names),
  random => random.pick(names).toUpperCase(),
  random => withPort(random),
  random => withPort(random),
  random => `!${random.pick(names)}`,
  random =>
    random.pick([
      '*.example.com',
      '*.corp',
      '10.0.0.*',
      '10.0.0.?',
      '?',
      '*',
      'd*.c*',
      '!*.corp',
      '[*]:2222',
      '[alpha]:*',
      '**a',
      'fe80*',
      '',
    ]),
]

function withPort(random: SeededRandom): string {
  return `[${random.pick(names)}]:${random.pick([22, 443, 2222])}`
}

function hashed(random: SeededRandom): string {
  const name = random.chance(0.3) ? withPort(random) : random.pick(names)
  const salt = Buffer.from(Array.from({ length: 20 }, () => random.below(256)))
  // OpenSSH hashes the name in lower case; one that is not can never be found.
  const text = random.chance(0.95) ? name.toLowerCase() : name
  const field = `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(text).digest('base64')}`
  if (random.chance(0.9)) return field
  return random.pick([
    field.slice(0, -1),
    `${field}=`,
    field.replace('|1|', '|2|'),
    `${field},alpha`,
    `x${field}`,
    field.slice(0, 20),
  ])
}

function damaged(random: SeededRandom, key: string): string {
  return random.pick([
    key.slice(0, -7),
    key.split(' ')[0] ?? '',
    `ssh-dss ${key.split(' ')[1] ?? ''}`,
    `x ${key}`,
    key.replace(/A/g, '_'),
  ])
}
