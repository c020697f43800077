import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BadFile } from '../../../src-shared/troubles.ts'
import { openDatabase } from '../../../src-main/conversations/database.ts'
import { transcriptStore } from '../../../src-main/conversations/transcript-store.ts'
import { lastSalvage, openWholeDatabase, suspect } from '../../../src-main/conversations/whole-database.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

let dir: TempDir
let file = ''
const opened: DatabaseSync[] = []
beforeEach(async () => {
  dir = await makeTempDir('whole-database')
  file = path.join(dir.path, 'gateway.db')
})
afterEach(async () => {
  for (const database of opened.splice(0)) if (database.isOpen) database.close()
  await dir.remove()
})

const now = () => 1_000_000
const pageBytes = 4096
const words = (n: number) => `${n} ${'said by me '.repeat(60)}`

function open() {
  const told: BadFile[] = []
  const database = openWholeDatabase(file, { owner: () => '', now, onSalvage: bad => told.push(bad) })
  opened.push(database)
  return { database, told, store: transcriptStore(database) }
}

/** Three conversations, a paired device, and keys that must not be done twice. */
function writeGood(messages = 60) {
  const database = openDatabase(file, () => '')
  const store = transcriptStore(database)
  for (let n = 0; n < messages; n += 1) {
    const runId = `run-${n}`
    const key = `agent:main:${n % 3}`
    store.accept(key, { role: 'user', text: words(n), idempotencyKey: runId }, [], runId, 900_000 + n)
    const content = [{ type: 'text' as const, text: `answer ${n}` }]
    store.finish(runId, 'ok', { role: 'assistant', content, stopReason: 'stop' }, 900_000 + n)
  }
  addDevice(database, 'a key')
  database.exec(`INSERT INTO idempotency VALUES ('send', 'k1', 'hash', 'done', '{"ok":true}', 900000)`)
  database.close()
}

function addDevice(database: DatabaseSync, key: string) {
  const id = createHash('sha256').update(key).digest('hex')
  database
    .prepare(`INSERT INTO devices VALUES (?, ?, 'mine', 'app', 'ui', 'linux', '', 1, 1, NULL)`)
    .run(id, Buffer.from(key).toString('base64url'))
  database.prepare(`INSERT INTO device_roles VALUES (?, 'operator', '["operator.read"]', 1, 1, NULL)`).run(id)
}

/** Overwrites the page that holds this text. */
function losePageWith(text: string) {
  const bytes = readFileSync(file)
  const at = bytes.indexOf(text)
  expect(at).toBeGreaterThan(0)
  const page = Math.floor(at / pageBytes) * pageBytes
  writeFileSync(file, bytes.fill(0, page, page + pageBytes))
  return readFileSync(file)
}

const asides = () => readdirSync(dir.path).filter(name => /\.bad-\d+$/.test(name))
const rows = (database: DatabaseSync, table: string) => database.prepare(`SELECT * FROM ${table}`).all()

test('a whole file is opened as it is', () => {
  writeGood()
  const { database, told } = open()
  expect(told).toEqual([])
  expect(asides()).toEqual([])
  expect(lastSalvage(database)).toBeUndefined()
})

test('a damaged file is kept as it is, and conversations, devices and keys go on in a new one', () => {
  writeGood()
  const damaged = losePageWith(words(30))
  const { database, told, store } = open()
  expect(asides()).toEqual(['gateway.db.bad-1000000'])
  expect(readFileSync(path.join(dir.path, 'gateway.db.bad-1000000')).equals(damaged)).toBe(true)

  const kept = rows(database, 'messages').length
  expect(kept).toBeGreaterThan(90)
  expect(kept).toBeLessThan(120)
  expect(told.map(({ salvage }) => salvage)).toEqual([
    { kind: 'gateway', conversations: 3, messages: kept, devices: 1, lost: 120 - kept },
  ])
  expect(lastSalvage(database)).toMatchObject({ at: now(), lost: 120 - kept })
  expect(rows(database, 'device_roles')).toHaveLength(1)
  expect(rows(database, 'idempotency')).toHaveLength(1)
  // The next one gets a number that none has.
  const { lastSeq } = store.find('agent:main:0')!
  expect(store.append('agent:main:0', { role: 'system', kind: 'reset' }, now()).seq).toBe(lastSeq + 1)
  database.close()
  expect(open().told).toEqual([])
})

