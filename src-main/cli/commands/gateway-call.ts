// `gangway gateway call METHOD`: one request, its answer as JSON.
import { appError } from '../../../src-shared/errors.ts'
import type { CliContext } from '../context.ts'
import { reachGateway, type GatewayOptions } from '../reach-gateway.ts'

export type CallOptions = GatewayOptions & {
  readonly params?: string | undefined
  readonly timeout?: number | undefined
}

export async function callGateway(context: CliContext, method: string, options: CallOptions): Promise<void> {
  const params = parseParams(options.params)
  await reachGateway(context, options, async core => {
    const payload = await core.connection.request(method, params, {
      timeoutMs: options.timeout,
      signal: context.signal,
    })
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
