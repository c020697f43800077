// The tokens gateways give this device. One is kept for each gateway and role, and replaced after every greeting.
import { z } from 'zod'
import type { SecretStore } from '../settings/secret-vault.ts'

export type DeviceToken = { readonly token: string; readonly scopes: readonly string[] }

export type DeviceTokens = {
  readonly read: () => Promise<DeviceToken | undefined>
  /** Kept before it is used: a token lost between the two would be refused for ever. */
  readonly keep: (token: DeviceToken) => Promise<void>
  readonly forget: () => Promise<void>
}

/** For connections that are to use, and leave, nothing stored. */
export const noDeviceTokens: DeviceTokens = {
  read: async () => undefined,
  keep: async () => undefined,
  forget: async () => undefined,
}

// A token is bound to what the gateway knew of the device then; with another identity it is worthless.
const Kept = z.object({
  token: z.string().min(1),
  scopes: z.array(z.string()),
  deviceId: z.string(),
  clientId: z.string(),
})

/** `gateway` is the target's key, `name` what people call it. Rejects with VAULT_UNAVAILABLE or STORE_FAILED. */
export function vaultDeviceTokens(
  vault: SecretStore,
  of: { gateway: string; name: string; role: string; deviceId: string; clientId: string },
): DeviceTokens {
  const id = `device-token/${of.role}/${of.gateway}`
  const { deviceId, clientId } = of
  return {
    read: async () => {
      const text = await vault.read(id)
      const kept = text === undefined ? undefined : parse(text)
      return kept?.deviceId === deviceId && kept.clientId === clientId
        ? { token: kept.token, scopes: kept.scopes }
        : undefined
    },
    keep: ({ token, scopes }) =>
      vault.write(
        id,
        JSON.stringify({ token, scopes: [...scopes], deviceId, clientId } satisfies z.input<typeof Kept>),
        `Device token of ${of.name}`,
      ),
    forget: () => vault.forget(id),
  }
}

function parse(text: string): z.infer<typeof Kept> | undefined {
  try {
    return Kept.safeParse(JSON.parse(text)).data
  } catch {
    // Damaged: as good as none, for the shared secret gets a new one.
    return undefined
  }
}
