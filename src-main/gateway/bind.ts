// Where the gateway listens, and what it takes to be allowed to.
import { isIP } from 'node:net'
import { appError } from '../../src-shared/errors.ts'
import type { BindMode, GatewayConfig } from './gateway-config.ts'
import { isLoopbackHost } from './peer.ts'
import type { GatewayAuth } from './shared-secret.ts'

const loopback = '127.0.0.1'

/**
 * The addresses to listen on; programs of this computer reach one of them. Errors: BIND_REFUSED when the first is more
 * than this computer and there is no secret, INVALID_INPUT.
 */
export function bindHosts(
  bind: BindMode,
  config: Pick<GatewayConfig, 'customBindHost'>,
  auth: GatewayAuth,
  tailnetHost?: string,
): readonly string[] {
  const host = hostOf(bind, config, tailnetHost)
  if (isLoopbackHost(host)) return [host]
  if (auth.mode === 'none') throw appError('BIND_REFUSED', { bind })
  return isAnyHost(host) ? [host] : [host, loopback]
}

/** An address on this computer under which a gateway that listens on `hosts` is reached. */
export function localUrl(hosts: readonly string[], port: number, isSecure = false): string {
  const host = hosts.find(isLoopbackHost) ?? hosts.find(isAnyHost) ?? loopback
  const reachable = isAnyHost(host) ? loopback : host
  return `${isSecure ? 'wss' : 'ws'}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

/** `::` takes IPv4 as well, unless the system is set to keep them apart. */
function isAnyHost(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

function hostOf(
  bind: BindMode,
  { customBindHost }: Pick<GatewayConfig, 'customBindHost'>,
  tailnetHost: string | undefined,
): string {
  switch (bind) {
    case 'loopback':
    case 'auto':
      return loopback
    case 'lan':
      return '0.0.0.0'
    case 'custom':
      if (customBindHost === 'localhost') return loopback
      if (customBindHost !== undefined && isIP(customBindHost) !== 0) return customBindHost
      throw appError('INVALID_INPUT', {
        what: 'gateway.bind',
        why: '"custom" needs an address in gateway.customBindHost',
      })
    case 'tailnet':
      if (tailnetHost !== undefined) return tailnetHost
      throw appError('INVALID_INPUT', {
        what: 'gateway.bind',
        why: '"tailnet" needs an address of Tailscale',
      })
  }
}
