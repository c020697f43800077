// B3: private keys with bits turned over, bytes changed, ends cut off.
import { readFile } from 'node:fs/promises'
import { readPrivateKey } from '../../../src-main/tunnel/login/private-key.ts'
import { recognise } from '../../../src-main/tunnel/login/key-file.ts'
import { seededRandom, type SeededRandom } from '../../support/seeded-random.ts'
import { collectGarbage } from '../../support/collect-garbage.ts'
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
const allowedMiB = 50
const warmUpRounds = 50
/** One file’s memory is too little to be seen; so many are read between two collections. */
const filesTogether = 100

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
  // V8 makes itself room once, with the first keys of any kind; what damaged ones cost is counted beyond that.
  for (const text of Array.from({ length: warmUpRounds }, () => texts).flat()) read(text)
  collectGarbage()
  const before = process.memoryUsage.rss()
  let start = before
  let mostGrown = 0
  let slowestMs = 0
  for (let turn = 0; turn < amount; turn += 1) {
    const text = damage(random.pick(texts), random)
    const startedOn = performance.now()
    try {
      outcomes[read(text) ? 'usable' : 'refused'] += 1
    } catch (error) {
      failures.push(`file ${turn} (seed ${seed}): ${String(error)}`)
    }
    slowestMs = Math.max(slowestMs, performance.now() - startedOn)
    mostGrown = Math.max(mostGrown, process.memoryUsage.rss() - start)
    if (turn % filesTogether !== 0) continue
    collectGarbage()
    start = process.memoryUsage.rss()
  }
  collectGarbage()
  const mostMiB = mostGrown / 2 ** 20
  const keptMiB = (process.memoryUsage.rss() - before) / 2 ** 20
  const passed = amount - failures.length
  if (slowestMs > mostMs) failures.push(`one took ${Math.round(slowestMs)} ms`)
  if (mostMiB > allowedMiB) failures.push(`${filesTogether} files took ${Math.round(mostMiB)} MiB`)
  if (keptMiB > allowedMiB) failures.push(`${Math.round(keptMiB)} MiB were not given back`)
  return {
    played: amount,
    passed,
    failures,
    numbers: { ...outcomes, 'slowest ms': slowestMs, 'MiB of a hundred': mostMiB, 'MiB kept': keptMiB },
  }
}

/** Whether it is a private key that can be used. */
function read(text: string): boolean {
  const found = recognise(text)
  return found.kind === 'private' && readPrivateKey(found.text, found.format) !== undefined
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
