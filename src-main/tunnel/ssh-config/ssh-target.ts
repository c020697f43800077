// What a person may type to name a host. Everything that could be taken for an option or hide something is refused here.
import { isIPv6 } from 'node:net'
import { appError, type AppError } from '../../../src-shared/errors.ts'
import { phrase, type Phrase } from '../../../src-shared/said.ts'

export type ParsedTarget = {
  readonly user?: string
  /** An alias, a name, or an address; IPv6 without its brackets. */
  readonly host: string
  readonly port?: number
}

const maxLength = 512
const scheme = 'ssh://'

// Control, format (bidi, zero-width), private-use, unassigned and surrogate characters, and every kind of white space.
const invisible = /[\p{C}\p{Z}]/u
// What OpenSSH refuses since 9.6, because host and user can end up in somebody's ProxyCommand (CVE-2023-51385).
const shellInHost = /['"`$\\;&<>|(){}]/
const shellInUser = /['"`;&<>|(){}]/

/**
 * Reads `alias`, `user@host`, `user@host:port`, `[v6]:port`, a bare IPv6 address or `ssh://user@host:port`.
 * Throws TARGET_INVALID, whose `why` names what is wrong.
 */
export function parseSshTarget(text: string): ParsedTarget {
  if (text === '') throw invalid(phrase('targetEmpty'))
  if (text.length > maxLength) throw invalid(phrase('tooLong', { max: maxLength }))
  if (invisible.test(text)) throw invalid(phrase('targetInvisible'))
  return text.slice(0, scheme.length).toLowerCase() === scheme ? parseUrl(text) : parseWords(text)
}

/** The target as text that `parseSshTarget` reads back. */
export function formatSshTarget(target: ParsedTarget): string {
  const host = target.host.includes(':') ? `[${target.host}]` : target.host
  const user = target.user === undefined ? '' : `${target.user}@`
  return `${user}${host}${target.port === undefined ? '' : `:${target.port}`}`
}

function parseWords(text: string): ParsedTarget {
  const { user, place } = splitUser(text)
  return target(user, place)
}

function parseUrl(text: string): ParsedTarget {
  const rest = text.slice(scheme.length).replace(/\/$/, '')
  if (/[?#]/.test(rest)) throw invalid(phrase('targetQuery'))
  if (rest.includes('/')) throw invalid(phrase('targetPath'))
  const { user, place } = splitUser(rest)
  if (user?.includes(':')) throw invalid(phrase('targetPassword'))
  // RFC 4501-style parameters (";fingerprint=…") would have to be honoured to be safe, so they are not accepted.
  if (user?.includes(';')) throw invalid(phrase('targetParameters'))
  return target(user === undefined ? undefined : percentDecoded(user), place.replace(/%25/g, '%'))
}

/** At the last "@", as ssh does: a user name may hold one ("me@corp.example@host"). */
function splitUser(text: string): { user: string | undefined; place: string } {
  const at = text.lastIndexOf('@')
  return at < 0 ? { user: undefined, place: text } : { user: text.slice(0, at), place: text.slice(at + 1) }
}

function target(user: string | undefined, place: string): ParsedTarget {
  const { host, port } = splitPort(place)
  return {
    ...(user === undefined ? {} : { user: checkedUser(user) }),
    host: checkedHost(host),
    ...(port === undefined ? {} : { port: checkedPort(port) }),
  }
}

function splitPort(place: string): { host: string; port: string | undefined } {
  if (place.startsWith('[')) {
    const match = /^\[([^[\]]*)\](?::(.*))?$/.exec(place)
    if (!match) throw invalid(phrase('targetBrackets'))
    return { host: match[1] ?? '', port: match[2] }
  }
  const first = place.indexOf(':')
  if (first < 0) return { host: place, port: undefined }
  if (isIPv6(place)) return { host: place, port: undefined }
  if (place.includes(':', first + 1)) {
    throw invalid(phrase('targetIpv6Port'))
  }
  return { host: place.slice(0, first), port: place.slice(first + 1) }
}

function checkedUser(user: string): string {
  if (user === '') throw invalid(phrase('userMissing'))
  if (user.startsWith('-')) throw invalid(phrase('userLikeOption'))
  if (invisible.test(user)) throw invalid(phrase('userInvisible'))
  if (shellInUser.test(user) || user.endsWith('\\')) {
    throw invalid(phrase('userShell'))
  }
  return user
}

function checkedHost(host: string): string {
  if (host === '') throw invalid(phrase('hostMissing'))
  if (host.startsWith('-')) throw invalid(phrase('hostLikeOption'))
  if (shellInHost.test(host)) throw invalid(phrase('hostShell'))
  if (/[[\]@,]/.test(host)) throw invalid(phrase('hostBrackets'))
  if (host.includes(':') && !isIPv6(host)) throw invalid(phrase('hostNoIpv6', { host }))
  return host
}

function checkedPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port >= 1 && port <= 65_535)) throw invalid(phrase('portRange'))
  return port
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    throw invalid(phrase('userPercent'), error)
  }
}

function invalid(why: Phrase, cause?: unknown): AppError {
  return appError('TARGET_INVALID', { why }, cause)
}
