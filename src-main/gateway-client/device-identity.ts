// Ed25519 keys by which gateways know this installation again: one as the operator's app, one as a node.
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

/** Two, for what one may do the other must not: a gateway would take a node with the operator's key for the operator. */
export type IdentityName = 'this-installation' | 'this-node'

const labels: Readonly<Record<IdentityName, string>> = {
  'this-installation': 'This device’s identity (forget it to pair anew everywhere)',
  'this-node': 'This computer’s identity as a node (forget it to pair anew everywhere)',
}

/**
 * The identity kept in the vault; made and kept at the first call. Rejects with VAULT_UNAVAILABLE while the vault
 * cannot be read: making a new key then would throw away every pairing.
 */
export async function loadDeviceIdentity(
  vault: SecretStore,
  name: IdentityName = 'this-installation',
): Promise<DeviceIdentity> {
  const vaultId = `device-key/${name}`
  const kept = await vault.read(vaultId)
  if (kept !== undefined) return identityOf(parsePrivateKey(kept))
  const { privateKey } = generateKeyPairSync('ed25519')
  const encoded = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
  await vault.write(vaultId, encoded, labels[name])
  return identityOf(privateKey)
}

function parsePrivateKey(encoded: string): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(encoded, 'base64'), format: 'der', type: 'pkcs8' })
  } catch (error) {
    throw appError('VAULT_UNAVAILABLE', { why: phrase('identityDamaged'), lies: 'entry' }, error)
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
