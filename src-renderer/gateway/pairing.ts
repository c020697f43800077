// Devices and nodes as the gateway lists them. Only what is shown is read, and whatever is missing is simply not known.
import { z } from 'zod'
import type { GatewayLink } from '../gateway-link.ts'

const text = z.string().max(4096).optional().catch(undefined)
const time = z.number().optional().catch(undefined)
const words = z.array(z.string().max(512)).max(500).catch([])

/** Rows that cannot be read are left out, rather than hiding all others with them. */
function rowsOf<Row extends z.ZodType>(row: Row) {
  return z
    .array(z.unknown())
    .max(2000)
    .catch([])
    .transform(rows =>
      rows.flatMap(candidate => {
        const parsed = row.safeParse(candidate)
        return parsed.success ? [parsed.data] : []
      }),
    )
}

/** What whoever comes in says of itself. */
const self = { displayName: text, platform: text }
const device = { ...self, deviceId: z.string(), clientId: text, scopes: words }

const DeviceRequest = z.object({ ...device, requestId: z.string(), role: text, remoteIp: text, ts: time })
export type DeviceRequest = z.infer<typeof DeviceRequest>

const PairedDevice = z.object({ ...device, roles: words, lastSeenAtMs: time })
export type PairedDevice = z.infer<typeof PairedDevice>

const NodeRequest = z.object({
  requestId: z.string(),
  nodeId: z.string(),
  commands: words,
  requiredApproveScopes: words,
})
export type NodeRequest = z.infer<typeof NodeRequest>

const NodeRow = z.object({
  ...self,
  nodeId: z.string(),
  commands: words,
  paired: z.boolean().catch(false),
  connected: z.boolean().catch(false),
  approvalState: text,
  approvedAtMs: time,
})
export type NodeRow = z.infer<typeof NodeRow>

const DeviceLists = z.object({ pending: rowsOf(DeviceRequest), paired: rowsOf(PairedDevice) })
const NodeRequests = z.object({ pending: rowsOf(NodeRequest) })
const NodeList = z.object({ nodes: rowsOf(NodeRow) })

export type Pairing = z.infer<typeof DeviceLists> & {
  readonly nodes: readonly (NodeRow & { readonly request: NodeRequest | undefined })[]
}

/** Events after which the lists may be others. */
export const pairingEvents = [
  'device.pair.requested',
  'device.pair.resolved',
  'node.pair.requested',
  'node.pair.resolved',
  'presence',
] as const

/** Devices and nodes as they are now. Rejects as `GatewayLink.request` does. */
export async function readPairing(link: GatewayLink): Promise<Pairing> {
  const [devices, nodeRequests, nodes] = await Promise.all([
    link.request('device.pair.list', {}),
    link.request('node.pair.list', {}),
    link.request('node.list', {}),
  ])
  const requests = NodeRequests.parse(nodeRequests).pending
  return {
    ...DeviceLists.parse(devices),
    nodes: NodeList.parse(nodes).nodes.map(node => ({
      ...node,
      request: requests.find(({ nodeId }) => nodeId === node.nodeId),
    })),
  }
}

/** The start of a device's id: enough to tell it from others, and what the device itself shows. */
export function shortId(deviceId: string): string {
  return deviceId.slice(0, 12)
}
