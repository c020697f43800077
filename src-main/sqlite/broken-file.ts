// An SQLite file that is damaged: it is put aside, never written over, and what can still be read of it is carried over.
import { existsSync, renameSync, statSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { transaction } from './transaction.ts'

/** Result codes of SQLite (sqlite.org/rescode.html). */
const corrupt = 11
const notADatabase = 26
/** SQLITE_IOERR_SHORT_READ: the file ends before its last page. */
const cutOff = 522

/** As SQLite would say it, of what only its user can see. */
export function damage(why: string): Error {
  return Object.assign(new Error(why), { errcode: corrupt })
}

/** Whether this is what SQLite says of a file whose contents make no sense. */
export function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0
  return code === cutOff || code % 256 === corrupt || code % 256 === notADatabase
}

/**
 * Looks all of it through: damage that nobody has met yet would come up in the middle of something else. `quickly` leaves
 * out whether indexes say what their tables do, and takes half the time.
 */
export function checkWhole(database: DatabaseSync, path: string, how: 'all' | 'quickly' = 'all'): void {
  const { page_size: pageBytes } = database.prepare('PRAGMA page_size').get() as { page_size: number }
  if (statSync(path).size % pageBytes !== 0) throw damage('its last page is cut off')
  const check = how === 'all' ? 'integrity_check' : 'quick_check'
  const found = database.prepare(`PRAGMA ${check}(1)`).get() as Record<string, string>
  if (found[check] !== 'ok') throw damage(found[check] ?? 'it says nothing')
}

/** Renames it, with what belongs to it, to `PATH.bad-TIME` (milliseconds since the epoch), and gives that name. */
export function putAside(path: string, now: number): string {
  const aside = `${path}.bad-${now}`
  for (const part of ['', '-wal', '-shm'])
    if (existsSync(`${path}${part}`)) renameSync(`${path}${part}`, `${aside}${part}`)
  return aside
}

type Row = Record<string, SQLInputValue>

/** How many rows a table had, by one of its indexes; undefined where none of them can be read. */
export function countRows(file: string, table: string): number | undefined {
  try {
    using bad = new DatabaseSync(file, { readOnly: true })
    return (bad.prepare(`SELECT count(*) AS n FROM "${table}"`).get() as { n: number }).n
  } catch {
    // Its schema may make as little sense as its pages.
    return undefined
  }
}

/** Copies what can be read of each table there is in `fresh`, those of `first` before others. Gives how many rows came over. */
export function carryOver(from: string, fresh: DatabaseSync, first: readonly string[] = []): number {
  let bad: DatabaseSync | undefined
  let carried = 0
  try {
    bad = new DatabaseSync(from, { readOnly: true })
    const tables = fresh
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
      .all() as { name: string }[]
    const rank = (name: string) => (first.includes(name) ? first.indexOf(name) : first.length)
    tables.sort((one, other) => rank(one.name) - rank(other.name))
    // Rows come in the order in which they can be read, not in that of what refers to what.
    fresh.exec('PRAGMA foreign_keys = OFF')
    for (const { name } of tables) carried += copyTable(name, readableRows(bad, name), fresh)
  } catch (error) {
    // Not even its first page: there is nothing to carry over.
    if (!isDamage(error)) throw error
  } finally {
    fresh.exec('PRAGMA foreign_keys = ON')
    bad?.close()
  }
  return carried
}

/** From both ends, up to where it is damaged. */
function readableRows(bad: DatabaseSync, table: string): readonly Row[] {
  const rows = new Map<SQLInputValue, Row>()
  for (const order of ['ASC', 'DESC']) {
    try {
      const all = bad.prepare(`SELECT rowid AS "rowid of it", * FROM "${table}" ORDER BY rowid ${order}`)
      for (const { 'rowid of it': id, ...row } of all.iterate() as Iterable<Row>) {
        if (rows.has(id ?? null)) break
        rows.set(id ?? null, row)
      }
    } catch {
      // A table that an older schema did not have, or a page that makes no sense.
    }
  }
  return [...rows.values()]
}

function copyTable(table: string, rows: readonly Row[], fresh: DatabaseSync): number {
  const [example] = rows
  if (!example) return 0
  // A column that the file does not have yet gets what a new row would have there.
  const columns = (fresh.prepare(`PRAGMA table_info("${table}")`).all() as { name: string }[])
    .map(({ name }) => name)
    .filter(name => Object.hasOwn(example, name))
  const insert = fresh.prepare(
    `INSERT OR IGNORE INTO "${table}" (${columns.map(name => `"${name}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  let carried = 0
  transaction(fresh, () => {
    for (const row of rows) {
      try {
        carried += Number(insert.run(...columns.map(name => row[name] ?? null)).changes)
      } catch {
        // A row that does not fit its own table was damaged as well.
      }
    }
  })
  return carried
}
