// Notices a damaged file where its statements run, whoever asked and whatever becomes of the failure.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { isDamage } from './broken-file.ts'

/** Told of each failure, so maybe often; `error` is thrown to who asked as well. Must not throw. */
type OnDamage = (error: unknown) => void

const owners = new WeakMap<DatabaseSync, OnDamage>()

/**
 * From now on `onDamage` hears of each statement of this database that fails because its file makes no sense
 * (`isDamage`): not of a full disk, nor of one that cannot be read at the moment. Statements prepared before are not heard of.
 */
export function watchForDamage(database: DatabaseSync, onDamage: OnDamage): void {
  const prepare = database.prepare.bind(database)
  const exec = database.exec.bind(database)
  owners.set(database, onDamage)
  database.prepare = (...args) => noticing(database, () => watched(prepare(...args), onDamage))
  database.exec = text => noticing(database, () => exec(text))
}

/** Does `work`, which reads what this database holds: some damage only its reader sees. Throws what `work` throws. */
export function noticing<T>(database: DatabaseSync, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (isDamage(error)) owners.get(database)?.(error)
    throw error
  }
}

function watched(statement: StatementSync, onDamage: OnDamage): StatementSync {
  const run = statement.run.bind(statement)
  const get = statement.get.bind(statement)
  const all = statement.all.bind(statement)
  const iterate = statement.iterate.bind(statement)
  const heard =
    <Args extends unknown[], Result>(read: (...args: Args) => Result) =>
    (...args: Args): Result => {
      try {
        return read(...args)
      } catch (error) {
        if (isDamage(error)) onDamage(error)
        throw error
      }
    }
  return Object.assign(statement, {
    run: heard(run),
    get: heard(get),
    all: heard(all),
    *iterate(...args: Parameters<typeof iterate>) {
      try {
        yield* iterate(...args)
      } catch (error) {
        if (isDamage(error)) onDamage(error)
        throw error
      }
    },
  })
}
