// Where a connection comes from, as far as that can be told from outside of what it says.
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

export type Peer = {
  readonly address: string
  /** From this very computer, or through a tunnel that ends on it. */
  readonly isLoopback: boolean
  /** Set by browsers, and only by them. */
  readonly origin: string | undefined
  readonly host: string | undefined
}

export function peerOf(request: IncomingMessage): Peer {
  const address = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  return {
    address,
    isLoopback: isLoopbackHost(address),
    origin: request.headers.origin,
    host: request.headers.host,
  }
}

/** A loopback address, or `localhost`. Brackets of an IPv6 address may be there. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}

const proxyHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded']

/** Whether a proxy speaks for someone else: then "loopback" says nothing of who that is. */
export function isProxied(request: IncomingMessage): boolean {
  return proxyHeaders.some(header => request.headers[header] !== undefined)
}

/**
 * Whether a browser page of this origin may connect: a page of this computer on loopback, one that the configuration
 * names, or one that was loaded from this gateway by its address. A name is not enough for the last, or any page could
 * point its own name at us (DNS rebinding).
 */
export function isOriginAllowed(peer: Peer, allowedOrigins: readonly string[]): boolean {
  if (peer.origin === undefined) return true
  if (allowedOrigins.includes(peer.origin)) return true
  if (!URL.canParse(peer.origin)) return false
  const origin = new URL(peer.origin)
  if (origin.protocol !== 'http:' && origin.protocol !== 'https:') return false
  if (isLoopbackHost(origin.hostname)) return peer.isLoopback
  return isIP(origin.hostname.replace(/^\[|\]$/g, '')) !== 0 && origin.host === peer.host
}