test('a message whose run was lost is not taken a second time', () => {
  writeGood(9)
  const database = openDatabase(file, () => '')
  database.exec(
    `DELETE FROM runs WHERE id IN ('run-3', 'run-4'); DELETE FROM messages WHERE run_id = 'run-4' AND body LIKE '%assistant%'`,
  )
  database.close()
  losePageWith(Buffer.from('a key').toString('base64url'))
  const { store } = open()
  expect(store.run('run-3')).toMatchObject({ state: 'ok' })
  // Nobody knows what was done for it already: it is told to be interrupted, and not begun again.
  expect(store.run('run-4')?.attempts).toBeGreaterThan(10)
  expect(store.openRuns().map(({ id }) => id)).toEqual(['run-4'])
})

test('a conversation whose own row was lost comes back with its messages and its first words', () => {
  writeGood(9)
  const database = openDatabase(file, () => '')
  database.exec(`PRAGMA foreign_keys = OFF; DELETE FROM conversations WHERE key = 'agent:main:1'`)
  database.close()
  losePageWith(Buffer.from('a key').toString('base64url'))
  const { store } = open()
  expect(store.find('agent:main:1')).toMatchObject({ lastSeq: 6, title: words(1).slice(0, 200) })
  expect(store.messages('agent:main:1', 1, 6)).toHaveLength(6)
  expect(store.list({ limit: 9, offset: 0, search: 'said by me' }).total).toBe(3)
})

test('a device whose key is not the one its id was made of is not let in', () => {
  writeGood(3)
  const database = openDatabase(file, () => '')
  addDevice(database, 'other')
  database.exec(`UPDATE devices SET public_key = 'b3RoZXI' WHERE public_key <> 'b3RoZXI'`)
  database.close()
  losePageWith('answer 1')
  const after = open().database
  expect(rows(after, 'devices')).toMatchObject([{ public_key: 'b3RoZXI' }])
  expect(rows(after, 'device_roles')).toHaveLength(1)
})

test.each([
  ['that is no database at all', (bytes: Buffer) => bytes.fill(7)],
  ['whose first page is gone', (bytes: Buffer) => bytes.fill(0, 0, pageBytes)],
  ['that was cut off', (bytes: Buffer) => bytes.subarray(0, 10_000)],
])('a file %s is kept, and the gateway begins anew', (_, damage) => {
  writeGood()
  const bytes = damage(readFileSync(file))
  writeFileSync(file, bytes)
  const { database, told, store } = open()
  expect(told[0]?.salvage).toEqual({ kind: 'gateway', conversations: 0, messages: 0, devices: 0 })
  expect(readFileSync(told[0]!.path).equals(bytes)).toBe(true)
  store.ensure('agent:main:main', 1)
  expect(rows(database, 'conversations')).toHaveLength(1)
})

test('damage that was met in use is looked for at the next start, also within words', () => {
  writeGood()
  const bytes = readFileSync(file)
  // One letter of a message's JSON: SQLite itself sees nothing wrong with it.
  const at = bytes.indexOf('{"role":"user","text":"7 ')
  bytes[at] = 0x5b
  writeFileSync(file, bytes)
  expect(open().told).toEqual([])
  opened.splice(0).forEach(database => database.close())

  suspect(file)
  const { told, database } = open()
  expect(told[0]?.salvage).toMatchObject({ messages: 119, lost: 1 })
  expect(existsSync(`${file}.suspect`)).toBe(false)
  database.close()
  expect(open().told).toEqual([])
})

test('a file of a newer Gangway is left alone', () => {
  writeGood(1)
  const database = openDatabase(file, () => '')
  database.exec('PRAGMA user_version = 999')
  database.close()
  expect(open).toThrow('newer Gangway')
  expect(asides()).toEqual([])
})
