// The nodes of this gateway: who is connected, what each may be asked, and the asking itself.
import type { DatabaseSync } from 'node:sqlite'
import type { ConnectParams } from '@openclaw/gateway-protocol'
import type { ClientSession } from '../client-session.ts'
import type { Devices } from '../devices.ts'
import { prepareEvent } from '../frame-socket.ts'
import type { Hub } from '../hub.ts'
import {
  createNodeCalls,
  type CallEnd,
  type CallOrigin,
  type NodeCallObstacle,
  type NodeCallResult,
  type NodeReply,
} from './node-calls.ts'
import { allowedCommands, type CommandPolicy } from './node-commands.ts'
import { nodeRow, requestRow, type NodeRow } from './node-rows.ts'
import { createNodeStore, type ApprovedNode, type NodeFacts, type NodeRequest } from './node-store.ts'

type NodeRegistryParts = {
  readonly database: DatabaseSync
  readonly devices: Devices
  readonly hub: Hub
  readonly policy: () => CommandPolicy
  /** A call ended, however: what was asked on its behalf is of no use any more. */
  readonly onCallEnd?: ((callId: string) => void) | undefined
  readonly now: () => number
}

/** A connected node. */
export type LiveNode = { readonly session: ClientSession; readonly facts: NodeFacts }

type NodeCall = {
  readonly nodeId: string
  readonly command: string
  /** As JSON text; undefined when the command takes nothing. */
  readonly paramsJSON: string | undefined
  readonly timeoutMs: number
  readonly idempotencyKey: string
  readonly origin?: CallOrigin | undefined
  /** Called right before the command leaves; never when something stands in its way. */
  readonly onSend?: (() => void) | undefined
  readonly signal?: AbortSignal | undefined
}

type Obstacle = { readonly ok: false; readonly code: NodeCallObstacle; readonly message: string }

export type NodeRegistry = ReturnType<typeof createNodeRegistry>

