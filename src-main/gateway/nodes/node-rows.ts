// Nodes and their requests as the protocol shows them.
import type { KnownDevice } from '../devices.ts'
import { scopesToApprove } from './node-commands.ts'
import type { LiveNode } from './node-registry.ts'
import type { ApprovedNode, NodeRequest } from './node-store.ts'

type NodeParts = {
  readonly nodeId: string
  readonly device: KnownDevice | undefined
  readonly node: LiveNode | undefined
  readonly approved: ApprovedNode | undefined
  readonly request: NodeRequest | undefined
  /** Those that may be used. */
  readonly commands: readonly string[]
}

export type NodeRow = ReturnType<typeof nodeRow>

export function nodeRow({ nodeId, device, node, approved, request, commands }: NodeParts) {
  const facts = node?.facts
  return {
    nodeId,
    displayName: approved?.label ?? facts?.displayName ?? device?.name,
    platform: facts?.platform ?? device?.platform,
    version: facts?.version,
    clientId: facts?.clientId ?? device?.clientId,
    clientMode: facts?.clientMode ?? device?.clientMode,
    deviceFamily: facts?.deviceFamily ?? device?.deviceFamily,
    modelIdentifier: facts?.modelIdentifier,
    remoteIp: facts?.remoteIp,
    caps: facts?.caps ?? approved?.caps ?? [],
    commands,
    permissions: facts?.permissions,
    paired: device?.roles.some(({ role }) => role === 'node') ?? false,
    connected: node !== undefined,
    connectedAtMs: node?.session.connectedAt,
    approvedAtMs: approved?.approvedAt,
    lastSeenAtMs: node?.session.connectedAt ?? approved?.lastSeenAt ?? device?.lastSeenAt,
    lastSeenReason: node ? 'connect' : approved?.lastSeenReason,
    approvalState: request ? 'pending-approval' : approved ? 'approved' : 'unapproved',
    pendingRequestId: request?.requestId,
  }
}

/** A pending request, as listed and as told in `node.pair.requested`. */
export function requestRow(request: NodeRequest) {
  const { createdAt, permissions, ...facts } = request
  return {
    ...facts,
    ...(permissions === undefined ? {} : { permissions }),
    requiredApproveScopes: scopesToApprove(request.commands),
    ts: createdAt,
  }
}
