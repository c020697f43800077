// `gangway devices approve|reject REQUEST`: decides a pairing request.
import { appError } from '../../../src-shared/errors.ts'
import { confirm } from '../confirm.ts'
import type { CliContext } from '../context.ts'
import { decideRequest, requestBeginning, wasTurnedAway } from '../decide-request.ts'
import { listDevices, nameOf, type DeviceRequest } from '../pairing-lists.ts'
import type { GatewayOptions } from '../reach-gateway.ts'
import type { ToolConnection } from '../tool-connection.ts'
import { requestTable } from './devices-list.ts'

/** Without an id it shows what waits, and asks when that is one request: the newest might be a stranger's. */
export async function approveDevice(
  context: CliContext,
  requestId: string | undefined,
  options: GatewayOptions,
): Promise<void> {
  await decideRequest(context, options, {
    of: 'device',
    decision: 'approve',
    choose: gateway =>
      requestId === undefined ? theOnlyOne(context, gateway) : requestOf(gateway, requestId),
    says: request => `${nameOf(request)} may come in as ${request.role || 'operator'}.`,
  })
}

export async function rejectDevice(
  context: CliContext,
  requestId: string,
  options: GatewayOptions,
): Promise<void> {
  await decideRequest(context, options, {
    of: 'device',
    decision: 'reject',
    choose: gateway => requestOf(gateway, requestId),
    says: wasTurnedAway,
  })
}

async function requestOf(gateway: ToolConnection, requestId: string): Promise<DeviceRequest> {
  return requestBeginning(requestId, (await listDevices(gateway)).pending)
}

async function theOnlyOne(context: CliContext, gateway: ToolConnection): Promise<DeviceRequest> {
  const { pending } = await listDevices(gateway)
  const [only] = pending
  if (!only) throw appError('INVALID_INPUT', { what: 'The request', why: 'none is waiting' })
  for (const line of requestTable(pending, Date.now())) context.output.note(line)
  if (pending.length > 1)
    throw appError('INVALID_INPUT', { what: 'The request', why: 'say which one, by its id' })
  await confirm(context, `Let ${nameOf(only)} in?`, false)
  return only
}
