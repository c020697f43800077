// known_hosts files in memory: read again only when they have changed.
import { readFile, stat } from 'node:fs/promises'
import { namesHost, parseKnownHostLine, type KnownHostLine, type LookupName } from './known-hosts-line.ts'

export type KnownHostsFile = {
  readonly path: string
  readonly lines: readonly KnownHostLine[]
  /** The lines about a name, in the file's order. */
  readonly linesFor: (name: LookupName) => readonly KnownHostLine[]
}

type Cached = { readonly stamp: string; readonly file: KnownHostsFile }

const cache = new Map<string, Cached>()
const maxRememberedNames = 64

/**
 * The file as it is now. One that is missing, no regular file or not readable is empty, as for OpenSSH: then a host
 * is asked about, never trusted.
 */
export async function readKnownHosts(path: string): Promise<KnownHostsFile> {
  try {
    const info = await stat(path)
    if (!info.isFile()) return knownHostsFile(path, '')
    const stamp = `${info.mtimeMs} ${info.ctimeMs} ${info.size} ${info.ino}`
    const cached = cache.get(path)
    if (cached?.stamp === stamp) return cached.file
    const file = knownHostsFile(path, await readFile(path, 'latin1'))
    cache.set(path, { stamp, file })
    return file
  } catch {
    cache.delete(path)
    return knownHostsFile(path, '')
  }
}

function knownHostsFile(path: string, text: string): KnownHostsFile {
  const lines = text
    .split('\n')
    .map((line, index) => parseKnownHostLine(line, index + 1))
    .filter(line => line !== undefined)
  const remembered = new Map<LookupName, readonly KnownHostLine[]>()
  return {
    path,
    lines,
    linesFor: name => {
      const known = remembered.get(name)
      if (known) return known
      const found = lines.filter(namesHost(name))
      // Hashed names cost a digest each, and a connection asks for the same few names several times.
      if (remembered.size >= maxRememberedNames) remembered.clear()
      remembered.set(name, found)
      return found
    },
  }
}
