// `gangway gateway call METHOD`: one request, its answer as JSON.
import type { CliContext } from '../context.ts'
import { parseJsonOption } from '../json-option.ts'
import { reachGateway, type GatewayOptions } from '../reach-gateway.ts'
import type { Needs } from '../tool-connection.ts'

export type CallOptions = GatewayOptions & {
  readonly params?: string | undefined
}

/** What a method needs is the gateway's to say. */
const anything: Needs = {
  asDevice: [],
  asTool: ['operator.admin', 'operator.approvals', 'operator.pairing'],
  orLess: true,
}

export async function callGateway(context: CliContext, method: string, options: CallOptions): Promise<void> {
  const params = parseJsonOption('--params', options.params)
  await reachGateway(context, options, anything, async gateway => {
    const payload = await gateway.request(method, params)
    context.output.result(
      { ok: true, via: gateway.via, method, payload },
      JSON.stringify(payload, null, 2).split('\n'),
    )
  })
}
