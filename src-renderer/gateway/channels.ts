// The gateway's channels as it lists them, read leniently.
import { z } from 'zod'
import type { GatewayLink } from '../gateway-link.ts'

const words = z.string().max(512)
const Person = z.object({ sender: words, name: words.catch('') })
const People = z.object({
  pending: z.array(Person.extend({ code: words, createdAt: z.number().catch(0) })).catch([]),
  approved: z.array(Person).catch([]),
})
export type PairingAsk = z.infer<typeof People>['pending'][number]
export type ChannelPeople = z.infer<typeof People>

const time = z.number().nullish().catch(undefined)
const Channel = z.object({
  enabled: z.boolean().optional().catch(undefined),
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

/** Who may write to a channel, and who asks to. Gateways other than Gangway's do not tell. */
export async function readPeople(link: GatewayLink, channel: string): Promise<ChannelPeople> {
  return People.parse(await link.request('channels.pairing.list', { channel }))
}
