// The login that a person enters for the proxy of the settings.
import { appError } from '../src-shared/errors.ts'
import { readProxyAddress, type ProxyLogin } from '../src-shared/proxy-address.ts'
import { phrase } from '../src-shared/said.ts'
import { keepProxyLogin } from './connection/proxy/proxy-login.ts'
import type { Core } from './core.ts'

/** Kept for that proxy alone, and tried at once. Rejects with PROXY_INVALID, VAULT_UNAVAILABLE or STORE_FAILED. */
export async function keepLoginOfProxy(
  { settings, vault, connection }: Pick<Core, 'settings' | 'vault' | 'connection'>,
  login: ProxyLogin,
): Promise<void> {
  const proxy = readProxyAddress(settings.app.proxyAddress)
  if (!proxy) throw appError('PROXY_INVALID', { from: phrase('proxyFromSettings') })
  await keepProxyLogin(vault, proxy, login)
  if (settings.app.proxy === 'address') connection.proxyChanged()
}
