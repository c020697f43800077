// This installation's Ed25519 key, by which gateways know it again.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto'
import { appError } from '../../src-shared/errors.ts'
import { phrase } from '../../src-shared/said.ts'
import type { SecretStore } from '../settings/secret-vault.ts'

export type DeviceIdentity = {
  /** Lower-case hex SHA-256 of the raw public key. */
  readonly id: string
  /** The raw 32 bytes, base64url without padding. */
  readonly publicKey: string
  /** Ed25519 over the UTF-8 text, base64url without padding. */
  readonly sign: (text: string) => string
}

const vaultId = 'device-key/this-installation'

/**
 * The identity kept in the vault; made and kept at the first call. Rejects with VAULT_UNAVAILABLE while the vault
 * cannot be read: making a new key then would throw away every pairing.
 */
export async function loadDeviceIdentity(vault: SecretStore): Promise<DeviceIdentity> {
  const kept = await vault.read(vaultId)
  if (kept !== undefined) return identityOf(parsePrivateKey(kept))
  const { privateKey } = generateKeyPairSync('ed25519')
  const encoded = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
  await vault.write(vaultId, encoded, 'This device’s identity (forget it to pair anew everywhere)')
  return identityOf(privateKey)
}

function parsePrivateKey(encoded: string): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(encoded, 'base64'), format: 'der', type: 'pkcs8' })
  } catch (error) {
    throw appError('VAULT_UNAVAILABLE', { why: phrase('identityDamaged') }, error)
  }
}

function identityOf(privateKey: KeyObject): DeviceIdentity {
  const raw = Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '', 'base64url')
  return {
    id: createHash('sha256').update(raw).digest('hex'),
    publicKey: raw.toString('base64url'),
    sign: text => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url'),
  }
}
