// Decides whose connection this is before a byte of WebSocket is spoken: the socket's other end, or someone behind a
// proxy. Behind a proxy "loopback" would be anyone at all, and silent pairing open to the world.
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { isLoopbackHost, plainAddress, withoutBrackets, type Peer } from './peer.ts'

export type IngressRules = {
  /** Proxies whose word on where a client comes from is taken. */
  readonly isTrustedProxy: (address: string) => boolean
  /** Whether Tailscale Serve on this computer may hand over connections. */
  readonly acceptsServe: boolean
}

/** `why` is for the operator of the proxy: it says what to configure. */
export type Arrival =
  | { readonly ok: true; readonly peer: Peer }
  | { readonly ok: false; readonly why: string }

const forwardingHeaders = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'forwarded',
  'tailscale-user-login',
  'tailscale-funnel-request',
]

/** Pure: looks at the socket's address and the headers. */
export function attribute(request: IncomingMessage, rules: IngressRules): Arrival {
  const address = plainAddress(request.socket.remoteAddress ?? '')
  const isHere = isLoopbackHost(address)
  const { headers } = request
  const facts = { origin: headers.origin, host: headers.host, claimedLogin: undefined }
  const isForwarded = forwardingHeaders.some(header => headers[header] !== undefined)
  if (!isForwarded) return { ok: true, peer: { ...facts, address, isLoopback: isHere, via: 'direct' } }

  const chain = forwardedChain(headers['x-forwarded-for'])
  if (isHere && rules.acceptsServe && isFromServe(request)) {
    const [client] = chain ?? []
    if (chain?.length !== 1 || !client) return no('Tailscale Serve named no single client address')
    // Set by Tailscale, and taken off by it when a client made it up.
    if (headers['tailscale-funnel-request'] !== undefined) return no('Tailscale Funnel is not let in')
    const claimedLogin = one(headers['tailscale-user-login'])?.trim() || undefined
    return {
      ok: true,
      peer: { ...facts, address: client, isLoopback: false, via: 'tailscale', claimedLogin },
    }
  }
  if (rules.isTrustedProxy(address)) {
    // Each proxy appends whom it heard from: the last that is not one of ours is the only one nobody could make up.
    const client = chain?.findLast(hop => !rules.isTrustedProxy(hop))
    if (!client) return no('the proxy must set X-Forwarded-For to the client’s address')
    return { ok: true, peer: { ...facts, address: client, isLoopback: false, via: 'proxy' } }
  }
  // From elsewhere these headers are only somebody's words, and nothing hangs on them.
  if (!isHere) return { ok: true, peer: { ...facts, address, isLoopback: false, via: 'direct' } }
  return no('a proxy on this computer forwards connections and is not in gateway.trustedProxies')
}

/** Addresses and networks (`10.0.0.0/8`) as one question. What is neither matches nothing. */
export function addressMatcher(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const entry of entries) addEntry(list, entry)
  return address => {
    const family = isIP(address)
    return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
  }
}

/** Whether `addressMatcher` makes something of it. */
export function isAddressEntry(entry: string): boolean {
  return addEntry(new BlockList(), entry)
}

function addEntry(list: BlockList, entry: string): boolean {
  const [address = '', prefix, ...more] = entry.trim().split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  const family = version === 6 ? 'ipv6' : 'ipv4'
  if (prefix === undefined) {
    list.addAddress(address, family)
    return true
  }
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > (version === 6 ? 128 : 32)) return false
  list.addSubnet(address, Number(prefix), family)
  return true
}

/** Serve always sets these three, and takes away what a client sent under their names (tailscale.com/kb/1312). */
function isFromServe({ headers }: IncomingMessage): boolean {
  return ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'].every(
    header => headers[header] !== undefined,
  )
}

/** The addresses of X-Forwarded-For, without ports; undefined when one of them is none. */
function forwardedChain(header: string | string[] | undefined): string[] | undefined {
  const hops = one(header)
    ?.split(',')
    .map(hop => plainAddress(withoutPort(hop.trim())))
  return hops?.every(hop => isIP(hop) !== 0) ? hops : undefined
}

function withoutPort(hop: string): string {
  const [, bracketed, dotted] = /^(?:(\[[^\]]*\])|([\d.]+))(?::\d{1,5})?$/.exec(hop) ?? []
  return withoutBrackets(bracketed ?? dotted ?? hop)
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header
}

function no(why: string): Arrival {
  return { ok: false, why }
}
