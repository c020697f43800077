// `gangway nodes approve|reject REQUEST`: decides what a node may be asked.
import type { CliContext } from '../context.ts'
import { find, listNodeRequests, nameOf, type NodeRequest } from '../pairing-lists.ts'
import { reachGateway, toPair, type GatewayOptions } from '../reach-gateway.ts'
import type { ToolConnection } from '../tool-connection.ts'

export async function approveNode(
  context: CliContext,
  requestId: string,
  options: GatewayOptions,
): Promise<void> {
  await reachGateway(context, options, toPair, async gateway => {
    const request = await requestOf(gateway, requestId)
    const answer = await gateway.request('node.pair.approve', { requestId: request.requestId })
    context.output.result({ ok: true, decision: 'approved', request, answer }, [
      `${nameOf(request)} may be asked: ${request.commands.join(', ') || 'nothing yet'}.`,
    ])
  })
}

export async function rejectNode(
  context: CliContext,
  requestId: string,
  options: GatewayOptions,
): Promise<void> {
  await reachGateway(context, options, toPair, async gateway => {
    const request = await requestOf(gateway, requestId)
    const answer = await gateway.request('node.pair.reject', { requestId: request.requestId })
    context.output.result({ ok: true, decision: 'rejected', request, answer }, [
      `${nameOf(request)} was turned away.`,
    ])
  })
}

async function requestOf(gateway: ToolConnection, requestId: string): Promise<NodeRequest> {
  return find('The request', requestId, await listNodeRequests(gateway), one => one.requestId, nameOf)
}
