// Who may come in, as what, and with which scopes. Decides; tells nobody.
import type { ConnectParams } from '@openclaw/gateway-protocol'
import { checkDevice } from './device-signature.ts'
import { applicantOf, type Devices, type PairingRequest } from './devices.ts'
import { isOriginAllowed, type Peer } from './peer.ts'
import * as refuse from './refusals.ts'
import { sameSecret, type GatewayAuth } from './shared-secret.ts'

export type Role = 'operator' | 'node'

export type Admission = {
  readonly role: Role
  readonly scopes: readonly string[]
  readonly method: 'none' | 'token' | 'password' | 'device-token'
  readonly deviceId: string | undefined
  readonly deviceToken: { readonly token: string; readonly issuedAt: number } | undefined
}

export type Verdict =
  | { readonly ok: true; readonly admission: Admission }
  | { readonly ok: false; readonly refusal: refuse.Refusal; readonly newRequest?: PairingRequest }

export type Doorkeeper = {
  readonly auth: GatewayAuth
  readonly devices: Devices
  readonly allowedOrigins: readonly string[]
  readonly now: () => number
}

const ourProtocol = 4
const oldestForProbes = 3

/** The protocol to speak with this client; undefined when there is none in common. */
export function negotiate(params: ConnectParams): number | undefined {
  const { minProtocol, maxProtocol, client, role } = params
  if (minProtocol <= ourProtocol && maxProtocol >= ourProtocol) return ourProtocol
  const mayBeOld = client.mode === 'probe' || role === 'node'
  return mayBeOld && maxProtocol === oldestForProbes ? oldestForProbes : undefined
}

/** Checks a valid `connect` request that answers the challenge `nonce`. Pairs silently where that is allowed. */
export function authenticate(params: ConnectParams, nonce: string, peer: Peer, keeper: Doorkeeper): Verdict {
  const role = params.role ?? 'operator'
  if (role !== 'operator' && role !== 'node') return no(refuse.invalidRequest('invalid role'))
  if (negotiate(params) === undefined) return no(refuse.protocolMismatch(ourProtocol))
  if (!isOriginAllowed(peer, keeper.allowedOrigins)) return no(refuse.originNotAllowed())
  if (isPage(params.client) && peer.origin === undefined) return no(refuse.originNotAllowed())
  const fault = checkDevice(params, nonce, keeper.now())
  if (fault) return no(refuse.deviceFault(fault))
  const method = provenBy(params, role, keeper)
  if (typeof method !== 'string') return no(method)
  return params.device
    ? admitDevice(params, role, method, peer, keeper)
    : admitWithoutDevice(params, role, method, peer)
}

function admitWithoutDevice(
  params: ConnectParams,
  role: Role,
  method: Admission['method'],
  peer: Peer,
): Verdict {
  const { client } = params
  if (role === 'node') return no(refuse.deviceRequired())
  if (client.id === 'openclaw-tui') return no(refuse.uiDeviceRequired())
  if (!peer.isLoopback && client.mode !== 'probe') return no(refuse.deviceRequired())
  const scopes = isTrustedTool(params, peer) ? (params.scopes ?? []) : []
  return yes({ role, scopes, method, deviceId: undefined, deviceToken: undefined })
}

function admitDevice(
  params: ConnectParams,
  role: Role,
  method: Admission['method'],
  peer: Peer,
  keeper: Doorkeeper,
): Verdict {
  const applicant = applicantOf(params, peer.address)
  if (!applicant) return no(refuse.deviceRequired())
  const { devices } = keeper
  const scopes = role === 'node' ? [] : applicant.scopes
  const { deviceId } = applicant
  const isBackend = params.client.id === 'gateway-client' && params.client.mode === 'backend'
  if (isBackend && isTrustedTool(params, peer) && method !== 'device-token') {
    return yes({ role, scopes, method, deviceId, deviceToken: undefined })
  }
  const missing = devices.missing({ ...applicant, scopes })
  if (missing) {
    // An operator that becomes a node offers its computer to this gateway: a person decides that, even at home.
    const isQuiet =
      method !== 'device-token' && isSilent(params, peer) && !(missing === 'role-upgrade' && role === 'node')
    if (!isQuiet) {
      const { request, isNew } = devices.request({ ...applicant, scopes })
      const refusal = refuse.pairingRequired(missing, request, devices.find(deviceId))
      return isNew ? { ok: false, refusal, newRequest: request } : no(refusal)
    }
    devices.pair({ ...applicant, scopes })
  } else devices.seen(deviceId)
  return yes({ role, scopes, method, deviceId, deviceToken: devices.token(deviceId, role) })
}

/** What proves this client's right to be here; a refusal when nothing does. */
function provenBy(
  params: ConnectParams,
  role: Role,
  keeper: Doorkeeper,
): Admission['method'] | refuse.Refusal {
  const { auth } = keeper
  if (auth.mode === 'none') return 'none'
  const { token, password, deviceToken } = params.auth ?? {}
  if ([token, password].some(given => given !== undefined && sameSecret(given, auth.secret))) return auth.mode
  const { device } = params
  if (device) {
    const isOurs = (given: string | undefined) =>
      given !== undefined && keeper.devices.isToken(device.id, role, given)
    if (isOurs(deviceToken) || isOurs(token)) return 'device-token'
  }
  if (!token && !password && !deviceToken) {
    return device ? refuse.wrongSecret(`${auth.mode}_missing`, false) : refuse.deviceRequired()
  }
  if (deviceToken) return refuse.wrongSecret('device_token_mismatch', false)
  const mayHaveToken = device !== undefined && keeper.devices.token(device.id, role) !== undefined
  return refuse.wrongSecret(`${auth.mode}_mismatch`, mayHaveToken)
}

/** Pages are told by what they say they are; a browser always sends their origin along. */
function isPage(client: ConnectParams['client']): boolean {
  return client.id === 'webchat-ui' || client.id === 'openclaw-control-ui' || client.mode === 'webchat'
}

/** The command line and its like, on this computer: they have no device and keep their scopes. */
function isTrustedTool({ client }: ConnectParams, peer: Peer): boolean {
  if (!peer.isLoopback || peer.origin !== undefined) return false
  return (
    (client.id === 'cli' && client.mode === 'cli') ||
    (client.id === 'gateway-client' && client.mode === 'backend')
  )
}

/** Whether a device is taken in without asking: it comes from here, and no page could have brought it about. */
function isSilent({ client }: ConnectParams, peer: Peer): boolean {
  return peer.isLoopback && (peer.origin === undefined || client.id === 'webchat-ui')
}

function no(refusal: refuse.Refusal): Verdict {
  return { ok: false, refusal }
}

function yes(admission: Admission): Verdict {
  return { ok: true, admission }
}
