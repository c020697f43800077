import type { SecretVault } from '../../src-main/settings/secret-vault.ts'

/** A vault without a disk or a keychain. */
export function memoryVault(): SecretVault {
  const secrets = new Map<string, { secret: string; label: string }>()
  return {
    read: async id => secrets.get(id)?.secret,
    write: async (id, secret, label) => {
      secrets.set(id, { secret, label })
    },
    forget: async id => {
      secrets.delete(id)
    },
    list: async () => [...secrets].map(([id, { label }]) => ({ id, label })),
    status: () => ({ backend: 'memory' }),
    retry: async () => ({ backend: 'memory' }),
    onLocked: () => () => undefined,
  }
}
