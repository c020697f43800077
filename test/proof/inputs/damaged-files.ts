// B9: the app's own files, damaged in every way a disk, an editor or a stranger finds.
import { lstat, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isAppError } from '../../../src-shared/errors.ts'
import { openAppState } from '../../../src-main/settings/app-state.ts'
import { openSecretsFile } from '../../../src-main/settings/secrets-file.ts'
import { openSettings } from '../../../src-main/settings/settings-store.ts'
import { seededRandom, type SeededRandom } from '../../support/seeded-random.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import type { Measure } from '../proof-case.ts'

const good = {
  'gangway.json5': `// mine\n{ gateway: { port: 4000, auth: { mode: 'token' } }, app: { appearance: 'dark', hosts: [{ host: 'box' }] } }\n`,
  'app-settings.json': `${JSON.stringify({ appearance: 'light', startAtLogin: true, hosts: [{ host: 'web', gatewayPort: 1 }] }, null, 2)}\n`,
  'app-state.json': JSON.stringify({ welcomed: true, drafts: [['main', 'half a thought']], recent: [] }),
  'secrets.json': JSON.stringify({ one: 'first', two: 'second' }),
}
type Name = keyof typeof good
const names = Object.keys(good) as Name[]

/** What the settings were after the last change that was saved. */
const lastGood = { reconnectWithin: 45, startAtLogin: true }

/** Where some of the links lead. */
const notOurs = 'not ours\n'

export const damageFiles: Measure = async ({ amount, seed }) => {
  const random = seededRandom(seed)
  const dir = await makeTempDir('damaged-files')
  const failures: string[] = []
  const elsewhere = path.join(dir.path, 'somebody-else.txt')
  await writeFile(elsewhere, notOurs)
  const told = { 'problem told': 0, 'understood all the same': 0 }
  for (let turn = 0; turn < amount; turn += 1) {
    const folder = path.join(dir.path, 'state')
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder)
    const name = random.pick(names)
    for (const [each, text] of Object.entries(good)) await writeFile(path.join(folder, each), text)
    await writeFile(path.join(folder, 'app-settings.last-good.json'), JSON.stringify(lastGood))
    const text = damage(good[name], random)
    const file = path.join(folder, name)
    await rm(file)
    if (random.chance(0.05)) await symlink(random.pick([elsewhere, file, '..']), file)
    else await writeFile(file, text)
    try {
      told[(await useAll(folder, name, text)) ? 'problem told' : 'understood all the same'] += 1
    } catch (error) {
      failures.push(`${name}, turn ${turn} (seed ${seed}): ${String(error)}`)
    }
    if ((await readFile(elsewhere, 'utf8')) !== notOurs) {
      failures.push(`${name}, turn ${turn} (seed ${seed}): what a link leads to was written over`)
      await writeFile(elsewhere, notOurs)
    }
  }
  await dir.remove()
  return { played: amount, passed: amount - failures.length, failures, numbers: told }
}

/** Whether a problem was told. Rejects when a file was lost, or something threw that is no error of ours. */
async function useAll(folder: string, damaged: Name, text: string): Promise<boolean> {
  const mended: string[] = []
  const settings = await openSettings(folder, { onMended: bad => void mended.push(bad.path) })
  let isTold = settings.problem !== undefined || mended.length > 0
  for (const aside of mended) {
    await expectKept(aside, text)
    // Not the defaults: what was good last is there.
    if (settings.app.reconnectWithin !== 45) throw new Error('the last good settings were not taken')
  }
  await settings.change({ reconnectWithin: 60 }).catch((error: unknown) => {
    if (!isAppError(error)) throw error
    isTold = true
  })
  if (damaged === 'gangway.json5') await expectKept(path.join(folder, damaged), text)
  openAppState(folder).draft('main')
  const secrets = openSecretsFile(path.join(folder, 'secrets.json'))
  const readable = await secrets.read('one').then(
    () => true,
    (error: unknown) => {
      if (!isAppError(error)) throw error
      isTold = true
      return false
    },
  )
  if (!readable) {
    // What cannot be understood is never written over.
    await secrets.write('three', 'third').catch((error: unknown) => {
      if (!isAppError(error)) throw error
    })
    await expectKept(path.join(folder, 'secrets.json'), text)
  }
  return isTold
}

async function expectKept(file: string, text: string): Promise<void> {
  // A link that leads elsewhere has no text of ours.
  if ((await lstat(file)).isSymbolicLink()) return
  if ((await readFile(file, 'utf8')) !== text) throw new Error('the file was written over')
}

function damage(text: string, random: SeededRandom): string {
  const at = random.below(text.length)
  return random.pick<() => string>([
    () => text.slice(0, at),
    () => '',
    () => '\0'.repeat(text.length),
    () => `${text.slice(0, at)}${String.fromCharCode(random.below(256))}${text.slice(at + 1)}`,
    () =>
      `${text.slice(0, at)}${random.pick(['{', '}', '[', ']', '"', ',', ':', '\0', '\u{feff}', '1e400'])}${text.slice(at)}`,
    () => text + text,
    () => text.replace(/[0-9]+/, random.pick(['-1', '1e400', '"7"', 'null', '[]', '99999999999999999999'])),
    () => `{"__proto__":{"polluted":true},"constructor":1,${text.slice(text.indexOf('{') + 1)}`,
    () => '['.repeat(20_000),
    () => random.pick(['null', '7', '"text"', '[]', 'true', '{}']),
    () => `\u{feff}${text}`,
    () => text.replaceAll('\n', '\r\n'),
  ])()
}
