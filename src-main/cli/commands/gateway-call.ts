// `gangway gateway call METHOD`: one request, its answer as JSON.
import { appError } from '../../../src-shared/errors.ts'
import type { CliContext } from '../context.ts'
import { reachGateway, type GatewayOptions, type Scope } from '../reach-gateway.ts'

export type CallOptions = GatewayOptions & {
  readonly params?: string | undefined
  readonly timeout?: number | undefined
}

/** What a method needs is the gateway's to say. On a road where a device is needed it has the usual ones. */
const scopesOfAnything: readonly Scope[] = ['operator.admin', 'operator.approvals', 'operator.pairing']

export async function callGateway(context: CliContext, method: string, options: CallOptions): Promise<void> {
  const params = parseParams(options.params)
  await reachGateway(context, options, scopesOfAnything, async gateway => {
    const payload = await gateway.request(method, params, { timeoutMs: options.timeout })
    context.output.result({ ok: true, method, payload }, JSON.stringify(payload, null, 2).split('\n'))
  })
}

function parseParams(text = '{}'): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw appError('INVALID_INPUT', { what: '--params', why: 'it is not JSON' }, error)
  }
}
