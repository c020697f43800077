// How OpenSSH writes an address that was written in another way: known_hosts and the final pass of `Match` go by that.
import { isIP, isIPv4, isIPv6, SocketAddress } from 'node:net'

/** `10.1` is 10.0.0.1, as inet_aton(3) has it, and `0::1` is ::1. Undefined for what is a name. */
export function writtenAddress(host: string): string | undefined {
  if (isIPv6(host) && !host.includes('%')) {
    const { address } = new SocketAddress({ address: host, family: 'ipv6' })
    // Capitals alone are left as they are.
    return address === host.toLowerCase() ? host : address
  }
  if (isIP(host) !== 0) return host
  // What browsers do with such a host is what inet_aton does, but for the point at the end.
  if (!/^\d[\da-fx.]*(?<!\.)$/i.test(host) || !URL.canParse(`http://${host}`)) return undefined
  const { hostname } = new URL(`http://${host}`)
  return isIPv4(hostname) ? hostname : undefined
}
