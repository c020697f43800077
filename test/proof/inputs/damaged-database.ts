// B9: the file of waiting messages, damaged as disks do it. What is not whole is left out; nothing is made up.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { openOutboxStore } from '../../../src-main/outbox/outbox-store.ts'
import { uuidV7 } from '../../../src-shared/uuid-v7.ts'
import { seededRandom } from '../../support/seeded-random.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import type { Measure } from '../proof-case.ts'
import { damageDisk } from './disk-damage.ts'

const now = () => 5_000

export const damageDatabase: Measure = async ({ amount, seed }) => {
  const random = seededRandom(seed)
  const dir = await makeTempDir('damaged-database')
  const good = path.join(dir.path, 'good.db')
  const written = writeGood(good)
  const whole = await readFile(good)
  const failures: string[] = []
  const seen = { 'put aside': 0, 'waiting messages kept': 0, 'waiting messages lost': 0 }
  const folder = path.join(dir.path, 'state')
  for (let turn = 0; turn < amount; turn += 1) {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder)
    const file = path.join(folder, 'outbox.db')
    const bytes = damageDisk(whole, random)
    await writeFile(file, bytes)
    let aside: string | undefined
    try {
      const store = openOutboxStore(file, { now, onDamage: about => void (aside = about.path) })
      const open = store.open()
      store.close()
      if (open.some(({ key, text }) => written.get(key) !== text)) throw new Error('a message was made up')
      if (new Set(open.map(({ key }) => key)).size !== open.length) throw new Error('a message waits twice')
      seen['waiting messages kept'] += open.length
      seen['waiting messages lost'] += written.size - open.length
      if (aside !== undefined) {
        seen['put aside'] += 1
        if (!(await readFile(aside)).equals(bytes)) throw new Error('the damaged file was changed')
      } else if (open.length < written.size) throw new Error('messages were lost, and nothing was told')
    } catch (error) {
      failures.push(`turn ${turn} (seed ${seed}): ${String(error)}`)
    }
  }
  await dir.remove()
  return { played: amount, passed: amount - failures.length, failures, numbers: seen }
}

/** Texts by key. */
function writeGood(file: string): ReadonlyMap<string, string> {
  const store = openOutboxStore(file, { now })
  const written = new Map<string, string>()
  for (let n = 0; n < 12; n += 1) {
    const message = {
      key: uuidV7(n, new Uint8Array(10)),
      gateway: 'local',
      sessionKey: 'agent:main:main',
      at: 1_000 + n,
      text: `${n} ${'words of mine '.repeat(n * 40)}`,
    }
    store.add(message, 1_000 + message.text.length)
    written.set(message.key, message.text)
  }
  store.close()
  return written
}
