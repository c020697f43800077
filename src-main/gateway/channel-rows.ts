// Channels as the protocol shows them, in `health` and in `channels.status`.
import type { Channel, ChannelStatus } from '../channels/channel.ts'

/** Gangway's channels speak as one account each. */
const accountId = 'default'

export type ChannelsSummary = {
  readonly channels: Readonly<Record<string, object>>
  readonly channelOrder: readonly string[]
  readonly channelLabels: Readonly<Record<string, string>>
}

/** What `health` says of the channels. */
export function channelsSummary(channels: readonly Channel[]): ChannelsSummary {
  return {
    channels: byId(channels, channel => accountRow(channel.status())),
    channelOrder: channels.map(({ id }) => id),
    channelLabels: byId(channels, ({ label }) => label),
  }
}

/** What `channels.status` answers. */
export function channelsStatus(
  seen: readonly { readonly channel: Channel; readonly status: ChannelStatus }[],
) {
  const channels = seen.map(({ channel }) => channel)
  const rows = new Map(seen.map(({ channel, status }) => [channel.id, accountRow(status)]))
  return {
    ts: Date.now(),
    channelOrder: channels.map(({ id }) => id),
    channelLabels: byId(channels, ({ label }) => label),
    channelMeta: channels.map(({ id, label }) => ({ id, label, detailLabel: label })),
    channels: byId(channels, ({ id }) => rows.get(id)),
    channelAccounts: byId(channels, ({ id }) => [rows.get(id)]),
    channelDefaultAccountId: byId(channels, () => accountId),
  }
}

/** One line for `status`. */
export function summaryLine(channel: Channel): string {
  const { label } = channel
  const { configured, connected, lastError } = channel.status()
  if (!configured) return `${label}: not configured`
  return `${label}: ${connected ? 'connected' : (lastError ?? 'not connected')}`
}

function accountRow(status: ChannelStatus) {
  const {
    enabled = true,
    configured,
    running,
    connected,
    accountName,
    lastError,
    lastInboundAt,
    lastOutboundAt,
  } = status
  return {
    accountId,
    enabled,
    configured,
    running,
    connected,
    ...(accountName === undefined ? {} : { name: accountName }),
    lastError,
    lastInboundAt: lastInboundAt ?? null,
    lastOutboundAt: lastOutboundAt ?? null,
  }
}

function byId<T>(channels: readonly Channel[], value: (channel: Channel) => T): Record<string, T> {
  return Object.fromEntries(channels.map(channel => [channel.id, value(channel)]))
}
