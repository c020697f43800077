// B9: the gateway's database, damaged as disks do it. It starts all the same; what was lost is told, and nothing is made up.
import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { openDatabase } from '../../../src-main/conversations/database.ts'
import { transcriptStore } from '../../../src-main/conversations/transcript-store.ts'
import { openWholeDatabase, suspect } from '../../../src-main/conversations/whole-database.ts'
import type { BadFile } from '../../../src-shared/troubles.ts'
import { seededRandom } from '../../support/seeded-random.ts'
import { makeTempDir } from '../../support/temp-dir.ts'
import type { Measure } from '../proof-case.ts'
import { damageDisk } from './disk-damage.ts'

const now = () => 5_000
const conversations = 4
const devices = 3
const questions = 40

export const damageGatewayDatabase: Measure = async ({ amount, seed }) => {
  const random = seededRandom(seed)
  const dir = await makeTempDir('damaged-gateway')
  const good = path.join(dir.path, 'good.db')
  const written = writeGood(good)
  const whole = await readFile(good)
  const failures: string[] = []
  const seen = { 'put aside': 0, 'messages kept': 0, 'messages lost': 0, 'devices kept': 0 }
  const folder = path.join(dir.path, 'state')
  for (let turn = 0; turn < amount; turn += 1) {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder)
    const file = path.join(folder, 'gateway.db')
    const bytes = damageDisk(whole, random)
    await writeFile(file, bytes)
    // As after damage that was met in use: then all of it is looked through, the words too.
    if (random.chance(0.5)) suspect(file)
    try {
      const found = openAndUse(file)
      seen['messages kept'] += found.messages
      seen['messages lost'] += written - found.messages
      seen['devices kept'] += found.devices
      if (found.bad) {
        seen['put aside'] += 1
        if (!(await readFile(found.bad.path)).equals(bytes)) throw new Error('the damaged file was changed')
      } else if (found.messages < written) throw new Error('messages were lost, and nothing was told')
    } catch (error) {
      failures.push(`turn ${turn} (seed ${seed}): ${String(error)}`)
    }
  }
  await dir.remove()
  return { played: amount, passed: amount - failures.length, failures, numbers: seen }

  /** Opens it, goes on with it, and looks at what is there. */
  function openAndUse(file: string) {
    let bad: BadFile | undefined
    const database = openWholeDatabase(file, { owner: () => '', now, onSalvage: told => void (bad = told) })
    try {
      const messages = count(database, 'messages')
      if (messages > written) throw new Error('messages were made up')
      if (bad) checkSalvaged(database, bad, messages)
      return { bad, messages, devices: count(database, 'devices') }
    } finally {
      database.close()
    }
  }
}

function checkSalvaged(database: DatabaseSync, { salvage }: BadFile, messages: number): void {
  if (salvage?.kind !== 'gateway' || salvage.messages !== messages) throw new Error('other numbers were told')
  const keys = database.prepare('SELECT id, public_key FROM devices').all() as {
    id: string
    public_key: string
  }[]
  for (const { id, public_key: key } of keys)
    if (digestOf(key) !== id) throw new Error('a device was let in under another key')
  const store = transcriptStore(database)
  for (const { key, lastSeq } of store.list({ limit: 100, offset: 0 }).conversations) {
    for (const { message } of store.messages(key, 1, lastSeq))
      if (typeof message.role !== 'string') throw new Error('a message is none')
    const { seq } = store.append(key, { role: 'system', kind: 'reset' }, now())
    if (seq !== lastSeq + 1) throw new Error('the next message has a wrong number')
  }
  store.openRuns()
  const { integrity_check: verdict } = database.prepare('PRAGMA integrity_check').get() as {
    integrity_check: string
  }
  if (verdict !== 'ok') throw new Error(`the new file is not whole: ${verdict}`)
  if (database.prepare('PRAGMA foreign_key_check').all().length > 0)
    throw new Error('rows refer to what is not there')
}

const count = (database: DatabaseSync, table: string): number =>
  (database.prepare(`SELECT count(*) AS n FROM ${table} NOT INDEXED`).get() as { n: number }).n

const digestOf = (key: string) => createHash('sha256').update(Buffer.from(key, 'base64url')).digest('hex')

/** How many messages it holds. */
function writeGood(file: string): number {
  const database = openDatabase(file, () => '')
  const store = transcriptStore(database)
  for (let n = 0; n < questions; n += 1) {
    const runId = `run-${n}`
    const key = `agent:main:${n % conversations}`
    const text = `${n} ${'words of mine '.repeat(n * 5)}`
    store.accept(key, { role: 'user', text, idempotencyKey: runId }, [], runId, 1_000 + n)
    const content = [{ type: 'text' as const, text: `answer ${n}` }]
    store.finish(runId, 'ok', { role: 'assistant', content, stopReason: 'stop' }, 1_000 + n)
  }
  const add = database.prepare(
    `INSERT INTO devices VALUES (?, ?, 'mine', 'app', 'ui', 'linux', '', 1, 1, NULL)`,
  )
  const allow = database.prepare(
    `INSERT INTO device_roles VALUES (?, 'operator', '["operator.read"]', 1, 1, NULL)`,
  )
  const remember = database.prepare(
    `INSERT INTO idempotency VALUES ('send', ?, 'hash', 'done', '{"ok":true}', 1)`,
  )
  for (let n = 0; n < devices; n += 1) {
    const key = Buffer.from(`key ${n}`).toString('base64url')
    add.run(digestOf(key), key)
    allow.run(digestOf(key))
    remember.run(`k${n}`)
  }
  database.close()
  return 2 * questions
}
