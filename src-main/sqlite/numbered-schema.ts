// The schema of an SQLite file, numbered in the file itself.
import type { DatabaseSync } from 'node:sqlite'
import { appError } from '../../src-shared/errors.ts'
import { transaction } from './transaction.ts'

/**
 * Brings a file to the newest schema. Each entry of `migrations` leads from the version before to the next one; entries
 * are only ever added. Throws STORE_FAILED for a file of a newer Gangway.
 */
export function migrate(database: DatabaseSync, path: string, migrations: readonly string[]): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number }
  if (version > migrations.length) {
    throw appError('STORE_FAILED', { path, why: `it was written by a newer Gangway (schema ${version})` })
  }
  // Even an unchanged file is written to once: that is what takes the exclusive lock.
  transaction(database, () => {
    for (const step of migrations.slice(version)) database.exec(step)
    database.exec(`PRAGMA user_version = ${migrations.length}`)
  })
}
