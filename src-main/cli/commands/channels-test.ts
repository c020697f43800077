// `gangway channels test`: a message to whoever wrote last, which shows that messages arrive.
import { z } from 'zod'
import type { CliContext } from '../context.ts'
import { reachGateway, toWrite, type GatewayOptions } from '../reach-gateway.ts'

export type ChannelTestOptions = GatewayOptions & { readonly to?: string | undefined }

const Answer = z.looseObject({ channel: z.string(), to: z.string() })

export async function testChannel(
  context: CliContext,
  channel: string | undefined,
  options: ChannelTestOptions,
): Promise<void> {
  const { to } = options
  await reachGateway(context, options, toWrite, async gateway => {
    const answer = await gateway.request<object>('channels.test', {
      ...(channel && { channel }),
      ...(to && { to }),
    })
    const sent = Answer.parse(answer)
    context.output.result({ ok: true, ...answer }, [`Sent to ${sent.to} through ${sent.channel}.`])
  })
}
