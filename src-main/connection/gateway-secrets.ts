// The gateways' shared secrets, in the vault under their target's key.
import { z } from 'zod'
import { targetKey, targetName, type ConnectionTarget } from '../../src-shared/connection.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import type { GatewayCredentials } from '../gateway-client/client-identity.ts'
import type { SecretStore } from '../settings/secret-vault.ts'

const Kept = z.object({ kind: z.enum(['token', 'password']), secret: z.string().min(1) })
export type GatewaySecret = z.infer<typeof Kept>

export function gatewaySecretId(target: ConnectionTarget): string {
  return `gateway-secret/${targetKey(target)}`
}

/** Keeps the shared secret of a target. Rejects with VAULT_UNAVAILABLE or STORE_FAILED. */
export async function keepGatewaySecret(
  vault: SecretStore,
  target: ConnectionTarget,
  secret: GatewaySecret,
): Promise<void> {
  const label = `Gateway ${secret.kind} of ${targetName(target, inEnglish)}`
  // Pasted secrets often bring a line break along.
  const text = JSON.stringify({ kind: secret.kind, secret: secret.secret.trim() } satisfies GatewaySecret)
  await vault.write(gatewaySecretId(target), text, label)
}

/** What is kept for a target, or nothing. Rejects with VAULT_UNAVAILABLE. */
export async function readGatewaySecret(
  vault: SecretStore,
  target: ConnectionTarget,
): Promise<GatewayCredentials> {
  const text = await vault.read(gatewaySecretId(target))
  if (text === undefined) return {}
  const kept = Kept.parse(JSON.parse(text))
  return { [kept.kind]: kept.secret }
}
