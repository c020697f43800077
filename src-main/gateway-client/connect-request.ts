// The `connect` request: which credential is shown, which scopes are asked, and the device's signature over both.
import { randomUUID } from 'node:crypto'
import {
  buildDeviceAuthPayloadV3,
  buildGatewayConnectAuth,
  selectGatewayConnectAuth,
} from '@openclaw/gateway-client/browser'
import { PROTOCOL_VERSION } from '@openclaw/gateway-protocol/version'
import type { ClientIdentity, GatewayCredentials } from './client-identity.ts'
import type { DeviceIdentity } from './device-identity.ts'
import type { DeviceToken } from './device-tokens.ts'
import type { Shown } from '../../src-shared/wire/gateway-refusals.ts'

/** The scopes of everyday use; wider ones are asked only when a feature needs them. */
export const usualScopes: readonly string[] = ['operator.read', 'operator.write', 'operator.approvals']

export type Credential = {
  readonly shown: Shown
  readonly token?: string | undefined
  readonly password?: string | undefined
  readonly deviceToken?: string | undefined
  readonly scopes: readonly string[]
}

/**
 * The device token comes first, so that the shared secret travels only when it must: at the first pairing, for wider
 * scopes, and once after the token was refused. A token of narrower scopes is better than nothing, unless `insists`:
 * then the wider ones are asked with it, which brings about a request that somebody can approve.
 */
export function chooseCredential(
  kept: DeviceToken | undefined,
  shared: GatewayCredentials,
  scopes: readonly string[],
  insists = false,
): Credential {
  const covers = kept !== undefined && scopes.every(scope => kept.scopes.includes(scope))
  if (kept && covers) return { shown: 'device token', deviceToken: kept.token, scopes }
  const { token, password } = shared
  // Either field may hold what the gateway calls its secret, so both go where both are known.
  if (token || password) return { shown: token ? 'token' : 'password', token, password, scopes }
  if (kept) {
    return { shown: 'device token', deviceToken: kept.token, scopes: insists ? scopes : kept.scopes }
  }
  return { shown: 'nothing', scopes }
}

/** One per run of the program: gateways list presence by it. */
const instanceId = randomUUID()

/** The params of `connect`. `challenge.ts` is signed as it came, so a wrong clock here does no harm. */
export function connectParams(of: {
  readonly client: ClientIdentity
  readonly device: DeviceIdentity | undefined
  readonly role: string
  readonly caps: readonly string[]
  /** What a node offers to do; absent for everybody else. */
  readonly commands?: readonly string[] | undefined
  readonly credential: Credential
  readonly challenge: { readonly nonce: string; readonly ts: number }
}): Record<string, unknown> {
  const { client, device, role, credential, challenge } = of
  const selected = selectGatewayConnectAuth({
    ...(credential.token && { token: credential.token }),
    ...(credential.password && { password: credential.password }),
    ...(credential.deviceToken && { deviceToken: credential.deviceToken }),
  })
  const scopes = [...credential.scopes]
  const signed = (by: DeviceIdentity) => ({
    id: by.id,
    publicKey: by.publicKey,
    signature: by.sign(
      buildDeviceAuthPayloadV3({
        deviceId: by.id,
        clientId: client.id,
        clientMode: client.mode,
        role,
        scopes,
        signedAtMs: challenge.ts,
        token: selected.signatureToken ?? null,
        nonce: challenge.nonce,
        platform: client.platform,
        deviceFamily: client.deviceFamily,
      }),
    ),
    signedAt: challenge.ts,
    nonce: challenge.nonce,
  })
  return {
    minProtocol: PROTOCOL_VERSION,
    maxProtocol: PROTOCOL_VERSION,
    client: { ...client, instanceId },
    role,
    scopes,
    caps: of.caps,
    ...(of.commands && { commands: of.commands }),
    auth: buildGatewayConnectAuth(selected),
    ...(device && { device: signed(device) }),
    // Asked of Intl it costs a short command a tenth of its time.
    locale: navigator.language,
    userAgent: `gangway/${client.version}`,
  }
}
