// Damaged files of a state directory: kept as NAME.bad-TIME, a few of each, with a note beside them of what was saved.
// The note goes once a person has seen it; the file stays for whoever wants to look into it.
import { linkSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { BadFile, Salvage } from '../../src-shared/troubles.ts'

/** How many of one file are kept: each is the same story again, and the oldest tell the least. */
const keptOfEach = 5
/** What SQLite has beside a file of its own. */
const companions = ['', '-wal', '-shm', '.note.json']

const count = z.int().nonnegative()
const Note: z.ZodType<Salvage> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('settings'), from: z.enum(['last-good', 'defaults']) }),
  z.object({ kind: z.literal('outbox'), kept: count, lost: count.optional() }),
  z.object({
    kind: z.literal('gateway'),
    conversations: count,
    messages: count,
    devices: count,
    lost: count.optional(),
  }),
])

/** A name for a damaged file that nothing has yet. `now` in milliseconds since the epoch. */
export function badName(file: string, now: number): string {
  let at = now
  while (lstatSync(`${file}.bad-${at}`, { throwIfNoEntry: false })) at += 1
  return `${file}.bad-${at}`
}

/** Keeps a file under its bad name; it is found under its own as well until something is put in its place. */
export function keepAside(file: string, now: number): string {
  const aside = badName(file, now)
  try {
    linkSync(file, aside)
  } catch {
    // A folder, or a file system without hard links.
    renameSync(file, aside)
  }
  return aside
}

/** Writes down what was saved of it, and lets go of the oldest. Throws what the file system says. */
export function noteSalvage(aside: string, salvage: Salvage): BadFile {
  writeFileSync(`${aside}.note.json`, JSON.stringify(salvage), { mode: 0o600 })
  const { name, of, at } = readName(path.basename(aside)) ?? { name: '', of: '', at: 0 }
  for (const { path: old } of listBadFiles(path.dirname(aside))
    .filter(bad => readName(bad.id)?.of === of)
    .slice(keptOfEach)) {
    for (const end of companions) rmSync(`${old}${end}`, { recursive: true, force: true })
  }
  return { id: name, path: aside, at, salvage }
}

/** All of a state directory, the newest first. One that cannot be read has none. */
export function listBadFiles(stateDir: string): readonly BadFile[] {
  let names: readonly string[] = []
  try {
    names = readdirSync(stateDir)
  } catch {
    // There is no such directory yet.
  }
  return names
    .flatMap(each => readName(each) ?? [])
    .toSorted((one, other) => other.at - one.at)
    .map(({ name, at }) => {
      const file = path.join(stateDir, name)
      return { id: name, path: file, at, salvage: readNote(file) }
    })
}

/** A person has seen it. */
export function forgetNote(stateDir: string, id: string): void {
  if (readName(id)) rmSync(path.join(stateDir, `${id}.note.json`), { force: true })
}

function readName(name: string): { name: string; of: string; at: number } | undefined {
  const [, of, at] = /^([\w.-]+)\.bad-(\d{1,15})$/.exec(name) ?? []
  return of === undefined ? undefined : { name, of, at: Number(at) }
}

function readNote(file: string): Salvage | undefined {
  try {
    return Note.safeParse(JSON.parse(readFileSync(`${file}.note.json`, 'utf8'))).data
  } catch {
    // It was seen, or is damaged itself, and the file speaks for itself.
    return undefined
  }
}
