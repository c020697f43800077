// Whether a host's key can be trusted: the verdict OpenSSH would give, from known_hosts files and RevokedHostKeys.
import { createHash } from 'node:crypto'
import { domainToASCII } from 'node:url'
import { appendKnownHost, removeKnownHost } from './known-hosts-change.ts'
import { readKnownHosts } from './known-hosts-file.ts'
import { keyOf, type KnownHostLine, type LookupName } from './known-hosts-line.ts'
import { lowerAscii } from '../ssh-config/name-patterns.ts'
import { checkRevoked } from './revoked-keys.ts'
import type { SshHost } from '../ssh-config/ssh-host.ts'

/** Where the keys of a host are looked up and kept. */
export type HostKeyPlace = {
  readonly host: SshHost
  /** Gangway's own known_hosts. It is read like the user's files and is where keys are saved. */
  readonly appFile: string
}

/** `where` is "path:line", to be shown. */
export type HostKeyVerdict =
  | { readonly kind: 'trusted'; readonly where: string }
  | { readonly kind: 'revoked'; readonly where: string }
  /** The list of revoked keys cannot be read, so nothing can be trusted. */
  | { readonly kind: 'unreadable'; readonly path: string }
  /**
   * Another key is known: one of the same type or, when keys are accepted without asking (accept-new), of any type.
   * `expected` is its fingerprint.
   */
  | { readonly kind: 'changed'; readonly where: string; readonly expected: string }
  /** Only a certificate authority is known for this host. */
  | { readonly kind: 'certificate-only' }
  | {
      readonly kind: 'new'
      /** Types under which this host is known by another key: a reason for a strong warning. */
      readonly otherKnownTypes: readonly string[]
      /** Other names under which this very key is known. */
      readonly alsoKnownAs: readonly string[]
    }

type Found = {
  readonly path: string
  readonly line: KnownHostLine
  readonly type: string
  readonly key: Buffer
}

const maxOtherNames = 10

/** The verdict on a key (wire form) that the host has presented. Never throws for what the files hold. */
export async function judgeHostKey(place: HostKeyPlace, key: Buffer): Promise<HostKeyVerdict> {
  const { host } = place
  if (host.revokedHostKeys !== undefined) {
    const revocation = await checkRevoked(host.revokedHostKeys, key)
    if (revocation === 'unreadable') return { kind: 'unreadable', path: host.revokedHostKeys }
    if (revocation === 'revoked') return { kind: 'revoked', where: host.revokedHostKeys }
  }
  const names = lookupNames(host)
  const found = await findLines(place, names.exact)
  const known = found.filter(({ line }) => line.marker === 'key')
  // OpenSSH trusts the bare name's key for another port too, but never complains because of it.
  const silent = known.length > 0 ? [] : await findLines(place, names.withoutPort)
  const revoked = [...found, ...silent].find(isMarked('revoked', key))
  if (revoked) return { kind: 'revoked', where: where(revoked) }
  const match = known.find(entry => entry.key.equals(key)) ?? silent.find(isMarked('key', key))
  if (match) return { kind: 'trusted', where: where(match) }
  const changed =
    known.find(({ type }) => type === keyType(key)) ??
    (host.strictHostKeyChecking === 'accept-new' ? known[0] : undefined)
  if (changed) return { kind: 'changed', where: where(changed), expected: fingerprint(changed.key) }
  if (known.length === 0 && found.some(({ line }) => line.marker === 'cert-authority')) {
    return { kind: 'certificate-only' }
  }
  return {
    kind: 'new',
    otherKnownTypes: [...new Set(known.map(({ type }) => type))],
    alsoKnownAs: await otherNames(place, key),
  }
}

/**
 * The key types this host is known by, to be offered first: then a known host is compared with a key we have, and a
 * stranger cannot pass as "just another type". Empty when the host is not known.
 */
export async function knownHostKeyTypes(place: HostKeyPlace): Promise<string[]> {
  const names = lookupNames(place.host)
  const exact = plainTypes(await findLines(place, names.exact))
  return exact.length > 0 ? exact : plainTypes(await findLines(place, names.withoutPort))
}

/** Every line about this host, for people. */
export async function knownHostLines(place: HostKeyPlace): Promise<
  {
    readonly where: string
    readonly marker: KnownHostLine['marker']
    readonly type: string
    readonly key: Buffer
  }[]
> {
  const { exact, withoutPort } = lookupNames(place.host)
  const found = await findLines(place, [...exact, ...withoutPort])
  return found.map(entry => ({
    where: where(entry),
    marker: entry.line.marker,
    type: entry.type,
    key: entry.key,
  }))
}

