// Where this copy of Gangway lives, and which version it is.
import { readFileSync } from 'node:fs'
import path from 'node:path'

export type Installation = {
  /** The folder of package.json; what was built is in `out` below it. */
  readonly root: string
  readonly version: string
}

/**
 * Walks up to Gangway's own package.json: bundled code may stand in any folder of `out`, and the sources elsewhere.
 * Throws when there is none, which only a broken copy has.
 */
export function findInstallation(from = import.meta.dirname): Installation {
  for (let dir = from; ; dir = path.dirname(dir)) {
    const manifest = readManifest(path.join(dir, 'package.json'))
    if (manifest?.name === 'gangway') return { root: dir, version: manifest.version }
    if (path.dirname(dir) === dir) throw new Error(`no package.json of Gangway above ${from}`)
  }
}

/** By hand: every command begins here, and a schema's first use takes longer than the file. */
function readManifest(file: string): { readonly name: unknown; readonly version: string } | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof manifest !== 'object' || manifest === null) return undefined
    const { name, version } = manifest as { name?: unknown; version?: unknown }
    return typeof version === 'string' ? { name, version } : undefined
  } catch {
    // Most folders on the way up have none.
    return undefined
  }
}
