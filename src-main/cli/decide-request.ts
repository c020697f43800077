// Approving and turning away what waits at a gateway, a device or a node: the same steps, and other words.
import type { CliContext } from './context.ts'
import { find, nameOf, type DeviceRequest, type NodeRequest } from './pairing-lists.ts'
import { reachGateway, toPair, type GatewayOptions } from './reach-gateway.ts'
import type { ToolConnection } from './tool-connection.ts'

type PairingRequest = DeviceRequest | NodeRequest

export type Decision<Request extends PairingRequest> = {
  readonly of: 'device' | 'node'
  readonly decision: 'approve' | 'reject'
  readonly choose: (gateway: ToolConnection) => Promise<Request>
  /** What is true from then on. */
  readonly says: (request: Request) => string
}

export async function decideRequest<Request extends PairingRequest>(
  context: CliContext,
  options: GatewayOptions,
  { of, decision, choose, says }: Decision<Request>,
): Promise<void> {
  await reachGateway(context, options, toPair, async gateway => {
    const request = await choose(gateway)
    const answer = await gateway.request(`${of}.pair.${decision}`, { requestId: request.requestId })
    const decided = decision === 'approve' ? 'approved' : 'rejected'
    context.output.result({ ok: true, decision: decided, request, answer }, [says(request)])
  })
}

/** Throws INVALID_INPUT when none, or more than one, begins so. */
export function requestBeginning<Request extends PairingRequest>(
  id: string,
  pending: readonly Request[],
): Request {
  return find('The request', id, pending, one => one.requestId, nameOf)
}

export const wasTurnedAway = (request: PairingRequest): string => `${nameOf(request)} was turned away.`
