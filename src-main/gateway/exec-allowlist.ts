// Commands that a person has allowed for good: each program with exactly these arguments, in any folder.
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { commandLine } from '../../src-shared/command-line.ts'

const maxEntries = 500
const name = 'exec.allowlist'

export type ExecAllowlist = ReturnType<typeof createExecAllowlist>

export function createExecAllowlist(database: DatabaseSync) {
  const read = database.prepare('SELECT value FROM values_kept WHERE name = ?')
  const write = database.prepare(`INSERT INTO values_kept (name, value) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`)

  function entries(): string[] {
    const kept = read.get(name) as { value: string } | undefined
    return kept ? (JSON.parse(kept.value) as string[]) : []
  }

  return {
    has: (program: string, args: readonly string[]) => entries().includes(entryOf(program, args)),

    add(program: string, args: readonly string[]) {
      const entry = entryOf(program, args)
      const kept = [...entries().filter(other => other !== entry), entry].slice(-maxEntries)
      write.run(name, JSON.stringify(kept))
    },

    /** Newest first. */
    list: () =>
      entries()
        .toReversed()
        .map(entry => {
          const argv = JSON.parse(entry) as string[]
          return { id: idOf(entry), program: argv[0] ?? '', command: commandLine(argv) }
        }),

    /** Whether it was there. */
    remove(id: string): boolean {
      const all = entries()
      const kept = all.filter(entry => idOf(entry) !== id)
      if (kept.length < all.length) write.run(name, JSON.stringify(kept))
      return kept.length < all.length
    },
  }
}

function entryOf(program: string, args: readonly string[]): string {
  return JSON.stringify([program, ...args])
}

function idOf(entry: string): string {
  return createHash('sha256').update(entry).digest('hex').slice(0, 16)
}
