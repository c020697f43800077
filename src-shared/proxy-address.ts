// The address of a proxy, as people and environments write it.

export type ProxyScheme = 'http' | 'https' | 'socks5'

export type ProxyAddress = {
  /** `http` and `https`: CONNECT (RFC 9110, 9.3.6), the second over TLS. `socks5`: RFC 1928. */
  readonly scheme: ProxyScheme
  readonly hostname: string
  readonly port: number
  /** Where somebody wrote it into the address, as environments do. */
  readonly login?: ProxyLogin | undefined
}

export type ProxyLogin = { readonly user: string; readonly password: string }

const schemes: Readonly<Record<string, ProxyScheme>> = {
  http: 'http',
  https: 'https',
  socks: 'socks5',
  socks5: 'socks5',
  socks5h: 'socks5',
}
const usualPorts: Readonly<Record<ProxyScheme, number>> = { http: 80, https: 443, socks5: 1080 }

const written =
  /^(?:(?<scheme>[a-z][a-z\d+.-]*):\/\/)?(?:(?<login>[^@/\s]*)@)?(?:\[(?<ipv6>[\da-f:.]+)\]|(?<name>[^\s/:@\\%?#[\]<>"'`{}|^]+))(?::(?<port>\d{1,5}))?\/?$/i

/**
 * Reads `http://host:port`, `https://…`, `socks5://…` or `socks5h://…`; without a scheme it is http, as curl takes it.
 * Names are looked up at the proxy in every case. Undefined for anything else, also for a path or a query.
 */
export function readProxyAddress(text: string): ProxyAddress | undefined {
  const parts = written.exec(text.trim())?.groups
  const scheme = schemes[(parts?.['scheme'] ?? 'http').toLowerCase()]
  const hostname = parts?.['ipv6'] ?? parts?.['name']
  if (!parts || !scheme || hostname === undefined || hostname.startsWith('-')) return undefined
  const port = parts['port'] === undefined ? usualPorts[scheme] : Number(parts['port'])
  const login = loginOf(parts['login'])
  if (port < 1 || port > 65_535 || login === 'unreadable') return undefined
  return { scheme, hostname, port, ...(login && { login }) }
}

function loginOf(text: string | undefined): ProxyLogin | undefined | 'unreadable' {
  if (text === undefined) return undefined
  const [user = '', ...password] = text.split(':')
  try {
    return { user: decodeURIComponent(user), password: decodeURIComponent(password.join(':')) }
  } catch {
    return 'unreadable'
  }
}

/** `host:port`, an IPv6 address in brackets: how messages call a proxy, and what its login is kept under. */
export function proxyName({ hostname, port }: Pick<ProxyAddress, 'hostname' | 'port'>): string {
  return `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`
}

/** What may stand in Settings: an address without a login, for that goes to the vault. Empty is none. */
export function isSettableProxy(text: string): boolean {
  if (text === '') return true
  const address = readProxyAddress(text)
  return address !== undefined && address.login === undefined
}
