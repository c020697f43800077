// channels.*, send: how the channels are, who may write to them, and a message out through one of them.
import { z } from 'zod'
import { validateChannelsStatusParams, validateSendParams } from '@openclaw/gateway-protocol'
import { isAppError } from '../../../src-shared/errors.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import type { Channel, OutgoingMessage } from '../../channels/channel.ts'
import { channelsStatus } from '../channel-rows.ts'
import { method, plainObject, requestError, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'
import { sayable } from './chat.ts'

const testParams = z.strictObject({
  channel: z.string().max(100).optional(),
  /** Whoever wrote last in private when absent. */
  to: z.string().min(1).max(300).optional(),
  message: z.string().min(1).max(1_000).optional(),
})
const channelParams = z.strictObject({ channel: z.string().max(100).optional() })
const decideParams = z.strictObject({
  channel: z.string().max(100).optional(),
  code: z.string().min(1).max(50),
})
const removeParams = z.strictObject({
  channel: z.string().max(100).optional(),
  sender: z.string().min(1).max(300),
})

const defaultProbeMs = 10_000
const maxProbeMs = 60_000

export function channelMethods({ channels, idempotency, hub, health, log }: Rooms): Methods {
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

  function withPeople(id: string | undefined) {
    const channel = channelFor(id)
    if (channel.people) return { channel, people: channel.people }
    throw requestError('INVALID_REQUEST', `${channel.label} keeps no list of people`)
  }

  function decide(raw: unknown, decision: 'approve' | 'reject') {
    const params = read(decideParams, raw)
    const { channel, people } = withPeople(params.channel)
    const request = people.decide(params.code, decision)
    if (!request) throw requestError('INVALID_REQUEST', 'nobody waits with that code; it holds for an hour')
    if (decision === 'approve') {
      channel
        .welcome?.(request)
        .catch((error: unknown) => log.warn('somebody let in could not be told', { error }))
    }
    tellHealth()
    const { sender, name } = request
    return {
      ok: true,
      channel: channel.id,
      decision: decision === 'approve' ? 'approved' : 'rejected',
      sender,
      name,
    }
  }

  const tellHealth = () => hub.tellAll('health', health.snapshot())

  return {
    'channels.test': method('operator.write', plainObject, async raw => {
      const { channel: id, to: given, message } = read(testParams, raw)
      const channel = channelFor(id)
      const to = given ?? channel.lastChat?.()
      if (to === undefined) {
        throw requestError('UNAVAILABLE', `nobody has written to ${channel.label} yet; write to it first`, {
          retryable: false,
          details: { code: 'NOBODY_KNOWN', channel: channel.id },
        })
      }
      const text = sayable(message ?? inEnglish('gateway.channels.testText'))
      return { ok: true, channel: channel.id, to, ...(await sendOrSayWhy(channel, { to, text })) }
    }),

    'channels.pairing.list': method('operator.pairing', plainObject, raw => {
      const { channel, people } = withPeople(read(channelParams, raw).channel)
      return {
        channel: channel.id,
        label: channel.label,
        pending: people.waiting(),
        approved: people.approved(),
      }
    }),
    'channels.pairing.approve': method('operator.pairing', plainObject, raw => decide(raw, 'approve')),
    'channels.pairing.reject': method('operator.pairing', plainObject, raw => decide(raw, 'reject')),
    'channels.pairing.remove': method('operator.pairing', plainObject, raw => {
      const params = read(removeParams, raw)
      const { channel, people } = withPeople(params.channel)
      const removed = people.remove(params.sender)
      tellHealth()
      return { ok: true, channel: channel.id, sender: params.sender, removed }
    }),

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
        const { messageId } = await sendOrSayWhy(channel, { to, text, replyToId, silent })
        return { runId: idempotencyKey, channel: channel.id, to, messageId }
      })
    }),
  }
}

/** Errors: UNAVAILABLE, with the code of what went wrong among its details. */
async function sendOrSayWhy(channel: Channel, message: OutgoingMessage) {
  try {
    return await channel.send(message)
  } catch (error) {
    if (!isAppError(error)) throw error
    throw requestError('UNAVAILABLE', error.message, {
      retryable: false,
      details: { code: error.code, channel: channel.id },
    })
  }
}

/** Errors: INVALID_REQUEST. */
function read<T>(schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw ?? {})
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw requestError(
    'INVALID_REQUEST',
    `invalid params: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  )
}
