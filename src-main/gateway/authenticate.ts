// Who may come in, as what, and with which scopes. Decides; tells nobody.
import type { ConnectParams } from '@openclaw/gateway-protocol'
import { isOriginAllowed } from './browser-origin.ts'
import { checkDevice } from './device-signature.ts'
import { applicantOf, type Devices, type FiledRequest, type PairingRequest } from './devices.ts'
import type { Guesses, SecretKind } from './guesses.ts'
import type { Peer, Visitor } from './peer.ts'
import * as refuse from './refusals.ts'
import { sameSecret, type GatewayAuth } from './shared-secret.ts'
import type { IdentifyVisitor } from './tailnet-identity.ts'

export type Role = 'operator' | 'node'

export type Admission = {
  readonly role: Role
  readonly scopes: readonly string[]
  readonly method: 'none' | 'token' | 'password' | 'device-token' | 'tailscale'
  readonly deviceId: string | undefined
  readonly deviceToken: { readonly token: string; readonly issuedAt: number } | undefined
}

export type Verdict =
  | { readonly ok: true; readonly admission: Admission }
  | {
      readonly ok: false
      readonly refusal: refuse.Refusal
      /** Set when a wrong secret was shown: to be counted, and answered late. */
      readonly guessed?: SecretKind | undefined
      /** Set when someone has to be told of it. */
      readonly filed?: FiledRequest | undefined
    }

export type Doorkeeper = {
  readonly auth: GatewayAuth
  readonly devices: Devices
  /** What this computer's Tailscale says of a client; undefined when it is not asked. Never rejects. */
  readonly identify: IdentifyVisitor
  readonly guesses: Guesses
  readonly allowedOrigins: readonly string[]
  /** Whether devices of this computer are let in without asking, once they have shown the secret. */
  readonly autoApproveLocal: boolean
  readonly now: () => number
  readonly onPairingRequest: (request: PairingRequest) => void
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
export function authenticate(
  params: ConnectParams,
  nonce: string,
  visitor: Visitor,
  keeper: Doorkeeper,
): Verdict {
  const { peer } = visitor
  const role = params.role ?? 'operator'
  if (role !== 'operator' && role !== 'node') return no(refuse.invalidRequest('invalid role'))
  if (negotiate(params) === undefined) return no(refuse.protocolMismatch(ourProtocol))
  if (!isOriginAllowed(peer, keeper.allowedOrigins)) return no(refuse.originNotAllowed())
  if (isPage(params.client) && peer.origin === undefined) return no(refuse.originNotAllowed())
  const fault = checkDevice(params, nonce, keeper.now())
  if (fault) return no(refuse.deviceFault(fault))
  const proof = proofOf(params, role, visitor, keeper)
  if (!proof.ok) return proof
  return params.device
    ? admitDevice(params, role, proof.method, peer, keeper)
    : admitWithoutDevice(params, role, proof.method, peer)
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
  if (isBackend && role === 'operator' && isTrustedTool(params, peer) && method !== 'device-token') {
    return yes({ role, scopes, method, deviceId, deviceToken: undefined })
  }
  const missing = devices.missing({ ...applicant, scopes })
  if (missing) {
    // An operator that becomes a node offers its computer to this gateway: a person decides that, even at home.
    const isQuiet =
      keeper.autoApproveLocal &&
      method !== 'device-token' &&
      isSilent(params, method, peer) &&
      !(missing === 'role-upgrade' && role === 'node')
    if (!isQuiet) {
      const filed = devices.request({ ...applicant, scopes })
      const refusal = refuse.pairingRequired(missing, filed.request, devices.find(deviceId))
      return filed.isNew ? { ok: false, refusal, filed } : no(refusal)
    }
    devices.pair({ ...applicant, scopes })
  } else devices.seen(deviceId)
  return yes({ role, scopes, method, deviceId, deviceToken: devices.token(deviceId, role) })
}

type Proof = { readonly ok: true; readonly method: Admission['method'] } | Extract<Verdict, { ok: false }>

/** What proves this client's right to be here. */
function proofOf(params: ConnectParams, role: Role, visitor: Visitor, keeper: Doorkeeper): Proof {
  const { auth, guesses, devices } = keeper
  if (auth.mode === 'none') {
    // Such a gateway starts on loopback only; a proxy before it must not change who gets in.
    return visitor.peer.isLoopback ? { ok: true, method: 'none' } : no(refuse.unauthorized())
  }
  const { device } = params
  const { token, password, deviceToken } = params.auth ?? {}
  const isShared = (given: string | undefined) => given !== undefined && sameSecret(given, auth.secret)
  const isOurs = (given: string | undefined) =>
    given !== undefined && device !== undefined && devices.isToken(device.id, role, given)

  const lockedMs = {
    'shared-secret': guesses.lockedMs(visitor, 'shared-secret'),
    'device-token': guesses.lockedMs(visitor, 'device-token'),
  }
  if (lockedMs['shared-secret'] === 0 && (isShared(token) || isShared(password))) {
    guesses.noteRight(visitor, 'shared-secret')
    return { ok: true, method: auth.mode }
  }
  if (lockedMs['device-token'] === 0 && (isOurs(deviceToken) || isOurs(token))) {
    guesses.noteRight(visitor, 'device-token')
    return { ok: true, method: 'device-token' }
  }
  if (!token && !password && !deviceToken) return proofOfNoSecret(auth.mode, visitor, device !== undefined)

  const kind = deviceToken ? 'device-token' : 'shared-secret'
  if (lockedMs[kind] > 0) return no(refuse.rateLimited(lockedMs[kind]))
  if (deviceToken) return { ...no(refuse.wrongSecret('device_token_mismatch', false)), guessed: kind }
  const mayHaveToken = device !== undefined && devices.token(device.id, role) !== undefined
  return { ...no(refuse.wrongSecret(`${auth.mode}_mismatch`, mayHaveToken)), guessed: kind }
}

function proofOfNoSecret(mode: 'token' | 'password', { tailnet }: Visitor, hasDevice: boolean): Proof {
  if (tailnet?.ok) return { ok: true, method: 'tailscale' }
  if (tailnet) return no(refuse.tailnetFault(tailnet.fault))
  return no(hasDevice ? refuse.wrongSecret(`${mode}_missing`, false) : refuse.deviceRequired())
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

/** Whether a device is taken in without asking: it comes from here, and no page without a secret brought it about. */
function isSilent({ client }: ConnectParams, method: Admission['method'], peer: Peer): boolean {
  if (!peer.isLoopback) return false
  return peer.origin === undefined || (client.id === 'webchat-ui' && method !== 'none')
}

function no(refusal: refuse.Refusal): Extract<Verdict, { ok: false }> {
  return { ok: false, refusal }
}

function yes(admission: Admission): Verdict {
  return { ok: true, admission }
}
