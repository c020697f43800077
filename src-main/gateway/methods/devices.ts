// device.*: approve, refuse and remove the devices that may come in.
import {
  validateDevicePairApproveParams,
  validateDevicePairListParams,
  validateDevicePairRejectParams,
  validateDevicePairRemoveParams,
  validateDevicePairRenameParams,
  validateDeviceTokenRevokeParams,
  validateDeviceTokenRotateParams,
} from '@openclaw/gateway-protocol'
import type { Admission } from '../authenticate.ts'
import type { KnownDevice, PairingRequest } from '../devices.ts'
import { method, requestError, type Call, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'
import { allows, allowsAll } from '../scopes.ts'

const scope = 'operator.pairing'

export function deviceMethods(rooms: Rooms): Methods {
  const { devices, nodes, hub } = rooms

  function resolve(requestId: string, decision: 'approved' | 'rejected', { session }: Call) {
    const pending = devices.requests().find(request => request.requestId === requestId)
    if (!pending) throw requestError('INVALID_REQUEST', `unknown pairing request: ${requestId}`)
    // Nobody hands out more than they hold themselves.
    if (decision === 'approved' && !allowsAll(session.admission.scopes, pending.scopes)) {
      throw requestError('FORBIDDEN', 'the request asks for more than you may do yourself')
    }
    devices.takeRequest(requestId)
    const device = decision === 'approved' ? devices.pair(pending, 'approval') : undefined
    const { deviceId } = pending
    hub.tell('device.pair.resolved', () => ({ requestId, deviceId, decision, ts: Date.now() }), scope)
    return { requestId, deviceId, ...(device ? { device: pairedRow(device) } : {}) }
  }

  /** Access that is taken away ends the connections that had it; after the answer, for one may be the caller's. */
  function cutOff(isMeant: (admission: Admission) => boolean) {
    setImmediate(() => {
      for (const session of hub.sessions) {
        if (isMeant(session.admission)) session.close(1008, 'device access changed')
      }
    })
  }

  /** Everyone may give up their own; another's takes an administrator. */
  function mayManage(deviceId: string, { session }: Call) {
    const { admission } = session
    const isOwn = admission.deviceId === deviceId
    const holdsSecret = admission.method !== 'device-token'
    if (isOwn || holdsSecret || allows(admission.scopes, 'operator.admin')) return
    throw requestError('FORBIDDEN', 'only an administrator may change other devices')
  }

  return {
    'device.pair.list': method(scope, validateDevicePairListParams, () => ({
      pending: devices.requests().map(pendingRow),
      paired: devices.list().map(pairedRow),
    })),
    'device.pair.approve': method(scope, validateDevicePairApproveParams, ({ requestId }, call) =>
      resolve(requestId, 'approved', call),
    ),
    'device.pair.reject': method(scope, validateDevicePairRejectParams, ({ requestId }, call) =>
      resolve(requestId, 'rejected', call),
    ),
    'device.pair.remove': method(scope, validateDevicePairRemoveParams, ({ deviceId }, call) => {
      mayManage(deviceId, call)
      if (!devices.remove(deviceId)) throw requestError('INVALID_REQUEST', `unknown device: ${deviceId}`)
      cutOff(admission => admission.deviceId === deviceId)
      return { deviceId, removed: true }
    }),
    'device.pair.rename': method(scope, validateDevicePairRenameParams, (params, call) => {
      const { deviceId } = params
      const label = params.label.trim()
      if (label === '') throw requestError('INVALID_REQUEST', 'label required')
      mayManage(deviceId, call)
      if (!devices.rename(deviceId, label))
        throw requestError('INVALID_REQUEST', `unknown device: ${deviceId}`)
      return { deviceId, label }
    }),
    'device.token.rotate': method(scope, validateDeviceTokenRotateParams, (params, call) => {
      const { deviceId, role, scopes } = params
      mayManage(deviceId, call)
      const approved = devices.find(deviceId)?.roles.find(held => held.role === role)
      if (!approved) throw requestError('INVALID_REQUEST', 'unknown device or role')
      const { admission } = call.session
      if (scopes) {
        if (!allowsAll(approved.scopes, scopes))
          throw requestError('FORBIDDEN', 'a token cannot hold more than was approved for its device')
        if (!allowsAll(admission.scopes, scopes))
          throw requestError('FORBIDDEN', 'a token cannot hold more than you may do yourself')
        devices.narrow(deviceId, role, scopes)
      }
      devices.rotate(deviceId, role)
      const issued = devices.token(deviceId, role)
      cutOff(
        other =>
          other !== admission &&
          other.deviceId === deviceId &&
          other.role === role &&
          other.method === 'device-token',
      )
      const isOwn = admission.deviceId === deviceId && admission.method === 'device-token'
      return {
        deviceId,
        role,
        scopes: scopes ?? approved.scopes,
        rotatedAtMs: issued?.issuedAt,
        ...(isOwn ? { token: issued?.token } : {}),
      }
    }),
    'device.token.revoke': method(scope, validateDeviceTokenRevokeParams, ({ deviceId, role }, call) => {
      mayManage(deviceId, call)
      // What was approved of a node goes with its right to come as one.
      const isRevoked = role === 'node' ? nodes.remove(deviceId) : devices.revoke(deviceId, role)
      if (!isRevoked) throw requestError('INVALID_REQUEST', 'unknown device or role')
      cutOff(admission => admission.deviceId === deviceId && admission.role === role)
      return { deviceId, role, revokedAtMs: Date.now() }
    }),
  }
}

/** A pending request, as listed and as told in `device.pair.requested`. */
export function pendingRow(request: PairingRequest) {
  return {
    requestId: request.requestId,
    deviceId: request.deviceId,
    publicKey: request.publicKey,
    ...(request.name === undefined ? {} : { displayName: request.name }),
    platform: request.platform,
    ...(request.deviceFamily === '' ? {} : { deviceFamily: request.deviceFamily }),
    clientId: request.clientId,
    clientMode: request.clientMode,
    role: request.role,
    roles: [request.role],
    scopes: request.scopes,
    remoteIp: request.remoteIp,
    ts: request.createdAt,
  }
}

function pairedRow(device: KnownDevice) {
  return {
    deviceId: device.id,
    publicKey: device.publicKey,
    ...(device.name === undefined ? {} : { displayName: device.name }),
    platform: device.platform,
    deviceFamily: device.deviceFamily,
    clientId: device.clientId,
    clientMode: device.clientMode,
    roles: device.roles.map(role => role.role),
    scopes: [...new Set(device.roles.flatMap(role => role.scopes))],
    tokens: device.roles.map(role => ({ role: role.role, scopes: role.scopes, createdAtMs: role.issuedAt })),
    createdAtMs: device.createdAt,
    approvedAtMs: device.createdAt,
    lastSeenAtMs: device.lastSeenAt,
  }
}
