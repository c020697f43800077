// `gangway nodes invoke NODE COMMAND`: asks a node to do something, and prints its answer.
import { randomUUID } from 'node:crypto'
import type { CliContext } from '../context.ts'
import { parseJsonOption } from '../json-option.ts'
import { find, listNodes, nameOf } from '../pairing-lists.ts'
import { reachGateway, toWrite, type GatewayOptions } from '../reach-gateway.ts'

export type InvokeOptions = GatewayOptions & { readonly params?: string | undefined }

const defaultTimeoutMs = 30_000
/** The gateway gives up first and says why. */
const graceMs = 5_000

export async function invokeNode(
  context: CliContext,
  given: string,
  command: string,
  options: InvokeOptions,
): Promise<void> {
  const params = parseJsonOption('--params', options.params)
  const timeoutMs = options.timeout ?? defaultTimeoutMs
  await reachGateway(context, options, toWrite, async gateway => {
    const { nodeId } = find('The node', given, await listNodes(gateway), one => one.nodeId, nameOf)
    const answer = await gateway.request<{ payload?: unknown; payloadJSON?: string | null }>(
      'node.invoke',
      { nodeId, command, params, timeoutMs, idempotencyKey: randomUUID() },
      { timeoutMs: timeoutMs + graceMs },
    )
    const payload = answer.payload ?? parsed(answer.payloadJSON)
    context.output.result(
      { ok: true, nodeId, command, payload },
      payload === undefined ? ['Done.'] : JSON.stringify(payload, null, 2).split('\n'),
    )
  })
}

function parsed(text: string | null | undefined): unknown {
  if (!text) return undefined
  try {
    return JSON.parse(text)
  } catch {
    // Whatever it is, it is what the node said.
    return text
  }
}
