// All of it or none, for every SQLite file of ours.
import type { DatabaseSync } from 'node:sqlite'

/** Runs `work` as one transaction: all of it is committed, or none. Throws what `work` throws. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // A full disk may have rolled it back already (sqlite.org/lang_transaction.html).
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
