// `gangway devices list`: who is paired with the gateway, and who asks to be.
import type { CliContext } from '../context.ts'
import { listDevices, nameOf, type Device, type DeviceRequest } from '../pairing-lists.ts'
import { reachGateway, toPair, type GatewayOptions } from '../reach-gateway.ts'
import { ago, table } from '../table.ts'

export async function showDevices(context: CliContext, options: GatewayOptions): Promise<void> {
  await reachGateway(context, options, toPair, async gateway => {
    const { pending, paired } = await listDevices(gateway)
    const now = Date.now()
    context.output.result({ ok: true, pending, paired }, [
      ...(pending.length > 0 ? ['Waiting for approval', ...requestTable(pending, now), ''] : []),
      ...(paired.length > 0 ? ['Paired', ...deviceTable(paired, now)] : ['No device is paired.']),
    ])
  })
}

export function requestTable(requests: readonly DeviceRequest[], now: number): string[] {
  return table(
    ['REQUEST', 'DEVICE', 'ID', 'ROLE', 'SCOPES', 'FROM', 'ASKED'],
    requests.map(request => [
      request.requestId,
      nameOf(request),
      request.deviceId.slice(0, 12),
      request.role || request.roles.join(', '),
      shortScopes(request.scopes),
      request.remoteIp,
      ago(request.ts, now),
    ]),
  )
}

function deviceTable(devices: readonly Device[], now: number): string[] {
  return table(
    ['DEVICE', 'ID', 'CLIENT', 'ROLES', 'SCOPES', 'LAST SEEN'],
    devices.map(device => [
      nameOf(device),
      device.deviceId.slice(0, 12),
      device.clientId,
      device.roles.join(', '),
      shortScopes(device.scopes),
      ago(device.lastSeenAtMs, now),
    ]),
  )
}

function shortScopes(scopes: readonly string[]): string {
  return scopes.map(scope => scope.replace(/^operator\./, '')).join(', ') || 'none'
}
