// Secrets in a private file, for computers without a keychain and only after a person has agreed to it.
import { chmod, readFile, rm } from 'node:fs/promises'
import { z } from 'zod'
import { appError } from '../../src-shared/errors.ts'
import { phrase } from '../../src-shared/said.ts'
import type { SecretPlace } from './keychain.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { writeFileAtomically } from './write-file-atomically.ts'

const Content = z.record(z.string(), z.string())

export type SecretsFile = SecretPlace & {
  readonly names: () => Promise<readonly string[]>
  /** Removes the file. */
  readonly erase: () => Promise<void>
}

/** Nothing is read or written until the first question. A file that cannot be understood is never overwritten. */
export function openSecretsFile(path: string): SecretsFile {
  const inTurn = oneAtATime()

  async function load(): Promise<Record<string, string>> {
    try {
      const text = await readFile(path, 'utf8')
      // Somebody may have copied it with wider permissions.
      if (process.platform !== 'win32') await chmod(path, 0o600)
      return Content.parse(JSON.parse(text))
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'ENOENT') return {}
      const why = typeof code === 'string' ? code : phrase('damaged')
      throw appError('VAULT_UNAVAILABLE', { why: phrase('fileUnreadable', { path, why }) }, error)
    }
  }

  function change(edit: (content: Record<string, string>) => void): Promise<void> {
    return inTurn(async () => {
      const content = await load()
      edit(content)
      await writeFileAtomically(path, `${JSON.stringify(content, null, 2)}\n`)
    })
  }

  return {
    read: async name => (await load())[name],
    write: (name, text) =>
      change(content => {
        content[name] = text
      }),
    forget: name =>
      change(content => {
        delete content[name]
      }),
    names: async () => Object.keys(await load()),
    erase: () => rm(path, { force: true }),
  }
}
