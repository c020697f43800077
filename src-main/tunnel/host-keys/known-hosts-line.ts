// One line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"), read as OpenSSH's hostfile.c reads it.
import { createHmac } from 'node:crypto'
import { hashesTo, prepareName, type PreparedName } from './known-hosts-hash.ts'
import { matchesList } from '../ssh-config/name-patterns.ts'
import { publicKeyType } from './public-key.ts'

export type KnownHostMarker = 'key' | 'revoked' | 'cert-authority'

export type KnownHostLine = {
  /** Counted from 1. */
  readonly number: number
  readonly marker: KnownHostMarker
  /** The names as written: a comma list of patterns, or one `|1|salt|hash`. */
  readonly hosts: string
  /** What follows the names: type, key in base64, perhaps a comment. Not looked at before the line is needed. */
  readonly rest: string
}

/** A name to look up: lower case, `[host]:port` for other ports than 22, bytes as Latin-1 characters. */
export type LookupName = string & { readonly __lookup: true }

const markers: ReadonlyMap<string, KnownHostMarker> = new Map([
  ['@revoked', 'revoked'],
  ['@cert-authority', 'cert-authority'],
])

/** Reads a line; undefined for comments, unknown markers and lines that end with the names. */
export function parseKnownHostLine(text: string, number: number): KnownHostLine | undefined {
  const end = text.indexOf('\0')
  let line = trimStart(end < 0 ? text : text.slice(0, end))
  let marker: KnownHostMarker = 'key'
  if (line === '' || line.startsWith('#')) return undefined
  if (line.startsWith('@')) {
    // A blank ends the marker; a tab does only when the line holds no blank at all. So says hostfile.c.
    const blank = line.indexOf(' ')
    const stop = blank < 0 ? line.indexOf('\t') : blank
    const found = markers.get(line.slice(0, Math.max(stop, 0)))
    if (!found) return undefined
    marker = found
    line = trimStart(line.slice(stop))
    if (line.startsWith('@')) return undefined
  }
  const hostsEnd = firstBlank(line)
  if (hostsEnd <= 0) return undefined
  return { number, marker, hosts: line.slice(0, hostsEnd), rest: line.slice(hostsEnd + 1) }
}

/** A test for whether a line is about this name. Made once for all lines of a file. */
export function namesHost(name: LookupName): (line: KnownHostLine) => boolean {
  const prepared = prepareName(name)
  return ({ hosts }) =>
    hosts.startsWith('|')
      ? hidesName(hosts, prepared)
      : matchesList(name, hosts, { ignoreCase: true }) === 'yes'
}

/** The key of a line with its type, or undefined when it is no whole plain key: OpenSSH skips such lines. */
export function keyOf(line: KnownHostLine): { readonly type: string; readonly key: Buffer } | undefined {
  const [type = '', text = ''] = trimStart(line.rest).split(/[ \t]+/, 2)
  const bare = text.replace(/\r+$/, '')
  const key = Buffer.from(bare, 'base64')
  return key.toString('base64') === bare && publicKeyType(key) === type ? { type, key } : undefined
}

/** A name hidden under a new salt, as HashKnownHosts wants it. */
export function hideName(name: LookupName, salt: Buffer): string {
  const digest = createHmac('sha1', salt).update(name, 'latin1').digest('base64')
  return `|1|${salt.toString('base64')}|${digest}`
}

// 20 bytes in base64 end in a character whose two spare bits are zero; OpenSSH refuses any other.
const hidden = /^\|1\|[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=\|[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/
const hiddenLength = 60
const hashBytes = 20

function hidesName(hosts: string, name: PreparedName): boolean {
  if (hosts.length !== hiddenLength) return false
  const salt = Buffer.from(hosts.slice(3, 31), 'base64')
  const digest = Buffer.from(hosts.slice(32), 'base64')
  // The exact form is asked for last: it is right in nearly every line, the name in nearly none.
  return (
    salt.length === hashBytes &&
    digest.length === hashBytes &&
    hashesTo(name, salt, digest) &&
    hidden.test(hosts)
  )
}

// These run for every line of files that may have tens of thousands, where an expression would cost several times as much.
function firstBlank(text: string): number {
  for (let at = 0; at < text.length; at += 1) if (isBlank(text.charCodeAt(at))) return at
  return -1
}

function trimStart(text: string): string {
  let at = 0
  while (at < text.length && isBlank(text.charCodeAt(at))) at += 1
  return at === 0 ? text : text.slice(at)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}
