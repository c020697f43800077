// Which web pages may speak to this gateway, and under which names it answers. A page can point a name of its own at
// us (DNS rebinding), so a name is ours only when nobody else could own it.
import { hostname } from 'node:os'
import { isIP } from 'node:net'
import { isLoopbackHost, withoutBrackets, type Peer } from './peer.ts'

/**
 * Whether a browser page of this origin may connect: a page of this computer on a straight loopback connection, one that
 * the configuration names, or one that was loaded from this gateway under an address or a name that is surely its own.
 */
export function isOriginAllowed(peer: Peer, allowedOrigins: readonly string[]): boolean {
  if (peer.origin === undefined) return true
  if (allowedOrigins.includes(peer.origin)) return true
  if (!URL.canParse(peer.origin)) return false
  const origin = new URL(peer.origin)
  if (origin.protocol !== 'http:' && origin.protocol !== 'https:') return false
  if (isLoopbackHost(origin.hostname)) return peer.isLoopback
  if (origin.host !== peer.host?.toLowerCase()) return false
  // Anybody on the network may point a name of theirs at a browser's own computer: on loopback only our own counts.
  return peer.isLoopback ? isThisComputer(origin.hostname) : isSurelyOurs(origin.hostname)
}

/**
 * Whether plain HTTP is answered under this Host header; without one it is no browser that asks. Health probes, containers and people on the same network use
 * addresses and short names; a name of the public DNS has to be in the configuration.
 */
export function isHostServed(host: string | undefined, allowedOrigins: readonly string[]): boolean {
  if (host === undefined) return true
  if (!URL.canParse(`http://${host}`)) return false
  const name = new URL(`http://${host}`).hostname
  if (isLoopbackHost(name) || name.endsWith('.localhost') || isSurelyOurs(name)) return true
  return allowedOrigins.some(origin => URL.canParse(origin) && new URL(origin).hostname === name)
}

/** Addresses, names without a dot, and names that only this network or the person's own tailnet hands out. */
function isSurelyOurs(name: string): boolean {
  return isThisComputer(name) || !name.includes('.') || name.endsWith('.local') || name.endsWith('.ts.net')
}

function isThisComputer(name: string): boolean {
  const own = hostname().toLowerCase()
  return isIP(withoutBrackets(name)) !== 0 || name === own || name === `${own}.local`
}
