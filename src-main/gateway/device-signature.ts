// Proof that a client holds the key of the device it says it is: Ed25519 over the challenge. (OpenClaw's device
// identity, payload v3 with v2 accepted: docs/gateway/protocol/auth.md.)
import { createHash, createPublicKey, verify } from 'node:crypto'
import type { ConnectParams } from '@openclaw/gateway-protocol'

export type DeviceFault =
  | 'device-public-key'
  | 'device-id-mismatch'
  | 'device-signature-stale'
  | 'device-nonce-missing'
  | 'device-nonce-mismatch'
  | 'device-signature'

const maxSkewMs = 2 * 60_000
// SubjectPublicKeyInfo of an Ed25519 key (RFC 8410) up to the 32 bytes of the key itself.
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex')

/** What is wrong with the device's proof; undefined when it is good. `now` in milliseconds since the epoch. */
export function checkDevice(params: ConnectParams, nonce: string, now: number): DeviceFault | undefined {
  const { device } = params
  if (!device) return undefined
  const key = Buffer.from(device.publicKey, 'base64url')
  if (key.length !== 32) return 'device-public-key'
  if (createHash('sha256').update(key).digest('hex') !== device.id) return 'device-id-mismatch'
  if (Math.abs(now - device.signedAt) > maxSkewMs) return 'device-signature-stale'
  if (device.nonce.trim() === '') return 'device-nonce-missing'
  if (device.nonce !== nonce) return 'device-nonce-mismatch'
  const publicKey = createPublicKey({ key: Buffer.concat([spkiPrefix, key]), format: 'der', type: 'spki' })
  const signature = Buffer.from(device.signature, 'base64url')
  const isGood = signedTexts(params, device).some(text =>
    verify(null, Buffer.from(text), publicKey, signature),
  )
  return isGood ? undefined : 'device-signature'
}

/** The texts a signature may stand under, the newest form first. */
function signedTexts(params: ConnectParams, device: NonNullable<ConnectParams['device']>): string[] {
  const { client, auth } = params
  const token = auth?.token ?? auth?.deviceToken ?? auth?.bootstrapToken ?? ''
  const common = [
    device.id,
    client.id,
    client.mode,
    params.role ?? 'operator',
    (params.scopes ?? []).join(','),
    String(device.signedAt),
    token,
    device.nonce,
  ]
  return [
    ['v3', ...common, metadata(client.platform), metadata(client.deviceFamily)].join('|'),
    ['v2', ...common].join('|'),
  ]
}

/** Trimmed, and only ASCII letters lowered: what other alphabets do under lowering differs between platforms. */
function metadata(value: string | undefined): string {
  return (value ?? '').trim().replaceAll(/[A-Z]/g, letter => letter.toLowerCase())
}
