// The channels of one gateway, in the order they are shown. One that nobody has set up is as good as not there.
import type { Channel, ChannelHost } from './channel.ts'

export type ChannelRegistry = ReturnType<typeof createChannelRegistry>

export function createChannelRegistry(channels: readonly Channel[]) {
  const inUse = () => channels.filter(channel => channel.status().configured)

  return {
    list: (): readonly Channel[] => inUse(),
    find: (id: string): Channel | undefined =>
      inUse().find(channel => channel.id === id.trim().toLowerCase()),

    /** Opens them side by side: one that cannot be used holds up no other. */
    async open(host: ChannelHost, onError: (channel: Channel, error: unknown) => void) {
      await Promise.all(
        channels.map(channel => channel.open(host).catch((error: unknown) => onError(channel, error))),
      )
    },

    reconfigure() {
      for (const channel of channels) channel.reconfigure?.()
    },

    close: async () => void (await Promise.allSettled(channels.map(channel => channel.close()))),
  }
}
