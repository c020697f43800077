// The vault, opened at the first question: a command that was given its credential never waits for a keychain.
import type { SecretStore, SecretVault, VaultOptions } from '../settings/secret-vault.ts'

export function lazyVault(options: VaultOptions): SecretStore {
  let opening: Promise<SecretVault> | undefined
  const opened = () =>
    (opening ??= import('../settings/secret-vault.ts').then(({ openVault }) => openVault(options)))
  return {
    read: async id => (await opened()).read(id),
    write: async (id, secret, label) => (await opened()).write(id, secret, label),
    forget: async id => (await opened()).forget(id),
    list: async () => (await opened()).list(),
  }
}
