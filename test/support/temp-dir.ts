// A directory of one's own under the system's temporary one, gone when `remove` is called.
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'

export type TempDir = { readonly path: string; readonly remove: () => Promise<void> }

export async function makeTempDir(name = 'test'): Promise<TempDir> {
  // macOS hands out a link below /var; sshd and ssh compare real paths.
  const dir = await realpath(await mkdtemp(path.join(os.tmpdir(), `gangway-${name}-`)))
  return { path: dir, remove: () => rm(dir, { recursive: true, force: true, maxRetries: 3 }) }
}
