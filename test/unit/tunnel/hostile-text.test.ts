// Random bytes and random mixtures of the characters that mean something: nothing may throw but the errors that are meant.
import path from 'node:path'
import { expect, test } from 'vitest'
import { ConnectionTarget } from '../../../src-shared/connection.ts'
import { isAppError } from '../../../src-shared/errors.ts'
import {
  keyOf,
  namesHost,
  parseKnownHostLine,
  type LookupName,
} from '../../../src-main/tunnel/host-keys/known-hosts-line.ts'
import { defaultStateDir } from '../../../src-main/settings/state-dir.ts'
import { ConfigFault, parseConfigLine } from '../../../src-main/tunnel/ssh-config/ssh-config-lines.ts'
import { parseSshTarget } from '../../../src-main/tunnel/ssh-config/ssh-target.ts'
import { seededRandom, testSeed, type SeededRandom } from '../../support/seeded-random.ts'

const lines = Number(process.env['GANGWAY_TEST_CASES'] ?? 20_000)
const pieces = [
  ...'@|*?!,:[]#"\'\\ \t\r=%~-/$&;'.split(''),
  '@revoked ',
  '@cert-authority ',
  '|1|',
  'ssh-ed25519 ',
  'AAAAC3NzaC1lZDI1NTE5AAAA',
  'host',
  'Host ',
  'Match ',
  'ssh://',
  '\0',
  '\u{1b}[31m',
  '\u{202e}',
  '\u{d800}',
  '🦞',
  'x'.repeat(1_100),
]

test(`${lines} hostile lines break neither known_hosts, ssh_config nor targets`, () => {
  const random = seededRandom(testSeed)
  const isNamed = namesHost('host' as LookupName)
  for (let count = 0; count < lines; count += 1) {
    const text = hostileText(random)
    const line = parseKnownHostLine(text, 1)
    if (line && isNamed(line)) keyOf(line)
    expectOnly(
      () => parseConfigLine(text),
      error => error instanceof ConfigFault,
      text,
    )
    expectOnly(
      () => parseSshTarget(text),
      error => isAppError(error, 'TARGET_INVALID'),
      text,
    )
  }
})

test('a target that is accepted can never be taken for an option or hide a character', () => {
  const random = seededRandom(testSeed + 1)
  let accepted = 0
  for (let count = 0; count < lines; count += 1) {
    try {
      const { host, user } = parseSshTarget(hostileText(random))
      accepted += 1
      for (const word of user === undefined ? [host] : [host, user]) {
        expect(word).not.toMatch(/^-|[\p{C}\p{Z};&<>|(){}`'"]/u)
      }
    } catch (error) {
      if (!isAppError(error)) throw error
    }
  }
  expect(accepted).toBeGreaterThan(0)
})

test('a profile that is accepted is one plain folder of its own', () => {
  const random = seededRandom(testSeed + 2)
  const place = { platform: 'linux', env: {}, home: '/home/me' } as const
  const folder = path.join(defaultStateDir(undefined, place), 'profiles')
  let accepted = 0
  for (let count = 0; count < lines; count += 1) {
    const name = random.chance(0.5) ? hostileText(random) : random.several(nameParts, 1, 6).join('')
    try {
      const dir = defaultStateDir(name, place)
      accepted += 1
      expect(path.dirname(dir), JSON.stringify(name)).toBe(folder)
      expect(path.basename(dir)).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u)
    } catch (error) {
      if (!isAppError(error, 'INVALID_INPUT')) throw error
    }
  }
  expect(accepted).toBeGreaterThan(0)
})

test('a port that is accepted is a whole number that can be one, in every field of a target', () => {
  const random = seededRandom(testSeed + 3)
  const numbers = [0, -1, 1, 65_535, 65_536, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -0, 22]
  for (let count = 0; count < lines; count += 1) {
    const port = random.chance(0.5) ? hostileText(random) : random.pick(numbers)
    const isPort = typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535
    const target = { kind: 'ssh', host: 'web', gatewayPort: 18_789, engine: 'ssh2' }
    expect(ConnectionTarget.safeParse({ ...target, gatewayPort: port }).success).toBe(isPort)
    expect(ConnectionTarget.safeParse({ ...target, localPort: port }).success).toBe(isPort)
  }
})

const nameParts = [
  'work',
  'a',
  '.',
  '..',
  '-',
  '_',
  '/',
  '\\',
  ' ',
  'ä',
  '7',
  '%h',
  '$(id)',
  ';',
  '\n',
  '\0',
  '🦞',
  'מ',
  'x'.repeat(40),
]

function hostileText(random: SeededRandom): string {
  if (random.chance(0.3)) return Buffer.from(random.several(bytes, 0, 60)).toString('latin1')
  return random.several(pieces, 1, 12).join('')
}

const bytes = Array.from({ length: 256 }, (_, byte) => byte)

function expectOnly(work: () => unknown, isMeant: (error: unknown) => boolean, text: string): void {
  try {
    work()
  } catch (error) {
    if (!isMeant(error)) throw new Error(`seed ${testSeed}, ${JSON.stringify(text)}`, { cause: error })
  }
}
