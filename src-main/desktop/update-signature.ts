// Whether an update manifest was signed with the release key whose public half this build carries.
import { createPublicKey, verify } from 'node:crypto'

/** What is signed: the name too, so that one system's manifest is never taken for another's. */
export function signedBytes(name: string, manifest: string): Buffer {
  return Buffer.from(`gangway-update\n${name}\n${manifest}`)
}

/**
 * @param name the manifest's file name, `latest.yml` or one like it
 * @param signature base64 (Ed25519)
 * @param publicKey SPKI, base64: `updateKey` in the packaged app's package.json
 */
export function isSignedManifest(
  name: string,
  manifest: string,
  signature: string,
  publicKey: string,
): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
  return verify(null, signedBytes(name, manifest), key, Buffer.from(signature.trim(), 'base64'))
}
