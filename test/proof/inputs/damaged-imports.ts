// B9: what is brought in from elsewhere: an openclaw.json that means harm, and names that lead out of their folder.
import { execFileSync } from 'node:child_process'
import { readdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isAppError } from '../../../src-shared/errors.ts'
import { maxImportBytes } from '../../../src-shared/openclaw-import.ts'
import { openOpenClawImport } from '../../../src-main/openclaw-import.ts'
import { openSettings } from '../../../src-main/settings/settings-store.ts'
import { defaultStateDir } from '../../../src-main/settings/state-dir.ts'
import { memoryVault } from '../../support/memory-vault.ts'
import { seededRandom, type SeededRandom } from '../../support/seeded-random.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import type { Measure } from '../proof-case.ts'

const good = JSON.stringify({
  gateway: { mode: 'remote', remote: { url: 'wss://gateway.example:443', token: 'a-token-of-theirs' } },
})

type Kind = 'mutated' | 'huge' | 'deep' | 'link' | 'path' | 'profile'

export const damageImports: Measure = async ({ amount, seed }) => {
  const random = seededRandom(seed)
  const dir = await makeTempDir('damaged-imports')
  const home = path.join(dir.path, 'home')
  const vault = memoryVault()
  const settings = await openSettings(home)
  const { read } = openOpenClawImport({ vault, settings, env: {}, home })
  const failures: string[] = []
  const seen = { refused: 0, understood: 0 }
  const file = path.join(dir.path, 'openclaw.json')
  const pipe = path.join(dir.path, 'pipe')
  if (process.platform !== 'win32') execFileSync('mkfifo', [pipe])

  async function play(kind: Kind, turn: number): Promise<boolean> {
    switch (kind) {
      case 'mutated':
        await writeFile(file, mutated(random))
        return await isTaken(file)
      case 'huge':
        await writeFile(file, `${good}${' '.repeat(maxImportBytes + random.below(1_000_000))}`)
        return mustBeRefused(await isTaken(file))
      case 'deep':
        await writeFile(file, random.pick(['[', '{"gateway":', '[{"a":']).repeat(20_000))
        return mustBeRefused(await isTaken(file))
      case 'link': {
        const link = path.join(dir.path, `link-${turn}`)
        await symlink(random.pick(['/dev/zero', '/dev/stdin', '..', link, pipe, '/nowhere']), link)
        return mustBeRefused(await isTaken(link))
      }
      case 'path':
        return mustBeRefused(await isTaken(traversal(random, turn)))
      case 'profile':
        return profileStays(traversal(random, turn))
    }
  }

  async function isTaken(name: string): Promise<boolean> {
    try {
      await read({ path: name })
      return true
    } catch (error) {
      if (!isAppError(error, 'IMPORT_UNUSABLE')) throw error
      return false
    }
  }

  /** A profile's folder is one of its own, within the state directory, or there is none. */
  function profileStays(name: string): boolean {
    try {
      const base = path.join(home, 'state')
      const found = defaultStateDir(name, { env: { GANGWAY_STATE_DIR: base } })
      if (name === 'default' ? found === base : path.dirname(found) === path.join(base, 'profiles'))
        return true
    } catch (error) {
      if (!isAppError(error, 'INVALID_INPUT')) throw error
      return false
    }
    throw new Error(`the profile ${JSON.stringify(name)} leads out of its folder`)
  }

  for (let turn = 0; turn < amount; turn += 1) {
    const kind = random.pick<Kind>(['mutated', 'mutated', 'huge', 'deep', 'link', 'path', 'path', 'profile'])
    try {
      seen[(await play(kind, turn)) ? 'understood' : 'refused'] += 1
    } catch (error) {
      failures.push(`${kind}, turn ${turn} (seed ${seed}): ${String(error)}`)
    }
  }
  // Looking saves nothing, whatever was looked at.
  if ((await vault.list()).length > 0) failures.push('a secret was kept without a yes')
  const left = await readdir(home).catch(() => [])
  if (left.length > 0) failures.push(`files were written: ${left.join(', ')}`)
  await dir.remove()
  return { played: amount, passed: amount - failures.length, failures, numbers: seen }
}

function mustBeRefused(isTaken: boolean): boolean {
  if (isTaken) throw new Error('it was taken')
  return false
}

function mutated(random: SeededRandom): string {
  const at = random.below(good.length)
  const signs = ['{', '}', '[', '"', ',', ':', '\0', '\u{feff}', '1e400', '"__proto__":{"polluted":true},']
  return random.pick([
    good.slice(0, at),
    `${good.slice(0, at)}${random.pick(signs)}${good.slice(at)}`,
    `${good.slice(0, at)}${String.fromCharCode(random.below(256))}${good.slice(at + 1)}`,
    good.replace(
      'wss://gateway.example:443',
      random.pick(['file:///etc/passwd', 'javascript:1', 'wss://a:b@c', '7']),
    ),
    `\u{feff}${good}`,
    good + good,
    '',
  ])
}

/** Names that climb, are absolute, end early or are encoded; none of them names an openclaw.json. */
function traversal(random: SeededRandom, turn: number): string {
  const up = random.pick(['../', '..\\', './../', '%2e%2e/', '..%2f', '....//', '~/../', '/proc/self/../../'])
  const target = random.pick(['etc/passwd', 'secrets.json', 'gangway.json5', '', '\0', 'CON', 'a\nb', ' '])
  return `${up.repeat(1 + random.below(12))}${target}${random.chance(0.3) ? `-${turn}` : ''}`
}
