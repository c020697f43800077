// The key with which a release signs its update manifests, and the half of it that goes into the app.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

/** Throws when the text is anything else than an Ed25519 private key in PEM. */
export function privateUpdateKey(pem: string): KeyObject {
  const key = createPrivateKey(pem)
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('GANGWAY_UPDATE_KEY has to be an Ed25519 key.')
  return key
}

/**
 * What a build needs to trust an update: the public key (SPKI, base64), or undefined where it would have no manifests
 * to check or nothing to check them with.
 */
export function updateKeyFor(environment: NodeJS.ProcessEnv): string | undefined {
  const { GANGWAY_UPDATE_URL: url, GANGWAY_UPDATE_KEY: pem } = environment
  if (!url || !pem) return undefined
  return createPublicKey(privateUpdateKey(pem)).export({ type: 'spki', format: 'der' }).toString('base64')
}
