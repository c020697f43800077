// `gangway nodes list` and `gangway nodes pending`: computers that offer commands, and what waits for approval.
import type { CliContext } from '../context.ts'
import { listNodeRequests, listNodes, nameOf, type Node, type NodeRequest } from '../pairing-lists.ts'
import { reachGateway, toPair, toRead, type GatewayOptions } from '../reach-gateway.ts'
import { ago, table } from '../table.ts'

export async function showNodes(context: CliContext, options: GatewayOptions): Promise<void> {
  await reachGateway(context, options, toRead, async gateway => {
    const nodes = await listNodes(gateway)
    context.output.result(
      { ok: true, nodes },
      nodes.length === 0 ? ['There are no nodes.'] : nodeTable(nodes, Date.now()),
    )
  })
}

export async function showNodeRequests(context: CliContext, options: GatewayOptions): Promise<void> {
  await reachGateway(context, options, toPair, async gateway => {
    const pending = await listNodeRequests(gateway)
    context.output.result(
      { ok: true, pending },
      pending.length === 0 ? ['No node waits for approval.'] : nodeRequestTable(pending, Date.now()),
    )
  })
}

function nodeTable(nodes: readonly Node[], now: number): string[] {
  return table(
    ['NODE', 'ID', 'SYSTEM', 'STATE', 'COMMANDS', 'LAST SEEN'],
    nodes.map(node => [
      nameOf(node),
      node.nodeId.slice(0, 12),
      [node.platform, node.version].filter(Boolean).join(' '),
      stateOf(node),
      node.commands.join(', ') || 'none',
      node.connected ? 'now' : ago(node.lastSeenAtMs, now),
    ]),
  )
}

/** Connected and useless until its commands are approved: the second step that people miss. */
function stateOf({ connected, approvalState, pendingRequestId }: Node): string {
  const there = connected ? 'connected' : 'away'
  if (pendingRequestId) return `${there}, waits for approval (${pendingRequestId})`
  return approvalState === 'unapproved' ? `${there}, not approved` : there
}

export function nodeRequestTable(requests: readonly NodeRequest[], now: number): string[] {
  return table(
    ['REQUEST', 'NODE', 'ID', 'SYSTEM', 'COMMANDS', 'ASKED'],
    requests.map(request => [
      request.requestId,
      nameOf(request),
      request.nodeId.slice(0, 12),
      request.platform,
      request.commands.join(', ') || 'none',
      ago(request.ts, now),
    ]),
  )
}
