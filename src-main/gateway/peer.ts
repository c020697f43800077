// Where a connection comes from, as far as that can be told from outside of what it says.
import { isIP } from 'node:net'

export type Peer = {
  /** The client's own address: the socket's, or the one that a trusted proxy forwards. */
  readonly address: string
  /** Straight from this very computer, or through a tunnel that ends on it; never through a proxy. */
  readonly isLoopback: boolean
  readonly via: 'direct' | 'proxy' | 'tailscale'
  /** Set by browsers, and only by them. */
  readonly origin: string | undefined
  readonly host: string | undefined
  /** Who Tailscale Serve says it is. Worth nothing until `tailscale whois` says the same of `address`. */
  readonly claimedLogin: string | undefined
}

/** A peer, and what this computer's Tailscale says of it when it came through Serve and identities are believed. */
export type Visitor = { readonly peer: Peer; readonly tailnet: TailnetWord | undefined }

export type TailnetWord =
  | { readonly ok: true; readonly login: string }
  | { readonly ok: false; readonly fault: TailnetFault }

export type TailnetFault = 'tailscale_user_missing' | 'tailscale_whois_failed' | 'tailscale_user_mismatch'

/** A loopback address, or `localhost`. Brackets of an IPv6 address may be there. */
export function isLoopbackHost(host: string): boolean {
  const bare = withoutBrackets(host).toLowerCase()
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}

export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}

/** An IPv4 address that an IPv6 socket wrapped, unwrapped; anything else as it is. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
}
