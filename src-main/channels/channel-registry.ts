// The channels of one gateway, in the order they are shown.
import type { Channel, ChannelHost } from './channel.ts'

export type ChannelRegistry = ReturnType<typeof createChannelRegistry>

export function createChannelRegistry(channels: readonly Channel[]) {
  const byId = new Map(channels.map(channel => [channel.id, channel]))

  return {
    list: (): readonly Channel[] => channels,
    find: (id: string): Channel | undefined => byId.get(id.trim().toLowerCase()),

    /** Opens them side by side: one that cannot be used holds up no other. */
    async open(host: ChannelHost, onError: (channel: Channel, error: unknown) => void) {
      await Promise.all(
        channels.map(channel => channel.open(host).catch((error: unknown) => onError(channel, error))),
      )
    },

    close: async () => void (await Promise.allSettled(channels.map(channel => channel.close()))),
  }
}
