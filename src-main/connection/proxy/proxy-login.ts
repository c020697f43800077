// The login of a proxy, in the vault under the proxy's own name: it is given to no other.
import { z } from 'zod'
import { proxyName, type ProxyAddress, type ProxyLogin } from '../../../src-shared/proxy-address.ts'
import type { SecretStore } from '../../settings/secret-vault.ts'

const Kept = z.object({ user: z.string(), password: z.string() })

type Where = Pick<ProxyAddress, 'hostname' | 'port'>

const idOf = (proxy: Where) => `proxy-login/${proxyName(proxy)}`

/** Rejects with VAULT_UNAVAILABLE or STORE_FAILED. */
export async function keepProxyLogin(vault: SecretStore, proxy: Where, login: ProxyLogin): Promise<void> {
  const text = JSON.stringify({ user: login.user, password: login.password } satisfies ProxyLogin)
  await vault.write(idOf(proxy), text, `Login at the proxy ${proxyName(proxy)}`)
}

/** Rejects with VAULT_UNAVAILABLE. */
export async function readProxyLogin(
  vault: Pick<SecretStore, 'read'>,
  proxy: Where,
): Promise<ProxyLogin | undefined> {
  const text = await vault.read(idOf(proxy))
  return text === undefined ? undefined : Kept.parse(JSON.parse(text))
}
