// `gangway nodes approve|reject REQUEST`: decides what a node may be asked.
import type { CliContext } from '../context.ts'
import { decideRequest, requestBeginning, wasTurnedAway } from '../decide-request.ts'
import { listNodeRequests, nameOf } from '../pairing-lists.ts'
import type { GatewayOptions } from '../reach-gateway.ts'
import type { ToolConnection } from '../tool-connection.ts'

const requestOf = (requestId: string) => async (gateway: ToolConnection) =>
  requestBeginning(requestId, await listNodeRequests(gateway))

export async function approveNode(
  context: CliContext,
  requestId: string,
  options: GatewayOptions,
): Promise<void> {
  await decideRequest(context, options, {
    of: 'node',
    decision: 'approve',
    choose: requestOf(requestId),
    says: request => `${nameOf(request)} may be asked: ${request.commands.join(', ') || 'nothing yet'}.`,
  })
}

export async function rejectNode(
  context: CliContext,
  requestId: string,
  options: GatewayOptions,
): Promise<void> {
  await decideRequest(context, options, {
    of: 'node',
    decision: 'reject',
    choose: requestOf(requestId),
    says: wasTurnedAway,
  })
}
