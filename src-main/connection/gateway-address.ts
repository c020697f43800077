// Which addresses may be dialled, and which of them without TLS.
import { BlockList, isIP } from 'node:net'
import { appError } from '../../src-shared/errors.ts'
import { phrase, type Phrase } from '../../src-shared/said.ts'

export type GatewayAddress = {
  /** As the WebSocket wants it; never with credentials. */
  readonly url: string
  readonly hostname: string
  readonly port: number
  readonly secure: boolean
}

/**
 * Reads a gateway's address as a person wrote it. Throws URL_INVALID (also for credentials, a query or a fragment,
 * which end up in logs and histories) or PLAINTEXT_REFUSED (ws:// to anywhere but this computer and private networks).
 */
export function parseGatewayUrl(text: string): GatewayAddress {
  const url = URL.parse(text.trim())
  if (!url) throw invalid(phrase('urlUnreadable'))
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:')
    throw invalid(phrase('urlScheme', { scheme: `${url.protocol}//` }))
  if (url.username || url.password) throw invalid(phrase('urlCredentials'))
  if (url.search || url.hash) throw invalid(phrase('urlQuery'))
  if (!url.hostname) throw invalid(phrase('urlNoHost'))
  const secure = url.protocol === 'wss:'
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (!secure && !mayBePlain(hostname)) throw appError('PLAINTEXT_REFUSED', { host: hostname })
  return { url: url.href, hostname, port: Number(url.port) || (secure ? 443 : 80), secure }
}

function invalid(why: Phrase): Error {
  return appError('URL_INVALID', { why })
}

/** By its name alone; where a name leads is checked again by `isPrivateAddress`, for names can lie. */
function mayBePlain(hostname: string): boolean {
  if (isIP(hostname)) return isPrivateAddress(hostname)
  const name = hostname.toLowerCase().replace(/\.$/, '')
  return name === 'localhost' || ['.localhost', '.local', '.ts.net'].some(end => name.endsWith(end))
}

// RFC 1122 (loopback), RFC 1918 (private), RFC 3927 and 4291 (link-local), RFC 6598 (CGNAT, also Tailscale), RFC 4193.
const privateRanges = new BlockList()
privateRanges.addSubnet('127.0.0.0', 8)
privateRanges.addSubnet('10.0.0.0', 8)
privateRanges.addSubnet('172.16.0.0', 12)
privateRanges.addSubnet('192.168.0.0', 16)
privateRanges.addSubnet('169.254.0.0', 16)
privateRanges.addSubnet('100.64.0.0', 10)
privateRanges.addAddress('::1', 'ipv6')
privateRanges.addSubnet('fc00::', 7, 'ipv6')
privateRanges.addSubnet('fe80::', 10, 'ipv6')

const loopbackRanges = new BlockList()
loopbackRanges.addSubnet('127.0.0.0', 8)
loopbackRanges.addAddress('::1', 'ipv6')

/** Whether that is this computer, by its name alone. */
export function isLoopback(hostname: string): boolean {
  const family = isIP(hostname)
  if (family !== 0) return loopbackRanges.check(hostname, family === 6 ? 'ipv6' : 'ipv4')
  const name = hostname.toLowerCase().replace(/\.$/, '')
  return name === 'localhost' || name.endsWith('.localhost')
}

/** Whether an address is this computer's, or of a network whose packets do not cross the open internet in clear. */
export function isPrivateAddress(address: string): boolean {
  const [bare = ''] = address.split('%')
  return privateRanges.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4')
}
