// Where this copy of Gangway lives, and which version it is.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

export type Installation = {
  /** The folder of package.json; what was built is in `out` below it. */
  readonly root: string
  readonly version: string
}

const Manifest = z.object({ name: z.string(), version: z.string() })

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

function readManifest(file: string): z.infer<typeof Manifest> | undefined {
  try {
    return Manifest.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data
  } catch {
    // Most folders on the way up have none.
    return undefined
  }
}
