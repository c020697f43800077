// Which secrets are in the keychain, by id and label. Keychains cannot be asked this everywhere without unlocking all.
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { CredentialEntry } from '../../src-shared/desktop-api.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { writeFileAtomically } from './write-file-atomically.ts'

const Content = z.record(z.string(), z.string())

export type SecretIndex = {
  readonly list: () => Promise<readonly CredentialEntry[]>
  readonly add: (entry: CredentialEntry) => Promise<void>
  readonly remove: (id: string) => Promise<void>
}

/** A missing or damaged index counts as empty: it is only a table of contents, and grows again with each write. */
export function openSecretIndex(path: string): SecretIndex {
  const inTurn = oneAtATime()

  async function load(): Promise<Record<string, string>> {
    try {
      return Content.parse(JSON.parse(await readFile(path, 'utf8')))
    } catch {
      return {}
    }
  }

  function change(edit: (content: Record<string, string>) => Record<string, string>): Promise<void> {
    return inTurn(async () => {
      const content = await load()
      const next = edit(content)
      if (JSON.stringify(next) !== JSON.stringify(content)) {
        await writeFileAtomically(path, `${JSON.stringify(next, null, 2)}\n`)
      }
    })
  }

  return {
    list: async () => Object.entries(await load()).map(([id, label]) => ({ id, label })),
    add: ({ id, label }) => change(content => ({ ...content, [id]: label })),
    remove: id =>
      change(content => Object.fromEntries(Object.entries(content).filter(([key]) => key !== id))),
  }
}
