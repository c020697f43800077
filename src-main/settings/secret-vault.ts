// Where secrets are kept: the OS keychain, else memory, else (with consent) a private file.
import type { CredentialEntry, VaultStatus } from '../../src-shared/desktop-api.ts'

/**
 * Secrets by id. An id is `kind/name`, for example `gateway-secret/ssh:server:18789`; the kind is checked again after
 * reading, so that an entry of another kind or profile is never taken for this one.
 */
export type SecretVault = {
  /** The secret, or nothing when there is none or it cannot be read (an unreadable one is kept). */
  readonly read: (id: string) => Promise<string | undefined>
  /** `label` is shown to people in place of the secret. */
  readonly write: (id: string, secret: string, label: string) => Promise<void>
  readonly forget: (id: string) => Promise<void>
  readonly list: () => Promise<readonly CredentialEntry[]>
  readonly status: () => VaultStatus
}
