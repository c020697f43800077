// What the environment says of proxies, as curl reads it (curl.1, ENVIRONMENT).
import { BlockList, isIP } from 'node:net'

/**
 * The proxy for https:// to that place: https_proxy or else all_proxy, small letters first. It has no address where
 * no_proxy names the place; undefined where nothing is said.
 */
export function proxyOfEnvironment(
  { hostname, port }: { readonly hostname: string; readonly port: number },
  env: NodeJS.ProcessEnv,
): { readonly address: string | undefined } | undefined {
  const address = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']
    .map(name => env[name]?.trim())
    .find(value => value)
  if (!address) return undefined
  const exceptions = (env['no_proxy'] ?? env['NO_PROXY'] ?? '').split(/[\s,]+/).filter(Boolean)
  return {
    address: exceptions.some(rule => isMeant(rule.toLowerCase(), hostname.toLowerCase(), port))
      ? undefined
      : address,
  }
}

/** A name means its subdomains too, with or without a dot (or `*.`) in front; an address may be a range. */
function isMeant(rule: string, hostname: string, port: number): boolean {
  if (rule === '*') return true
  const [, bracketed, bracketedPort] = /^\[([^\]]+)\](?::(\d+))?$/.exec(rule) ?? []
  if (bracketed !== undefined) return fitsPort(bracketedPort, port) && isSameAddress(bracketed, hostname)
  if (isIP(rule.split('/')[0] ?? '') !== 0) return isSameAddress(rule, hostname)
  const [name = '', only] = rule.split(':')
  if (!fitsPort(only, port)) return false
  if (isIP(name) !== 0) return isSameAddress(name, hostname)
  const bare = name.replace(/^\*?\./, '').replace(/\.$/, '')
  const host = hostname.replace(/\.$/, '')
  return bare !== '' && (host === bare || host.endsWith(`.${bare}`))
}

function fitsPort(only: string | undefined, port: number): boolean {
  return only === undefined || Number(only) === port
}

function isSameAddress(rule: string, hostname: string): boolean {
  const family = isIP(hostname)
  const [network = '', bits] = rule.split('/')
  if (family === 0 || isIP(network) !== family) return false
  const length = bits === undefined ? (family === 6 ? 128 : 32) : Number(bits)
  if (!Number.isInteger(length) || length < 0 || length > (family === 6 ? 128 : 32)) return false
  const type = family === 6 ? 'ipv6' : 'ipv4'
  const range = new BlockList()
  range.addSubnet(network, length, type)
  return range.check(hostname, type)
}
