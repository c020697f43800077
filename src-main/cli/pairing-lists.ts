// Who is paired with a gateway and who asks to be: devices, and what nodes offer. Read from what the gateway lists.
import { z } from 'zod'
import { appError } from '../../src-shared/errors.ts'
import type { ToolConnection } from './tool-connection.ts'

const text = z.string().catch('').optional()
const texts = z.array(z.string()).catch([]).default([])
const time = z.number().optional().catch(undefined)

const Request = z.looseObject({ requestId: z.string().min(1), ts: time, displayName: text, remoteIp: text })

const DeviceRequest = Request.extend({
  deviceId: z.string(),
  platform: text,
  clientId: text,
  role: text,
  roles: texts,
  scopes: texts,
})
export type DeviceRequest = z.infer<typeof DeviceRequest>

const Device = z.looseObject({
  deviceId: z.string().min(1),
  displayName: text,
  operatorLabel: text,
  platform: text,
  clientId: text,
  roles: texts,
  scopes: texts,
  tokens: z
    .array(z.looseObject({ role: z.string() }))
    .catch([])
    .default([]),
  lastSeenAtMs: time,
})
export type Device = z.infer<typeof Device>

const NodeRequest = Request.extend({ nodeId: z.string(), platform: text, caps: texts, commands: texts })
export type NodeRequest = z.infer<typeof NodeRequest>

const Node = z.looseObject({
  nodeId: z.string().min(1),
  displayName: text,
  platform: text,
  version: text,
  commands: texts,
  caps: texts,
  connected: z.boolean().catch(false).default(false),
  approvalState: text,
  pendingRequestId: text,
  lastSeenAtMs: time,
})
export type Node = z.infer<typeof Node>

/** Entries that make no sense are left out: one of them must not hide the others. */
function entries<T>(schema: z.ZodType<T>, value: unknown): T[] {
  const list = Array.isArray(value) ? (value as unknown[]) : []
  return list.flatMap(entry => schema.safeParse(entry).data ?? [])
}

export async function listDevices(gateway: ToolConnection) {
  const answer = await gateway.request<{ pending?: unknown; paired?: unknown }>('device.pair.list', {})
  return { pending: entries(DeviceRequest, answer.pending), paired: entries(Device, answer.paired) }
}

export async function listNodeRequests(gateway: ToolConnection): Promise<NodeRequest[]> {
  return entries(NodeRequest, (await gateway.request<{ pending?: unknown }>('node.pair.list', {})).pending)
}

export async function listNodes(gateway: ToolConnection): Promise<Node[]> {
  return entries(Node, (await gateway.request<{ nodes?: unknown }>('node.list', {})).nodes)
}

export function nameOf(device: {
  displayName?: string | undefined
  operatorLabel?: string | undefined
}): string {
  return device.operatorLabel || device.displayName || 'unnamed'
}

/**
 * The one entry that is meant by an id, its beginning (six characters or more), or its exact name. Throws
 * INVALID_INPUT when none is, or several are.
 */
export function find<T>(
  what: string,
  given: string,
  all: readonly T[],
  id: (one: T) => string,
  name: (one: T) => string,
): T {
  const exact = all.find(one => id(one) === given)
  if (exact) return exact
  const begins = given.length >= 6 ? all.filter(one => id(one).startsWith(given)) : []
  const meant = begins.length > 0 ? begins : all.filter(one => name(one) === given)
  const [only, another] = meant
  if (only && !another) return only
  const why = only
    ? `${meant.length} of them are meant by it; give the whole id`
    : 'there is none of that id or name'
  throw appError('INVALID_INPUT', { what: `${what} ${given.slice(0, 80)}`, why })
}
