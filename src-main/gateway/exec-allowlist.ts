// Commands that a person has allowed for good: each program with exactly these arguments, in any folder.
import type { DatabaseSync } from 'node:sqlite'

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
  }
}

function entryOf(program: string, args: readonly string[]): string {
  return JSON.stringify([program, ...args])
}
