// Our own ssh_config reader against `ssh -G`, on generated configurations: every supported keyword, patterns, Match, Include.
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isAppError } from '../../src-shared/errors.ts'
import { changeAlgorithms } from '../../src-main/tunnel/ssh-config/ssh-algorithm-lists.ts'
import { parseDump } from '../../src-main/tunnel/ssh-config/ssh-config-query.ts'
import { resolveSshHost, type SshHost } from '../../src-main/tunnel/ssh-config/ssh-host.ts'
import { testSeed } from '../support/seeded-random.ts'
import { testWordVariable, writeSshConfig } from '../support/ssh-config-generator.ts'
import { makeTempDir, type TempDir } from '../support/temp-dir.ts'

const configurations = Number(process.env['GANGWAY_TEST_CASES'] ?? 500)
const atOnce = 4
const neverAborted = new AbortController().signal
const run = promisify(execFile)

let folder: TempDir

beforeAll(async () => {
  process.env[testWordVariable] = 'x-y'
  folder = await makeTempDir('ssh-config')
})
afterAll(async () => {
  delete process.env[testWordVariable]
  await folder.remove()
})

// A process for each configuration: on a busy computer they take their time.
const enoughMs = 180_000

test(
  `what our reader makes of ${configurations} configurations is what ssh -G makes of them`,
  { timeout: enoughMs },
  async () => {
    const numbers = Array.from({ length: configurations }, (_, number) => number)
    const differences: string[] = []
    let refused = 0
    const compareSome = async () => {
      for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
        const { file, target, text } = await writeSshConfig(folder.path, number)
        const theirs = await answerOf(target, file, 'ssh')
        const ours = await answerOf(target, file, null)
        if ('refused' in theirs) refused += 1
        const keys = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])]
        const different = keys.filter(key => shown(theirs[key]) !== shown(ours[key]))
        for (const key of different) {
          differences.push(
            `configuration ${number}, ${target}: ${key} is ${shown(ours[key])}, ssh says ${shown(theirs[key])}\n${text}`,
          )
        }
      }
    }
    await Promise.all(Array.from({ length: atOnce }, compareSome))

    expect(differences, `seed ${testSeed}\n${differences[0] ?? ''}`).toHaveLength(0)
    // The generator makes mistakes on purpose, but most configurations have to be good for this to mean anything.
    expect(refused).toBeGreaterThan(0)
    expect(refused).toBeLessThan(configurations / 3)
  },
)

test('lists changed with +, - and ^ are what ssh makes of them', async () => {
  const changes = {
    ciphers: ['+aes128-cbc', '-aes*', '^aes256-ctr,aes128-ctr', '-*gcm*,aes192-ctr', 'aes128-ctr'],
    macs: ['+hmac-md5', '-*etm*', '^hmac-sha2-512', 'hmac-sha1,hmac-sha2-256'],
    kexalgorithms: ['+diffie-hellman-group1-sha1', '-ecdh*,diffie*', '^curve25519-sha256'],
    hostkeyalgorithms: ['+ssh-rsa', '-*cert*', '^rsa-sha2-512', 'ssh-ed25519,rsa-sha2-256', '-ssh-*,ecdsa*'],
  }
  for (const [key, specs] of Object.entries(changes)) {
    const defaults = await printed(key, '')
    for (const spec of specs) {
      expect(changeAlgorithms(defaults, spec), `${key} ${spec}`).toEqual(
        await printed(key, `${key} ${spec}\n`),
      )
    }
  }
})

async function printed(key: string, config: string): Promise<string[]> {
  const file = join(folder.path, 'algorithms')
  await writeFile(file, config)
  const { stdout } = await run('ssh', ['-G', '-F', file, '--', 'host'])
  return parseDump(stdout).get(key)?.[0]?.split(',') ?? []
}

/** Everything of the host but who resolved it, or that it was refused. */
async function answerOf(
  target: string,
  userFile: string,
  ssh: string | null,
): Promise<Record<string, unknown>> {
  try {
    const { resolvedBy: _, ...host }: SshHost = await resolveSshHost(target, { userFile, ssh }, neverAborted)
    return host
  } catch (error) {
    if (!isAppError(error)) throw error
    return { refused: true }
  }
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'not there'
}
