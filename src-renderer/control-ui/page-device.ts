// This browser's Ed25519 identity, by which the gateway knows it again. The private key never leaves WebCrypto.
import type { GatewayBrowserDeviceIdentity } from '@openclaw/gateway-client/browser'
import { appError } from '../../src-shared/errors.ts'
import type { PageStore } from './page-store.ts'

const keyName = 'device-key'

/**
 * The identity kept in this browser; made and kept at the first call. Rejects with BROWSER_UNFIT where the page was not
 * loaded over https or from this computer (browsers sign nothing there), or where Ed25519 is not known.
 */
export async function loadPageDevice(store: PageStore): Promise<GatewayBrowserDeviceIdentity> {
  if (!globalThis.isSecureContext) throw appError('BROWSER_UNFIT', { lacks: 'https' })
  const pair = (await keptPair(store)) ?? (await newPair(store))
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', raw))
  return {
    deviceId: Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join(''),
    publicKey: base64url(raw),
    sign: async text => {
      const signature = await crypto.subtle.sign('Ed25519', pair.privateKey, new TextEncoder().encode(text))
      return base64url(new Uint8Array(signature))
    },
  }
}

async function keptPair(store: PageStore): Promise<CryptoKeyPair | undefined> {
  const kept = (await store.read(keyName).catch(() => undefined)) as Partial<CryptoKeyPair> | undefined
  const { publicKey, privateKey } = kept ?? {}
  return publicKey instanceof CryptoKey && privateKey instanceof CryptoKey
    ? { publicKey, privateKey }
    : undefined
}

async function newPair(store: PageStore): Promise<CryptoKeyPair> {
  let pair: CryptoKeyPair
  try {
    // "Not extractable" is about the private key; a public one can always be read.
    pair = await crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify'])
  } catch (error) {
    throw appError('BROWSER_UNFIT', { lacks: 'Ed25519' }, error)
  }
  // A browser that keeps nothing is another device at each visit; that is said by the pairing it asks for.
  await store.write(keyName, pair).catch(() => undefined)
  return pair
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}
