// channels.status, send: how the channels are, and a message out through one of them.
import { validateChannelsStatusParams, validateSendParams } from '@openclaw/gateway-protocol'
import { isAppError } from '../../../src-shared/errors.ts'
import type { Channel } from '../../channels/channel.ts'
import { channelsStatus } from '../channel-rows.ts'
import { method, requestError, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'
import { sayable } from './chat.ts'

const defaultProbeMs = 10_000
const maxProbeMs = 60_000

export function channelMethods({ channels, idempotency }: Rooms): Methods {
  function named(id: string): Channel {
    const channel = channels.find(id)
    if (channel) return channel
    throw requestError('INVALID_REQUEST', `unknown channel: ${id}`, {
      details: { code: 'UNKNOWN_CHANNEL', channels: channels.list().map(known => known.id) },
    })
  }

  function channelFor(id: string | undefined): Channel {
    if (id) return named(id)
    const [only, ...others] = channels.list()
    if (!only) {
      throw requestError('UNAVAILABLE', 'no channel is set up on this gateway, so nothing can be sent', {
        retryable: false,
        details: { code: 'NO_CHANNEL' },
      })
    }
    if (others.length === 0) return only
    throw requestError('INVALID_REQUEST', 'channel is required when more than one is set up')
  }

  return {
    'channels.status': method('operator.read', validateChannelsStatusParams, async params => {
      const chosen = params.channel === undefined ? channels.list() : [named(params.channel)]
      const timeoutMs = Math.min(params.timeoutMs || defaultProbeMs, maxProbeMs)
      const seen = chosen.map(async channel => ({
        channel,
        status: params.probe ? await channel.probe(AbortSignal.timeout(timeoutMs)) : channel.status(),
      }))
      return channelsStatus(await Promise.all(seen))
    }),

    send: method('operator.write', validateSendParams, params => {
      const { to, idempotencyKey, replyToId, silent } = params
      const text = sayable(params.message ?? '')
      if (params.mediaUrl || params.mediaUrls?.length || params.buffer) {
        throw requestError('INVALID_REQUEST', 'this gateway sends text only')
      }
      if (text.trim() === '') throw requestError('INVALID_REQUEST', 'message is required')
      const channel = channelFor(params.channel)
      const asked = { channel: channel.id, to, text, replyToId, silent }
      return idempotency.once({ family: 'send', key: idempotencyKey, params: asked }, async begin => {
        begin()
        try {
          const { messageId } = await channel.send({ to, text, replyToId, silent })
          return { runId: idempotencyKey, channel: channel.id, to, messageId }
        } catch (error) {
          if (!isAppError(error)) throw error
          throw requestError('UNAVAILABLE', error.message, {
            retryable: false,
            details: { code: error.code, channel: channel.id },
          })
        }
      })
    }),
  }
}