export function createNodeRegistry(parts: NodeRegistryParts) {
  const { database, devices, hub, policy, now } = parts
  const store = createNodeStore(database, now)
  const calls = createNodeCalls(callEnded)
  // A node may come back before its old connection is known to be gone; the newest is the one that is used.
  const live = new Map<string, LiveNode[]>()
  let isClosed = false

  const liveOf = (nodeId: string): LiveNode | undefined => live.get(nodeId)?.at(-1)

  /** What of its commands may be used now: declared by it, allowed to its kind, approved by a person. */
  function usable(facts: NodeFacts, approved: ApprovedNode | undefined): string[] {
    const allowed = allowedCommands(kindOf(facts), policy())
    return facts.commands.filter(
      command => allowed.has(command) && (approved?.commands.includes(command) ?? false),
    )
  }

  function connect(session: ClientSession, params: ConnectParams) {
    const facts = factsOf(session, params, policy())
    const others = live.get(facts.nodeId) ?? []
    live.set(facts.nodeId, [...others, { session, facts }])
    store.seen(facts.nodeId, 'connect')
    if (isCovered(facts, store.approved(facts.nodeId))) {
      const stale = store.requestOf(facts.nodeId)
      if (stale) resolved(stale, 'rejected')
      return
    }
    const { request, isNew, superseded } = store.request(facts)
    if (superseded) tellResolved(superseded, 'rejected')
    if (isNew) hub.tell('node.pair.requested', () => requestRow(request), 'operator.pairing')
  }

  function disconnect(session: ClientSession) {
    const nodeId = session.admission.deviceId
    if (nodeId === undefined || isClosed) return
    const rest = (live.get(nodeId) ?? []).filter(node => node.session !== session)
    if (rest.length > 0) live.set(nodeId, rest)
    else live.delete(nodeId)
    store.seen(nodeId, 'disconnect')
    calls.lost(session.connId)
  }

  /** A node that is still at work is told to stop: nobody waits for what it does. */
  function callEnded({ callId, connId, result }: CallEnd) {
    parts.onCallEnd?.(callId)
    if (result.ok || (result.code !== 'TIMEOUT' && result.code !== 'ABORTED')) return
    const node = [...live.values()].flat().find(({ session }) => session.connId === connId)
    node?.session.send(prepareEvent('node.invoke.cancel', { invokeId: callId, nodeId: node.facts.nodeId }))
  }

  function resolved(request: NodeRequest, decision: 'approved' | 'rejected') {
    store.dropRequest(request.requestId)
    tellResolved(request, decision)
  }

  function tellResolved({ requestId, nodeId }: NodeRequest, decision: 'approved' | 'rejected') {
    hub.tell('node.pair.resolved', () => ({ requestId, nodeId, decision, ts: now() }), 'operator.pairing')
  }

  function rowOf(nodeId: string): NodeRow | undefined {
    const device = devices.find(nodeId)
    const node = liveOf(nodeId)
    const approved = store.approved(nodeId)
    if (!node && !approved && !device?.roles.some(({ role }) => role === 'node')) return undefined
    const commands = node ? usable(node.facts, approved) : (approved?.commands ?? [])
    return nodeRow({ nodeId, device, node, approved, request: store.requestOf(nodeId), commands })
  }

  /** The node, or why this command cannot be sent to it now. */
  function obstacleTo(nodeId: string, command: string): LiveNode | Obstacle {
    const node = liveOf(nodeId)
    if (!node) {
      return rowOf(nodeId)
        ? obstacle('NOT_CONNECTED', 'node not connected')
        : obstacle('UNKNOWN_NODE', 'unknown nodeId')
    }
    const { facts } = node
    if (!allowedCommands(kindOf(facts), policy()).has(command)) {
      return obstacle('NOT_ALLOWED', 'command not allowlisted')
    }
    if (!facts.commands.includes(command)) return obstacle('NOT_ALLOWED', 'command not declared by node')
    if (!store.approved(nodeId)?.commands.includes(command)) {
      return obstacle('NOT_ALLOWED', 'command not approved')
    }
    return calls.isBusy(nodeId) ? obstacle('BUSY', 'the node has too many calls to answer already') : node
  }

  return {
    connect,
    disconnect,

    /** Every node that is paired or connected: who is there first, then by name. */
    list(): NodeRow[] {
      const paired = devices.list().filter(device => device.roles.some(({ role }) => role === 'node'))
      const ids = new Set([...live.keys(), ...paired.map(({ id }) => id)])
      return [...ids]
        .map(rowOf)
        .filter(row => row !== undefined)
        .toSorted(
          (one, other) =>
            Number(other.connected) - Number(one.connected) ||
            (one.displayName ?? one.nodeId).localeCompare(other.displayName ?? other.nodeId),
        )
    },

    describe: rowOf,

    requests: store.requests,
    findRequest: (requestId: string) => store.findRequest(requestId),

    /** From now on its commands may be used, without its having to come again. */
    approve(request: NodeRequest): NodeRow | undefined {
      store.approve(request)
      tellResolved(request, 'approved')
      return rowOf(request.nodeId)
    },

    reject: (request: NodeRequest) => resolved(request, 'rejected'),

    rename: store.rename,

    /** Forgets what was approved of it and its right to come as a node, and sends it away. */
    remove(nodeId: string): boolean {
      const request = store.requestOf(nodeId)
      if (request) resolved(request, 'rejected')
      const removed = store.remove(nodeId)
      const revoked = devices.revoke(nodeId, 'node')
      const leaving = [...(live.get(nodeId) ?? [])]
      // After the answer to whoever asked for it.
      setImmediate(() => {
        for (const { session } of leaving) session.close(1008, 'node removed')
      })
      return removed || revoked
    },

    /** Whether a person has approved what this connection offers. */
    isApproved(session: ClientSession): boolean {
      const { deviceId } = session.admission
      if (deviceId === undefined) return false
      const node = live.get(deviceId)?.find(other => other.session === session)
      return node !== undefined && isCovered(node.facts, store.approved(deviceId))
    },

    seen: store.seen,

    /** Why this command cannot be sent to it now, if so. */
    obstacle(nodeId: string, command: string): string | undefined {
      const found = obstacleTo(nodeId, command)
      return 'ok' in found ? found.message : undefined
    },

    /** Asks a node to do something, if it may be asked. Settles with how that ended; never rejects. */
    async call(call: NodeCall): Promise<NodeCallResult> {
      const { nodeId, command, paramsJSON, timeoutMs, idempotencyKey, origin } = call
      const found = obstacleTo(nodeId, command)
      if ('ok' in found) return found
      const { session } = found
      const request = { nodeId, command, ...(paramsJSON === undefined ? {} : { paramsJSON }) }
      return calls.make(
        { connId: session.connId, nodeId, timeoutMs, request: { command, paramsJSON, origin } },
        id => {
          call.onSend?.()
          session.send(prepareEvent('node.invoke.request', { id, ...request, timeoutMs, idempotencyKey }))
        },
        call.signal,
      )
    },

    /** What this node was asked by a call that still waits for its answer. */
    waitingFor: (callId: string, nodeId: string) => calls.waitingFor(callId, nodeId),

    /** Ends what waits for an answer; nothing is written from now on. */
    close() {
      isClosed = true
      calls.lostAll()
    },

    /** Hands in what a node answered; false when nobody waits for it any more. */
    answer: (callId: string, nodeId: string, reply: NodeReply) => calls.answer(callId, nodeId, reply),
  }
}

function obstacle(code: NodeCallObstacle, message: string): Obstacle {
  return { ok: false, code, message }
}

/** Whether everything it offers has been approved, and it itself at all. */
function isCovered(facts: NodeFacts, approved: ApprovedNode | undefined): boolean {
  if (!approved) return false
  const isIn = (list: readonly string[]) => (entry: string) => list.includes(entry)
  return facts.commands.every(isIn(approved.commands)) && facts.caps.every(isIn(approved.caps))
}

function kindOf({ clientId, platform, deviceFamily = '' }: NodeFacts) {
  return { clientId, platform, deviceFamily }
}

function factsOf(session: ClientSession, params: ConnectParams, policy: CommandPolicy): NodeFacts {
  const { client, peer, admission } = session
  const kind = { clientId: client.id, platform: client.platform, deviceFamily: client.deviceFamily ?? '' }
  const allowed = allowedCommands(kind, policy)
  const declared = (params.commands ?? []).map(command => command.trim())
  return {
    nodeId: admission.deviceId ?? client.id,
    displayName: client.displayName,
    platform: client.platform,
    version: client.version,
    deviceFamily: client.deviceFamily,
    modelIdentifier: client.modelIdentifier,
    clientId: client.id,
    clientMode: client.mode,
    remoteIp: peer.address,
    caps: distinct(params.caps ?? []),
    commands: distinct(declared.filter(command => allowed.has(command))),
    permissions: params.permissions,
  }
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted()
}
