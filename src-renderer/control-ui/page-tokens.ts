// The device token that the gateway gives this browser, kept beside its key.
import type { GatewayBrowserDeviceTokenStore } from '@openclaw/gateway-client/browser'
import { z } from 'zod'
import type { PageStore } from './page-store.ts'

const Kept = z.object({ token: z.string().min(1), scopes: z.array(z.string()) })

export function tokensIn(store: PageStore): GatewayBrowserDeviceTokenStore {
  type Of = { readonly clientId: string; readonly deviceId: string; readonly role: string }
  const nameOf = ({ clientId, deviceId, role }: Of) => `device-token ${clientId} ${deviceId} ${role}`
  return {
    load: async of => Kept.safeParse(await store.read(nameOf(of)).catch(() => undefined)).data ?? null,
    store: ({ token, scopes, ...of }) => store.write(nameOf(of), { token, scopes }),
    clear: of => store.remove(nameOf(of)),
  }
}
