// B3: private keys with bits turned over, bytes changed, ends cut off.
import { readFile } from 'node:fs/promises'
import { readPrivateKey } from '../../../src-main/tunnel/login/private-key.ts'
import { recognise } from '../../../src-main/tunnel/login/key-file.ts'
import { seededRandom, type SeededRandom } from '../../support/seeded-random.ts'
import { makeSshKey, type SshKeyOptions } from '../../support/ssh-keys.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import type { Measure } from '../proof-case.ts'

const kinds: readonly SshKeyOptions[] = [
  { type: 'ed25519' },
  { type: 'rsa' },
  { type: 'ecdsa' },
  { type: 'rsa', format: 'PEM' },
  { type: 'ecdsa', format: 'PEM' },
  { type: 'rsa', format: 'PKCS8' },
  { type: 'ecdsa', format: 'PKCS8' },
  { type: 'ed25519', passphrase: 'sesame' },
  { type: 'rsa', passphrase: 'sesame' },
  { type: 'rsa', format: 'PEM', passphrase: 'sesame' },
]
const mostMs = 2_000
const mostMiB = 50

export const damageKeys: Measure = async ({ amount, seed }) => {
  const random = seededRandom(seed)
  const dir = await makeTempDir('damaged-keys')
  const texts: string[] = []
  for (const [index, options] of kinds.entries()) {
    const key = await makeSshKey(dir.path, `key-${index}`, options)
    texts.push(await readFile(key.path, 'latin1'), await readFile(`${key.path}.pub`, 'latin1'))
  }
  await dir.remove()
  const failures: string[] = []
  const outcomes = { usable: 0, refused: 0 }
  const before = process.memoryUsage().rss
  let slowestMs = 0
  for (let turn = 0; turn < amount; turn += 1) {
    const text = damage(random.pick(texts), random)
    const startedOn = performance.now()
    try {
      const found = recognise(text)
      const isUsable = found.kind === 'private' && readPrivateKey(found.text, found.format) !== undefined
      outcomes[isUsable ? 'usable' : 'refused'] += 1
    } catch (error) {
      failures.push(`file ${turn} (seed ${seed}): ${String(error)}`)
    }
    slowestMs = Math.max(slowestMs, performance.now() - startedOn)
  }
  const grownMiB = (process.memoryUsage().rss - before) / 2 ** 20
  const passed = amount - failures.length
  if (slowestMs > mostMs) failures.push(`one took ${Math.round(slowestMs)} ms`)
  if (grownMiB > mostMiB) failures.push(`memory grew by ${Math.round(grownMiB)} MiB`)
  return {
    played: amount,
    passed,
    failures,
    numbers: { ...outcomes, 'slowest ms': slowestMs, 'grown MiB': Math.max(0, grownMiB) },
  }
}

function damage(text: string, random: SeededRandom): string {
  const bytes = Buffer.from(text, 'latin1')
  const flip = () => {
    const at = random.below(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
  }
  const ways: readonly (() => string)[] = [
    () => {
      flip()
      return bytes.toString('latin1')
    },
    () => {
      flip()
      flip()
      return bytes.toString('latin1')
    },
    () => {
      bytes[random.below(bytes.length)] = random.below(256)
      return bytes.toString('latin1')
    },
    () => text.slice(0, random.below(text.length)),
    // What is inside, with the armour whole: lengths and names of the format itself.
    () => insideDamaged(text, random),
    () => insideDamaged(text, random),
  ]
  return random.pick(ways)()
}

function insideDamaged(text: string, random: SeededRandom): string {
  const lines = text.split('\n')
  const from = lines.findIndex(line => /^[A-Za-z0-9+/]{40,}=*$/.test(line))
  const to = lines.findLastIndex(line => line.startsWith('-----END'))
  if (from === -1 || to === -1) return text.slice(0, random.below(text.length))
  const body = Buffer.from(lines.slice(from, to).join(''), 'base64')
  for (let count = 1 + random.below(2); count > 0; count -= 1) {
    const at = random.below(Math.min(body.length, random.pick([64, body.length])))
    body[at] = random.pick([0, 255, (body[at] ?? 0) ^ (1 << random.below(8))])
  }
  const kept = random.chance(0.2) ? body.subarray(0, random.below(body.length)) : body
  const armour = kept.toString('base64').match(/.{1,70}/g) ?? []
  return [...lines.slice(0, from), ...armour, ...lines.slice(to)].join('\n')
}
