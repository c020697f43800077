// Sending from a page that has no app behind it. Its text outlives the page; what was under way when the line was cut
// is asked about.
import { outgoingSends, missed } from '../../src-shared/chat.ts'
import type { MediaBlock } from '../../src-shared/chat-content.ts'
import {
  addOutgoing,
  addUncertain,
  discardSend,
  sendAccepted,
  sendAgain,
  sendFailed,
} from '../../src-shared/chat-sending.ts'
import { connectionLost } from '../../src-shared/chat-sync.ts'
import { toErrorReport } from '../../src-shared/errors.ts'
import type { ErrorCode } from '../../src-shared/errors.ts'
import type { GatewayLink } from '../gateway-link.ts'
import { tellError } from '../tell.ts'
import type { DraftStore } from './drafts.ts'
import { mediaOf, paramsOf } from './send-params.ts'
import type { SendParams } from './send-params.ts'
import type { OpenSending } from './sending.ts'
import { unsentAt } from './unsent.ts'

type Dependencies = {
  readonly link: GatewayLink
  readonly drafts: DraftStore
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** A large message over a slow line is not lost only because it takes a while. */
const sendTimeoutMs = 120_000
const stopTimeoutMs = 6_000

/** With these the message certainly did not arrive; with any other failure nobody knows. */
const certainlyNotSent: ReadonlySet<ErrorCode> = new Set([
  'NOT_CONNECTED',
  'MESSAGE_TOO_LARGE',
  'INVALID_INPUT',
  'GATEWAY_REQUEST_FAILED',
  'GATEWAY_BUSY',
  'SCOPE_MISSING',
])

export function pageSending({ link, drafts, now }: Dependencies): OpenSending {
  return ({ gateway, sessionKey }, { transcript, update, sync }) => {
    const unsent = unsentAt(drafts, `${gateway}|${sessionKey}|unsent`)
    const payloads = new Map<string, SendParams>()
    /** Counts connections: what was asked over an earlier one is not listened to any more. */
    let generation = 0
    let sending: Promise<void> = Promise.resolve()

    /** One after the other: the gateway sees them in the order they were written. */
    function deliver(sendKey: string): void {
      sending = sending.then(() => deliverNow(sendKey))
    }

    async function deliverNow(sendKey: string): Promise<void> {
      const params = payloads.get(sendKey)
      const send = outgoingSends(transcript()).find(other => other.sendKey === sendKey)
      if (!params || send?.delivery !== 'sending') return
      const asked = generation
      try {
        const answer = await link.request(
          'chat.send',
          { sessionKey, idempotencyKey: sendKey, ...params },
          { timeoutMs: sendTimeoutMs },
        )
        update(sendAccepted(transcript(), sendKey, answer, now()), 'now')
      } catch (error) {
        // Of an earlier connection: that nobody knows has been said already.
        if (asked !== generation) return
        const report = toErrorReport(error)
        const delivery = certainlyNotSent.has(report.code) ? 'failed' : 'uncertain'
        update(sendFailed(transcript(), sendKey, { delivery, error: report }), 'now')
      }
    }

    /** They were on their way when the page went: nobody knows whether they arrived. */
    async function restore(): Promise<void> {
      const messages = await unsent.load()
      let next = transcript()
      for (const { sendKey, text, at, files } of messages) {
        const media = files.map((name): MediaBlock => ({
          kind: 'media',
          mimeType: 'application/octet-stream',
          name,
        }))
        next = addUncertain(next, { sendKey, text, media, at })
        if (files.length === 0) payloads.set(sendKey, paramsOf(text, []))
      }
      if (messages.length > 0) update(missed(next))
    }

    restore().catch(tellError)

    return {
      canQueue: false,
      send: async (text, attachments) => {
        const sendKey = crypto.randomUUID()
        const at = now()
        payloads.set(sendKey, paramsOf(text, attachments))
        unsent.keep({ sendKey, text, at, files: attachments.map(attachment => attachment.name) })
        update(addOutgoing(transcript(), { sendKey, text, media: attachments.map(mediaOf), at }), 'now')
        deliver(sendKey)
      },
      canSendAgain: sendKey => payloads.has(sendKey),
      sendAgain: async sendKey => {
        update(sendAgain(transcript(), sendKey), 'now')
        deliver(sendKey)
      },
      discard: async sendKey => update(discardSend(transcript(), sendKey), 'now'),
      check: () => sync(),
      stop: async () => {
        const answer = await link.request('chat.abort', { sessionKey }, { timeoutMs: stopTimeoutMs })
        return (answer as { aborted?: unknown } | undefined)?.aborted !== false
      },
      /** What has arrived, or was discarded, need not be kept for another try. */
      settle: () => {
        if (payloads.size === 0) return
        const open = new Set(
          outgoingSends(transcript()).flatMap(send => (send.delivery === 'sent' ? [] : [send.sendKey])),
        )
        for (const sendKey of payloads.keys()) {
          if (open.has(sendKey)) continue
          payloads.delete(sendKey)
          unsent.forget(sendKey)
        }
      },
      lost: gone => connectionLost(gone, 'in-doubt'),
      setOnline: () => {
        generation += 1
        // An answer that the old connection owes must not hold up what is sent over the next.
        sending = Promise.resolve()
      },
      close: () => {
        generation += 1
      },
    }
  }
}