/** Remembers a key that a person has confirmed. Rejects with STORE_FAILED. */
export async function saveHostKey(
  place: HostKeyPlace,
  key: Buffer,
  { toUserFile }: { toUserFile: boolean },
): Promise<void> {
  const [name] = lookupNames(place.host).exact
  const userFile = toUserFile ? place.host.userKnownHostsFiles[0] : undefined
  const hash = place.host.hashKnownHosts
  for (const path of new Set([place.appFile, ...(userFile === undefined ? [] : [userFile])])) {
    const lines = (await readKnownHosts(path)).linesFor(name)
    if (lines.some(line => line.marker === 'key' && keyOf(line)?.key.equals(key))) continue
    await appendKnownHost(path, name, keyLine(key), { hash })
  }
}

/**
 * Puts a key in the place of the one of the same type, after a person has deliberately confirmed the change: saved in
 * the app's file, the old one taken out of it and (with a `.old` copy beside) out of the user's files.
 * Rejects with STORE_FAILED; the old key is then still trusted where it could not be taken out.
 */
export async function replaceHostKey(place: HostKeyPlace, key: Buffer): Promise<void> {
  const type = keyType(key)
  for (const name of lookupNames(place.host).exact) {
    await removeKnownHost(place.appFile, name, type, { keepOld: false })
    for (const path of place.host.userKnownHostsFiles) {
      if (path !== place.appFile) await removeKnownHost(path, name, type, { keepOld: true })
    }
  }
  await saveHostKey(place, key, { toUserFile: false })
}

/** As `ssh-keygen -lf` prints it: `SHA256:` and unpadded base64. `key` is the public key's wire form (RFC 4253, 6.6). */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

/** The type written at the beginning of a public key ("ssh-ed25519"), or '' when the bytes are no key. */
export function keyType(key: Buffer): string {
  if (key.length < 4) return ''
  const length = key.readUInt32BE(0)
  if (length === 0 || length > 64 || key.length < 4 + length) return ''
  return key.toString('latin1', 4, 4 + length)
}

type LookupNames = {
  /** The first is the one to save under. */
  readonly exact: readonly [LookupName, ...LookupName[]]
  /** The bare name, where the exact one holds a port. */
  readonly withoutPort: readonly LookupName[]
}

function lookupNames(host: SshHost): LookupNames {
  if (host.hostKeyAlias !== undefined) return { exact: [lookupName(host.hostKeyAlias)], withoutPort: [] }
  // The resolver dials the ASCII form of an international name; files may hold either.
  const ascii = domainToASCII(host.hostname)
  const bare = [...new Set(isAscii(host.hostname) || ascii === '' ? [host.hostname] : [ascii, host.hostname])]
  const [first = host.hostname, ...rest] = bare
  const withPort = (name: string) => lookupName(host.port === 22 ? name : `[${name}]:${host.port}`)
  return {
    exact: [withPort(first), ...rest.map(withPort)],
    withoutPort: host.port === 22 ? [] : bare.map(lookupName),
  }
}

const isAscii = (text: string) => Buffer.byteLength(text) === text.length

function lookupName(name: string): LookupName {
  return Buffer.from(lowerAscii(name), 'utf8').toString('latin1') as LookupName
}

function filesOf({ host, appFile }: HostKeyPlace): readonly string[] {
  return [...new Set([appFile, ...host.userKnownHostsFiles, ...host.globalKnownHostsFiles])]
}

async function findLines(place: HostKeyPlace, names: readonly LookupName[]): Promise<Found[]> {
  const found: Found[] = []
  if (names.length === 0) return found
  for (const path of filesOf(place)) {
    const file = await readKnownHosts(path)
    for (const line of new Set(names.flatMap(name => file.linesFor(name)))) {
      const known = keyOf(line)
      if (known) found.push({ path, line, ...known })
    }
  }
  return found
}

async function otherNames(place: HostKeyPlace, key: Buffer): Promise<string[]> {
  const keyText = key.toString('base64')
  const names: string[] = []
  for (const path of filesOf(place)) {
    for (const line of (await readKnownHosts(path)).lines) {
      if (line.marker !== 'key' || !line.rest.includes(keyText)) continue
      names.push(
        ...(line.hosts.startsWith('|') ? [`a hashed name (${path}:${line.number})`] : line.hosts.split(',')),
      )
    }
  }
  return [...new Set(names)].slice(0, maxOtherNames)
}

function isMarked(marker: KnownHostLine['marker'], key: Buffer): (found: Found) => boolean {
  return found => found.line.marker === marker && found.key.equals(key)
}

function plainTypes(found: readonly Found[]): string[] {
  return [...new Set(found.filter(({ line }) => line.marker === 'key').map(({ type }) => type))]
}

function keyLine(key: Buffer): string {
  return `${keyType(key)} ${key.toString('base64')}`
}

function where({ path, line }: Found): string {
  return `${path}:${line.number}`
}
