// Verdicts on host keys against `ssh-keygen`: which lines are about a host, and what follows for the key it presents.
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  fingerprint,
  judgeHostKey,
  saveHostKey,
  type HostKeyVerdict,
} from '../../src-main/tunnel/host-keys/host-keys.ts'
import { hostKey, keyText, sshHost } from '../support/host-key-fixtures.ts'
import {
  generateKnownHosts,
  generateQuestion,
  type KnownHostsQuestion,
} from '../support/known-hosts-generator.ts'
import { seededRandom, testSeed } from '../support/seeded-random.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

const cases = Number(process.env['GANGWAY_TEST_CASES'] ?? 5_000)
const casesPerFile = 100
const atOnce = 4
const run = promisify(execFile)

let folder: TempDir

beforeAll(async () => {
  folder = await makeTempDir('known-hosts')
})
afterAll(() => folder.remove())

// A process for each name and file: on a busy computer they take their time.
const enoughMs = 180_000

test(`verdicts agree with ssh-keygen -F in ${cases} cases`, { timeout: enoughMs }, async () => {
  const files = Array.from({ length: Math.ceil(cases / casesPerFile) }, (_, number) => number)
  const differences: string[] = []
  const kinds = new Map<string, number>()
  const judgeSome = async () => {
    for (let number = files.shift(); number !== undefined; number = files.shift()) {
      const random = seededRandom(testSeed + number)
      const path = join(folder.path, `known_hosts_${number}`)
      await writeFile(path, generateKnownHosts(random), 'latin1')
      const questions = Array.from({ length: casesPerFile }, () => generateQuestion(random))
      const oracle = await askKeygen(path, questions.flatMap(namesOf))
      for (const asked of questions) {
        const ours = await ourVerdict(path, asked)
        const theirs = theirVerdict(oracle, asked)
        kinds.set(theirs, (kinds.get(theirs) ?? 0) + 1)
        if (ours !== theirs) {
          differences.push(
            `file ${number}: ${asked.hostname} port ${asked.port}: ${ours}, ssh-keygen says ${theirs}`,
          )
        }
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, judgeSome))

  expect(differences, `seed ${testSeed}`).toEqual([])
  expect([...kinds.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(cases)
  // Each verdict has to have come up often, or the cases were not worth much.
  for (const kind of ['trusted', 'revoked', 'changed', 'new', 'certificate-only']) {
    const count = [...kinds]
      .filter(([text]) => text.startsWith(kind))
      .reduce((sum, [, each]) => sum + each, 0)
    expect(count, kind).toBeGreaterThan(cases / 1_000)
  }
})

test('fingerprints are those of ssh-keygen -lf', async () => {
  for (const type of [
    'ssh-ed25519',
    'ssh-rsa',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
  ]) {
    const key = hostKey(type)
    const path = join(folder.path, `${type}.pub`)
    await writeFile(path, `${keyText(key)}\n`)
    const { stdout } = await run('ssh-keygen', ['-lf', path])
    expect(stdout.split(' ')[1]).toBe(fingerprint(key))
  }
})

test('ssh-keygen finds the hashed line that was saved', async () => {
  const appFile = join(folder.path, 'saved', 'known_hosts')
  const host = sshHost({ hostname: 'Hidden.Example.com', port: 2222, hashKnownHosts: true })
  const key = hostKey('ssh-ed25519')
  await saveHostKey({ host, appFile }, key, { toUserFile: false })

  const name = '[hidden.example.com]:2222'
  const found = await askKeygen(appFile, [name])
  expect(found(name)).toEqual([{ marker: '', key: keyText(key) }])
})

test('a revocation list made by ssh-keygen revokes the keys it names', async () => {
  const revoked = hostKey('ssh-ed25519', 'revoked')
  const list = join(folder.path, 'revoked.krl')
  const publicKey = join(folder.path, 'revoked.pub')
  await writeFile(publicKey, `${keyText(revoked)} a comment\n`)
  const hashes = join(folder.path, 'hashes')
  await writeFile(
    hashes,
    `hash: ${fingerprint(hostKey('ssh-rsa', 'hashed'))}\nsha1: ${keyText(hostKey('ssh-rsa', 'sha1'))}\n`,
  )
  await run('ssh-keygen', ['-q', '-k', '-z', '7', '-f', list, publicKey, hashes])
  const place = { host: sshHost({ revokedHostKeys: list }), appFile: join(folder.path, 'none') }

  expect(await judgeHostKey(place, revoked)).toEqual({ kind: 'revoked', where: list })
  expect(await judgeHostKey(place, hostKey('ssh-rsa', 'hashed'))).toEqual({ kind: 'revoked', where: list })
  expect(await judgeHostKey(place, hostKey('ssh-rsa', 'sha1'))).toEqual({ kind: 'revoked', where: list })
  expect(await judgeHostKey(place, hostKey('ssh-ed25519', 'other'))).toMatchObject({ kind: 'new' })
})

type FoundLine = { readonly marker: string; readonly key: string }
type Oracle = (name: string) => readonly FoundLine[]

/** Prints what is found for each name, its exit status behind it, and a NUL after both. */
const askEach = `file=$1; shift; for name do ssh-keygen -F "$name" -f "$file"; printf '\\0%s\\0' $?; done`

/**
 * Asks `ssh-keygen -F` for each name, from one shell: to start a program costs it a fraction of what it costs a test. Lines
 * whose key is no whole key are left out, as ssh itself does.
 */
async function askKeygen(path: string, names: readonly string[]): Promise<Oracle> {
  const different = [...new Set(names)]
  const options = { encoding: 'latin1', maxBuffer: 64 * 1024 * 1024 } as const
  const { stdout } = await run('sh', ['-c', askEach, 'sh', path, ...different], options)
  const said = stdout.split('\0')
  const answers = new Map(
    different.map((name, index) => {
      const [output = '', status] = said.slice(2 * index)
      // 1: no line is about the name.
      if (status !== '0' && status !== '1') throw new Error(`ssh-keygen -F ${name} ended with ${status}`)
      return [name, status === '0' ? parseFound(output) : []]
    }),
  )
  return name => {
    const found = answers.get(name)
    if (!found) throw new Error(`nobody asked for ${name}`)
    return found
  }
}

/** Under which a host can stand in a file: with its port, and bare. */
function namesOf({ hostname, port }: KnownHostsQuestion): string[] {
  return port === 22 ? [hostname] : [`[${hostname}]:${port}`, hostname]
}

function parseFound(output: string): FoundLine[] {
  const lines = output.split('\n')
  return lines.flatMap((heading, index) => {
    const marker = /^# Host .* found: line \d+ ?(CA|REVOKED|)\s*$/.exec(heading)?.[1]
    if (marker === undefined) return []
    const words = (lines[index + 1] ?? '').trim().split(/[ \t]+/)
    const [type = '', text = ''] = words.slice(words[0]?.startsWith('@') ? 2 : 1)
    const key = Buffer.from(text, 'base64')
    const whole = key.length > 50 && key.toString('base64') === text && keyText(key).startsWith(`${type} `)
    return whole ? [{ marker, key: `${type} ${text}` }] : []
  })
}

/** What check_host_key of OpenSSH makes of the lines found, with the other types told apart. */
function theirVerdict(oracle: Oracle, question: KnownHostsQuestion): string {
  const { hostname, port, key } = question
  const exact = oracle(namesOf(question)[0] ?? '')
  const presented = keyText(key)
  const type = presented.split(' ')[0] ?? ''
  const plain = exact.filter(line => line.marker === '')
  const bare = port === 22 || plain.length > 0 ? [] : oracle(hostname)
  if ([...exact, ...bare].some(line => line.marker === 'REVOKED' && line.key === presented)) return 'revoked'
  if (plain.some(line => line.key === presented)) return 'trusted'
  if (bare.some(line => line.marker === '' && line.key === presented)) return 'trusted'
  if (plain.some(line => line.key.startsWith(`${type} `))) return 'changed'
  if (plain.length === 0 && exact.some(line => line.marker === 'CA')) return 'certificate-only'
  return `new, known by ${[...new Set(plain.map(line => line.key.split(' ')[0]))].join(' ')}`
}

async function ourVerdict(path: string, { hostname, port, key }: KnownHostsQuestion): Promise<string> {
  const host = sshHost({ hostname, port, userKnownHostsFiles: [path] })
  const verdict: HostKeyVerdict = await judgeHostKey({ host, appFile: `${path}.app` }, key)
  return verdict.kind === 'new' ? `new, known by ${verdict.otherKnownTypes.join(' ')}` : verdict.kind
}
