// One line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"), read as OpenSSH's hostfile.c reads it.
import { createHmac } from 'node:crypto'
import { matchesList } from './name-patterns.ts'
import { publicKeyType } from './public-key.ts'

export type KnownHostMarker = 'key' | 'revoked' | 'cert-authority'

export type KnownHostLine = {
  /** Counted from 1. */
  readonly number: number
  readonly marker: KnownHostMarker
  /** The names as written: a comma list of patterns, or one `|1|salt|hash`. */
  readonly hosts: string
  readonly keyType: string
  /** The key in base64. */
  readonly keyText: string
}

/** A name to look up: lower case, `[host]:port` for other ports than 22, bytes as Latin-1 characters. */
export type LookupName = string & { readonly __lookup: true }

const markers: ReadonlyMap<string, KnownHostMarker> = new Map([
  ['@revoked', 'revoked'],
  ['@cert-authority', 'cert-authority'],
])

/** Reads a line; undefined for comments, unknown markers and lines that end too soon. Whether the key is whole is `keyOf`'s part. */
export function parseKnownHostLine(text: string, number: number): KnownHostLine | undefined {
  const end = text.indexOf('\0')
  let rest = trimStart(end < 0 ? text : text.slice(0, end))
  let marker: KnownHostMarker = 'key'
  if (rest === '' || rest.startsWith('#')) return undefined
  if (rest.startsWith('@')) {
    // A blank ends the marker; a tab does only when the line holds no blank at all. So says hostfile.c.
    const blank = rest.indexOf(' ')
    const stop = blank < 0 ? rest.indexOf('\t') : blank
    const found = markers.get(rest.slice(0, Math.max(stop, 0)))
    if (!found) return undefined
    marker = found
    rest = trimStart(rest.slice(stop))
    if (rest.startsWith('@')) return undefined
  }
  const hostsEnd = rest.search(/[ \t]/)
  if (hostsEnd <= 0) return undefined
  const key = trimStart(rest.slice(hostsEnd))
  if (key === '' || key.startsWith('#')) return undefined
  const [keyType = '', keyText = ''] = key.split(/[ \t]+/, 2)
  if (keyType.length < 2 || keyText === '' || keyText.startsWith('#')) return undefined
  return { number, marker, hosts: rest.slice(0, hostsEnd), keyType, keyText: keyText.replace(/\r+$/, '') }
}

/** Whether the line is about this name. */
export function lineNames(line: KnownHostLine, name: LookupName): boolean {
  return line.hosts.startsWith('|')
    ? hashNames(line.hosts, name)
    : matchesList(name, line.hosts, { ignoreCase: true }) === 'yes'
}

/** The key of a line in wire form, or undefined when it is no whole plain key: OpenSSH skips such lines. */
export function keyOf(line: KnownHostLine): Buffer | undefined {
  const key = Buffer.from(line.keyText, 'base64')
  return key.toString('base64') === line.keyText && publicKeyType(key) === line.keyType ? key : undefined
}

// 20 bytes in base64 end in a character whose two spare bits are zero; OpenSSH refuses any other.
const hashed = /^\|1\|([A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=)\|([A-Za-z0-9+/]{27}=)$/

function hashNames(hosts: string, name: LookupName): boolean {
  const match = hashed.exec(hosts)
  return match?.[1] !== undefined && hashName(name, match[1]) === match[2]
}

/** HMAC-SHA1 of the name under a base64 salt, as known_hosts keeps it. */
export function hashName(name: LookupName, salt: string): string {
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name, 'latin1').digest('base64')
}

function trimStart(text: string): string {
  return text.replace(/^[ \t]+/, '')
}
