// Gangway's own known_hosts as a list that a person looks through: what is in it, out with a line, in with a new one.
import type { KeptHostKey } from '../../../src-shared/desktop-api.ts'
import { appError } from '../../../src-shared/errors.ts'
import { phrase } from '../../../src-shared/said.ts'
import { fingerprint } from './host-keys.ts'
import { appendKnownHostLine, removeKnownHostLines } from './known-hosts-change.ts'
import { readKnownHosts } from './known-hosts-file.ts'
import { keyOf, parseKnownHostLine, type KnownHostLine } from './known-hosts-line.ts'

/** In the file's order; lines that OpenSSH would skip are left out. */
export async function listKeptHostKeys(path: string): Promise<readonly KeptHostKey[]> {
  return (await readKnownHosts(path)).lines.flatMap(line => describe(line) ?? [])
}

/** Takes out the lines with these names and this key. Rejects with STORE_FAILED. */
export async function forgetKeptHostKey(
  path: string,
  unwanted: Pick<KeptHostKey, 'names' | 'fingerprint'>,
): Promise<void> {
  await removeKnownHostLines(path, line => {
    const kept = describe(line)
    return kept?.names === unwanted.names && kept.fingerprint === unwanted.fingerprint
  })
}

/**
 * Adds a line as `ssh-keyscan` prints it or another known_hosts holds it: names, type, key. Rejects with INVALID_INPUT
 * for anything else, and with STORE_FAILED.
 */
export async function addKeptHostKey(path: string, text: string): Promise<KeptHostKey> {
  const line = parseKnownHostLine(text.trim(), 1)
  const kept = line && describe(line)
  if (!line || !kept || /[\r\n]/.test(text.trim()))
    throw appError('INVALID_INPUT', { what: 'The line', why: phrase('noKnownHostsLine') })
  if (line.marker === 'cert-authority')
    throw appError('INVALID_INPUT', { what: 'The line', why: phrase('caNeedsSystemSsh') })
  const known = await listKeptHostKeys(path)
  if (known.every(other => other.names !== kept.names || other.fingerprint !== kept.fingerprint))
    await appendKnownHostLine(path, text.trim())
  return kept
}

function describe(line: KnownHostLine): KeptHostKey | undefined {
  const known = keyOf(line)
  return (
    known && {
      names: line.hosts,
      marker: line.marker,
      type: known.type,
      fingerprint: fingerprint(known.key),
    }
  )
}
