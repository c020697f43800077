// Carries what is in the outbox to Telegram, in the order of each chat, once. What may have arrived is not sent again:
// a sentence that says so goes out in its place.
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChannelLog } from '../channel.ts'
import type { BotApi } from './bot-api.ts'
import type { BotWords } from './bot-words.ts'
import type { Parcel, PostBox } from './post-box.ts'
import { isBadRequest, sendText } from './send-text.ts'

type Parts = {
  readonly api: BotApi
  readonly post: PostBox
  readonly words: BotWords
  readonly linkPreview: boolean
  readonly log: ChannelLog
  readonly onSent: () => void
  /** The token is no longer good. */
  readonly onRefusedToken: (error: unknown) => void
}

export type Carrier = ReturnType<typeof openCarrier>

const firstWaitMs = 1_000
const maxWaitMs = 60_000
/** What is on its way gets so long to arrive when the gateway stops. */
const farewellMs = 700

export function openCarrier(parts: Parts) {
  const { api, post, words, linkPreview, log, onSent, onRefusedToken } = parts
  const closing = new AbortController()
  const givingUp = new AbortController()
  const lanes = new Map<string, Promise<void>>()
  /** Changes of messages that may have been made already: then Telegram refuses to make them again. */
  const repeated = new Set<number>()

  async function recover() {
    for (const parcel of post.parcels()) if (parcel.state === 'sending') await doubt(parcel)
  }

  /** Whether it arrived is not known. */
  async function doubt(parcel: Parcel) {
    const { id, kind, edits, address } = parcel
    if (edits !== undefined) {
      repeated.add(id)
      return post.waiting(id)
    }
    log.warn('a message to Telegram may or may not have arrived', { chat: address.chat, kind })
    if (kind === 'notice') return post.done(id)
    const t = await words(address.language)
    post.replaceByNotice(id, { text: t('telegram.uncertain'), entities: [] })
  }

  function go() {
    if (closing.signal.aborted) return
    for (const { address } of post.parcels()) {
      const { chat } = address
      if (lanes.has(chat)) continue
      const lane: Promise<void> = carryAll(chat)
        .catch((error: unknown) => {
          // The store is closed once the gateway has waited long enough.
          if (!closing.signal.aborted) log.error('messages to Telegram are held up', { chat, error })
        })
        .finally(() => {
          if (lanes.get(chat) === lane) lanes.delete(chat)
        })
      lanes.set(chat, lane)
    }
  }

  async function carryAll(chat: string) {
    let failures = 0
    while (!closing.signal.aborted) {
      const parcel = post.parcels().find(one => one.address.chat === chat)
      if (!parcel) {
        // At once, so that what comes a moment later begins a new lane.
        lanes.delete(chat)
        return
      }
      const waitMs = await carry(parcel, failures)
      failures = waitMs === undefined ? 0 : failures + 1
      if (waitMs !== undefined) {
        await sleep(waitMs, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
      }
    }
  }

  /** How long to wait before the next; undefined when this one is dealt with. */
  async function carry(parcel: Parcel, failures: number): Promise<number | undefined> {
    const { id, address, text, edits } = parcel
    post.sending(id)
    const sent = await sendText(api, { address, text, edits, linkPreview }, givingUp.signal)
    if (sent.ok || (isBadRequest(sent) && repeated.delete(id))) {
      post.done(id)
      onSent()
      return undefined
    }
    switch (sent.kind) {
      case 'later':
        post.waiting(id)
        log.info('a message to Telegram has to wait', { chat: address.chat, code: sent.error.code })
        return sent.waitMs ?? Math.min(firstWaitMs * 2 ** failures, maxWaitMs)
      case 'uncertain':
        // On the way out the next start finds it as it is.
        if (!closing.signal.aborted) await doubt(parcel)
        return firstWaitMs
      case 'refused':
        if (sent.error.code === 'TELEGRAM_TOKEN_REFUSED') {
          post.waiting(id)
          onRefusedToken(sent.error)
          return maxWaitMs
        }
        if (edits !== undefined && isBadRequest(sent)) {
          post.sendAsNew(id)
          post.waiting(id)
          return 0
        }
        log.warn('a message was refused by Telegram', { chat: address.chat, why: sent.error.message })
        post.done(id)
        return undefined
    }
  }

  return {
    /** Settles when it is known of everything left over whether it may be sent. */
    recover,
    /** There may be something to carry. */
    go,
    async close(): Promise<void> {
      closing.abort()
      const giveUp = setTimeout(() => givingUp.abort(), farewellMs)
      await Promise.all(lanes.values())
      clearTimeout(giveUp)
    },
  }
}
