// What people have approved of nodes, and what waits for them: the second step after the pairing of the device.
import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { transaction } from '../../sqlite/transaction.ts'

/** What a node says of itself when it connects. `commands` are those its kind may offer. */
export type NodeFacts = {
  readonly nodeId: string
  readonly displayName?: string | undefined
  readonly platform: string
  readonly version: string
  readonly deviceFamily?: string | undefined
  readonly modelIdentifier?: string | undefined
  readonly clientId: string
  readonly clientMode: string
  readonly remoteIp: string
  readonly caps: readonly string[]
  readonly commands: readonly string[]
  readonly permissions?: Readonly<Record<string, boolean>> | undefined
}

export type NodeRequest = NodeFacts & {
  readonly requestId: string
  readonly createdAt: number
  /** Whether something has been approved of this node before. */
  readonly isRepair: boolean
}

export type ApprovedNode = {
  readonly nodeId: string
  /** The operator's own name for it. */
  readonly label: string | undefined
  readonly commands: readonly string[]
  readonly caps: readonly string[]
  readonly approvedAt: number
  readonly lastSeenAt: number
  readonly lastSeenReason: string
}

export function createNodeStore(database: DatabaseSync, now: () => number) {
  const sql = {
    node: database.prepare('SELECT * FROM nodes WHERE id = ?'),
    save: database.prepare(
      `INSERT INTO nodes (id, commands, caps, approved_at, last_seen_at, last_seen_reason)
       VALUES (?, ?, ?, ?, ?, 'approved')
       ON CONFLICT (id) DO UPDATE SET commands = excluded.commands, caps = excluded.caps,
         approved_at = excluded.approved_at`,
    ),
    seen: database.prepare('UPDATE nodes SET last_seen_at = ?, last_seen_reason = ? WHERE id = ?'),
    rename: database.prepare('UPDATE nodes SET label = ? WHERE id = ?'),
    remove: database.prepare('DELETE FROM nodes WHERE id = ?'),
    requests: database.prepare('SELECT * FROM node_requests ORDER BY created_at'),
    request: database.prepare('SELECT * FROM node_requests WHERE id = ?'),
    requestOf: database.prepare('SELECT * FROM node_requests WHERE node_id = ?'),
    saveRequest: database.prepare(
      'INSERT INTO node_requests (id, node_id, body, created_at) VALUES (?, ?, ?, ?)',
    ),
    refreshRequest: database.prepare('UPDATE node_requests SET body = ? WHERE id = ?'),
    dropRequest: database.prepare('DELETE FROM node_requests WHERE id = ?'),
  }

  function approved(nodeId: string): ApprovedNode | undefined {
    const columns = sql.node.get(nodeId) as NodeColumns | undefined
    return columns && toNode(columns)
  }

  function requestOf(nodeId: string): NodeRequest | undefined {
    const columns = sql.requestOf.get(nodeId) as RequestColumns | undefined
    return columns && toRequest(columns)
  }

  return {
    approved,
    requests: (): NodeRequest[] => (sql.requests.all() as RequestColumns[]).map(toRequest),
    requestOf,

    /**
     * Files what a node wants approved. The same again keeps its request; something else replaces it, so that nobody
     * approves other commands than they were shown.
     */
    request(facts: NodeFacts): {
      request: NodeRequest
      isNew: boolean
      superseded?: NodeRequest | undefined
    } {
      return transaction(database, () => {
        const before = requestOf(facts.nodeId)
        const isRepair = approved(facts.nodeId) !== undefined
        const body = JSON.stringify({ ...facts, isRepair })
        if (before && sameSurface(before, facts)) {
          sql.refreshRequest.run(body, before.requestId)
          return { request: { ...before, ...facts, isRepair }, isNew: false }
        }
        if (before) sql.dropRequest.run(before.requestId)
        const request = { ...facts, isRepair, requestId: randomUUID(), createdAt: now() }
        sql.saveRequest.run(request.requestId, facts.nodeId, body, request.createdAt)
        return { request, isNew: true, superseded: before }
      })
    },

    findRequest(requestId: string): NodeRequest | undefined {
      const columns = sql.request.get(requestId) as RequestColumns | undefined
      return columns && toRequest(columns)
    },

    approve(request: NodeRequest): ApprovedNode {
      return transaction(database, () => {
        const { nodeId, commands, caps } = request
        sql.save.run(nodeId, JSON.stringify(commands), JSON.stringify(caps), now(), now())
        sql.dropRequest.run(request.requestId)
        const node = approved(nodeId)
        if (!node) throw new Error('a node that was just approved is not there')
        return node
      })
    },

    dropRequest: (requestId: string) => sql.dropRequest.run(requestId).changes > 0,
    seen: (nodeId: string, reason: string) => sql.seen.run(now(), reason, nodeId).changes > 0,
    rename: (nodeId: string, label: string) => sql.rename.run(label, nodeId).changes > 0,
    remove: (nodeId: string) => sql.remove.run(nodeId).changes > 0,
  }
}

function sameSurface(one: NodeFacts, other: NodeFacts): boolean {
  const surface = ({ commands, caps }: NodeFacts) => JSON.stringify([commands, caps])
  return surface(one) === surface(other)
}

type NodeColumns = {
  id: string
  label: string | null
  commands: string
  caps: string
  approved_at: number
  last_seen_at: number
  last_seen_reason: string
}
type RequestColumns = { id: string; body: string; created_at: number }

function toNode(columns: NodeColumns): ApprovedNode {
  return {
    nodeId: columns.id,
    label: columns.label ?? undefined,
    commands: JSON.parse(columns.commands) as string[],
    caps: JSON.parse(columns.caps) as string[],
    approvedAt: columns.approved_at,
    lastSeenAt: columns.last_seen_at,
    lastSeenReason: columns.last_seen_reason,
  }
}

function toRequest(columns: RequestColumns): NodeRequest {
  const body = JSON.parse(columns.body) as NodeFacts & { isRepair: boolean }
  return { ...body, requestId: columns.id, createdAt: columns.created_at }
}
