// `gangway gateway send`: a message to somebody on a channel, as from the assistant.
import { randomUUID } from 'node:crypto'
import { appError } from '../../../src-shared/errors.ts'
import type { CliContext } from '../context.ts'
import { reachGateway, toWrite, type GatewayOptions } from '../reach-gateway.ts'

export type SendOptions = GatewayOptions & {
  readonly to: string
  readonly message: string
  readonly channel?: string | undefined
  readonly account?: string | undefined
}

export async function sendMessage(context: CliContext, options: SendOptions): Promise<void> {
  const { to, message, channel, account } = options
  await reachGateway(context, options, toWrite, async gateway => {
    // A gateway that does not know a method tells those who may not do everything that they lack a scope.
    if (!gateway.gateway.methods.includes('send'))
      throw appError('INVALID_INPUT', { what: 'send', why: 'this gateway serves no channel to send on' })
    const answer = await gateway.request('send', {
      to,
      message,
      ...(channel && { channel }),
      ...(account && { accountId: account }),
      idempotencyKey: randomUUID(),
    })
    context.output.result({ ok: true, via: gateway.via, to, channel, answer }, [`Sent to ${to}.`])
  })
}
