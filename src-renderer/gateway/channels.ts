// The gateway's channels as it lists them, read leniently.
import { z } from 'zod'
import type { GatewayLink } from '../gateway-link.ts'

const time = z.number().nullish().catch(undefined)
const Channel = z.object({
  configured: z.boolean().catch(false),
  running: z.boolean().catch(false),
  connected: z.boolean().optional().catch(undefined),
  name: z.string().max(512).optional().catch(undefined),
  lastError: z.string().max(4096).nullish().catch(undefined),
  lastInboundAt: time,
  lastOutboundAt: time,
})
const Answer = z.object({
  channelOrder: z.array(z.string()).catch([]),
  channelLabels: z.record(z.string(), z.string()).catch({}),
  channels: z.record(z.string(), z.unknown()).catch({}),
})

export type ChannelRow = z.infer<typeof Channel> & { readonly id: string; readonly label: string }

export const channelEvents = ['health', 'config.changed'] as const

/** Only those that are set up; a gateway may name all it knows. */
export async function readChannels(link: GatewayLink): Promise<readonly ChannelRow[]> {
  const { channelOrder, channelLabels, channels } = Answer.parse(await link.request('channels.status', {}))
  return channelOrder.flatMap(id => {
    const parsed = Channel.safeParse(channels[id])
    if (!parsed.success || !parsed.data.configured) return []
    return [{ ...parsed.data, id, label: channelLabels[id] ?? id }]
  })
}
