// Damage is noticed by whichever statement meets it; trouble that is none is not.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { damage } from '../../../src-main/sqlite/broken-file.ts'
import { noticing, watchForDamage } from '../../../src-main/sqlite/damage-watch.ts'
import { makeTempDir, type TempDir } from '../../support/temp-dir.ts'

const pageBytes = 4096
let dir: TempDir
let file = ''
let database: DatabaseSync
let met: unknown[] = []

beforeEach(async () => {
  dir = await makeTempDir('damage-watch')
  file = path.join(dir.path, 'some.db')
  const before = new DatabaseSync(file)
  before.exec('CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT) STRICT')
  const add = before.prepare('INSERT INTO words (text) VALUES (?)')
  for (let n = 0; n < 100; n += 1) add.run(`${n} ${'kept words '.repeat(40)}`)
  before.close()
})
afterEach(async () => {
  if (database.isOpen) database.close()
  await dir.remove()
})

function open(): void {
  database = new DatabaseSync(file)
  met = []
  watchForDamage(database, error => void met.push(error))
}

function losePage(number: number): void {
  const bytes = readFileSync(file)
  writeFileSync(file, bytes.fill(0, number * pageBytes, (number + 1) * pageBytes))
}

const lostPage = () => Math.floor(readFileSync(file).indexOf('50 kept words') / pageBytes)

test.each<[string, () => unknown]>([
  ['get', () => database.prepare('SELECT max(text) FROM words').get()],
  ['all', () => database.prepare('SELECT text FROM words').all()],
  ['iterate', () => [...database.prepare('SELECT text FROM words').iterate()]],
  ['run', () => database.prepare('UPDATE words SET text = text || ?').run('!')],
  ['exec', () => database.exec("DELETE FROM words WHERE text LIKE '%other%'")],
])('a page that makes no sense is noticed by %s', (_, read) => {
  losePage(lostPage())
  open()
  expect(read).toThrow('malformed')
  expect(met).toEqual([expect.objectContaining({ errcode: 11 })])
})

test('a file that is no database is noticed when a statement is prepared', () => {
  writeFileSync(file, Buffer.alloc(4 * pageBytes, 7))
  open()
  expect(() => database.prepare('SELECT text FROM words')).toThrow('not a database')
  expect(met).toEqual([expect.objectContaining({ errcode: 26 })])
})

test('what only its reader sees is noticed where it reads', () => {
  open()
  const read = () =>
    noticing(database, () => {
      throw damage('words that make no sense')
    })
  expect(read).toThrow('words that make no sense')
  expect(met).toHaveLength(1)
})

test('statements give what they gave, and a full disk or a wrong statement is no damage', () => {
  open()
  const one = database.prepare('SELECT substr(text, 1, 2) AS begin FROM words WHERE id = ?')
  expect(one.get(51)).toEqual({ begin: '50' })
  expect(one.all(51)).toEqual([{ begin: '50' }])
  expect([...one.iterate(51)]).toEqual([{ begin: '50' }])
  expect(database.prepare('DELETE FROM words WHERE id = ?').run(51).changes).toBe(1)

  database.exec('PRAGMA max_page_count = 1')
  const add = database.prepare('INSERT INTO words (text) VALUES (?)')
  expect(() => add.run('x'.repeat(100 * pageBytes))).toThrow('full')
  expect(() => database.exec('SELECT 1 FROM nowhere')).toThrow('no such table')
  expect(met).toEqual([])
})
