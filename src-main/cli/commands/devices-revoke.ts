// `gangway devices revoke DEVICE`: its token is worthless from now on; with --forget the pairing goes too.
import { appError } from '../../../src-shared/errors.ts'
import type { CliContext } from '../context.ts'
import { find, listDevices, nameOf } from '../pairing-lists.ts'
import { reachGateway, toPair, type GatewayOptions } from '../reach-gateway.ts'

export type RevokeOptions = GatewayOptions & {
  readonly role?: string | undefined
  readonly forget?: boolean | undefined
}

export async function revokeDevice(
  context: CliContext,
  given: string,
  options: RevokeOptions,
): Promise<void> {
  const { role, forget } = options
  if (role !== undefined && forget)
    throw appError('INVALID_INPUT', { what: '--role', why: 'a device is forgotten with all its roles' })
  await reachGateway(context, options, toPair, async gateway => {
    const { paired } = await listDevices(gateway)
    const device = find('The device', given, paired, one => one.deviceId, nameOf)
    const { deviceId } = device
    const name = nameOf(device)
    if (forget) {
      await gateway.request('device.pair.remove', { deviceId })
      context.output.result({ ok: true, deviceId, forgotten: true }, [`${name} is no longer paired.`])
      return
    }
    const roles = role === undefined ? device.tokens.map(token => token.role) : [role]
    for (const one of roles) await gateway.request('device.token.revoke', { deviceId, role: one })
    context.output.result({ ok: true, deviceId, revoked: roles }, [
      roles.length === 0 ? `${name} has no token.` : `${name} is cut off as ${roles.join(' and ')}.`,
    ])
  })
}
