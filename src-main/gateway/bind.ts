// Where the gateway listens, and what it takes to be allowed to.
import { appError } from '../../src-shared/errors.ts'
import type { BindMode, GatewayConfig } from './gateway-config.ts'
import { isLoopbackHost } from './peer.ts'
import type { GatewayAuth } from './shared-secret.ts'

const loopback = '127.0.0.1'

/** The address to listen on. Errors: BIND_REFUSED, INVALID_INPUT. */
export function bindHost(bind: BindMode, config: GatewayConfig, auth: GatewayAuth): string {
  const host = hostOf(bind, config)
  if (auth.mode === 'none' && !isLoopbackHost(host)) throw appError('BIND_REFUSED', { bind })
  return host
}

/** An address on this computer under which a gateway that listens on `host` is reached. */
export function localUrl(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? loopback : host === '::' ? '::1' : host
  return `ws://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

function hostOf(bind: BindMode, config: GatewayConfig): string {
  switch (bind) {
    case 'loopback':
      return loopback
    case 'lan':
      return '0.0.0.0'
    case 'custom':
      if (config.customBindHost) return config.customBindHost
      throw appError('INVALID_INPUT', {
        what: 'gateway.bind',
        why: '"custom" needs gateway.customBindHost',
      })
    case 'tailnet':
    case 'auto':
      throw appError('INVALID_INPUT', {
        what: 'gateway.bind',
        why: `"${bind}" is not supported by this gateway yet; use loopback, lan or custom`,
      })
  }
}
