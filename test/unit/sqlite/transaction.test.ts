import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { transaction } from '../../../src-main/sqlite/transaction.ts'

let database: DatabaseSync
beforeEach(() => {
  database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE notes (text TEXT NOT NULL) STRICT')
})
afterEach(() => database.close())

const notes = () => database.prepare('SELECT text FROM notes').all()

test('what fails in the middle leaves nothing', () => {
  const fail = () =>
    transaction(database, () => {
      database.exec("INSERT INTO notes VALUES ('half')")
      throw new Error('in the middle')
    })
  expect(fail).toThrow('in the middle')
  expect(notes()).toEqual([])
})

test('a disk that is full is told as such, although SQLite has rolled back by itself', () => {
  const fill = () =>
    transaction(database, () => {
      // What SQLite does at SQLITE_FULL, wherever the disk ends.
      database.exec("INSERT INTO notes VALUES ('half'); ROLLBACK")
      throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
    })
  expect(fill).toThrow('database or disk is full')
  expect(notes()).toEqual([])
})
