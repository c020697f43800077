// Which proxy stands between here and a gateway's own address, if any.
import { appError } from '../../../src-shared/errors.ts'
import { proxyName, readProxyAddress, type ProxyAddress } from '../../../src-shared/proxy-address.ts'
import { phrase, type Said } from '../../../src-shared/said.ts'
import type { SecretStore } from '../../settings/secret-vault.ts'
import type { SettingsStore } from '../../settings/settings-store.ts'
import { isLoopback, type GatewayAddress } from '../gateway-address.ts'
import { proxyOfEnvironment } from './environment-proxy.ts'
import { readProxyLogin } from './proxy-login.ts'

export type ProxyParts = {
  readonly settings: Pick<SettingsStore, 'app'>
  readonly vault: Pick<SecretStore, 'read'>
  /** The system's own answer for an https: address, as a PAC script gives it: `PROXY host:port; DIRECT`. */
  readonly systemProxy?: ((url: string) => Promise<string>) | undefined
  /** `process.env` when absent. */
  readonly env?: NodeJS.ProcessEnv | undefined
}

/**
 * The proxy to dial, its login with it; undefined for the straight way, which this computer always is reached by. Rejects
 * with PROXY_INVALID, with PROXY_NEEDS_TLS for ws://, or with VAULT_UNAVAILABLE.
 */
export async function chooseProxy(
  gateway: GatewayAddress,
  parts: ProxyParts,
): Promise<ProxyAddress | undefined> {
  if (isLoopback(gateway.hostname)) return undefined
  const proxy = await askedFor(gateway, parts)
  if (!proxy) return undefined
  if (!gateway.secure) throw appError('PROXY_NEEDS_TLS', { host: gateway.hostname, proxy: proxyName(proxy) })
  return proxy
}

async function askedFor(gateway: GatewayAddress, parts: ProxyParts): Promise<ProxyAddress | undefined> {
  const { proxy: mode, proxyAddress } = parts.settings.app
  switch (mode) {
    case 'none':
      return undefined
    case 'address': {
      const proxy = read(proxyAddress, phrase('proxyFromSettings'))
      const login = await readProxyLogin(parts.vault, proxy)
      return { ...proxy, ...(login && { login }) }
    }
    case 'system': {
      const written = proxyOfEnvironment(gateway, parts.env ?? process.env)
      if (written)
        return written.address === undefined
          ? undefined
          : read(written.address, phrase('proxyFromEnvironment'))
      const { hostname, port } = gateway
      return firstOf(await parts.systemProxy?.(`https://${proxyName({ hostname, port })}/`))
    }
  }
}

function read(text: string, from: Said): ProxyAddress {
  const address = readProxyAddress(text)
  if (!address) throw appError('PROXY_INVALID', { from })
  return address
}

const pacSchemes: Readonly<Record<string, string>> = {
  PROXY: 'http',
  HTTP: 'http',
  HTTPS: 'https',
  SOCKS5: 'socks5',
}

/** Of `PROXY a:1; SOCKS5 b:2; DIRECT` the first that can be used; SOCKS alone is version 4, which looks up no names. */
function firstOf(answer: string | undefined): ProxyAddress | undefined {
  for (const entry of (answer ?? '').split(';')) {
    const [kind = '', where = ''] = entry.trim().split(/\s+/)
    if (kind.toUpperCase() === 'DIRECT') return undefined
    const scheme = pacSchemes[kind.toUpperCase()]
    if (scheme !== undefined) return read(`${scheme}://${where}`, phrase('proxyFromSystem'))
  }
  return undefined
}
