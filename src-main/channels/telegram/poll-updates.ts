// Asks Telegram for what is new, again and again: one long question after the other.
import { setTimeout as sleep } from 'node:timers/promises'
import type { AppError } from '../../../src-shared/errors.ts'
import { signalFor, readQuestionFailure, type BotApi } from './bot-api.ts'
import type { ChannelLog } from '../channel.ts'
import type { PostBox } from './post-box.ts'
import { readUpdate, updateIdOf, type Bot, type Incoming } from './read-update.ts'

type Parts = {
  readonly bot: Bot
  readonly api: BotApi
  readonly post: PostBox
  readonly take: (messages: readonly Incoming[], nextUpdate: number) => Promise<void>
  readonly onPolled: () => void
  readonly onFailure: (error: AppError) => void
  readonly log: ChannelLog
  readonly signal: AbortSignal
}

/** Telegram holds a question open for so long. */
const pollSeconds = 30
/** A connection that says nothing for longer is dead, whatever the system believes. */
const silentMs = (pollSeconds + 15) * 1_000
const maxWaitMs = 30_000
/** Numbers start anew when a bot has heard nothing for a week: an old one must not hide what is new. */
const positionHoldsMs = 6 * 24 * 60 * 60_000
const maxTries = 3

/** Rejects with TELEGRAM_TOKEN_REFUSED, and with the reason of `signal`; everything else passes. */
export async function pollUpdates(parts: Parts): Promise<never> {
  const { api, post, onPolled, onFailure, signal } = parts
  let failures = 0
  // The first question, and the first after a failure, is answered at once: that shows that it is answered at all.
  let waitSeconds = 0
  for (;;) {
    signal.throwIfAborted()
    try {
      const updates = await ask(api, post, waitSeconds, signal)
      failures = 0
      waitSeconds = pollSeconds
      onPolled()
      await takeAll(parts, updates)
    } catch (error) {
      signal.throwIfAborted()
      const failure = readQuestionFailure(error, api.apiRoot)
      if (failure.code === 'TELEGRAM_TOKEN_REFUSED') throw failure
      onFailure(failure)
      const asked = failure.code === 'TELEGRAM_BUSY' ? Number(failure.report.details['retryMs']) : 0
      await sleep(Math.max(asked, Math.min(1_000 * 2 ** failures, maxWaitMs)), undefined, {
        signal,
        ref: false,
      })
      failures += 1
      waitSeconds = 0
    }
  }
}

async function ask(
  { call }: BotApi,
  post: PostBox,
  timeout: number,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const position = post.position()
  const holds = position !== undefined && Date.now() - position.heardAt < positionHoldsMs
  return call.getUpdates(
    {
      timeout,
      allowed_updates: ['message', 'edited_message'],
      ...(holds ? { offset: position.nextUpdate } : {}),
    },
    signalFor(AbortSignal.any([signal, AbortSignal.timeout(silentMs)])),
  )
}

async function takeAll({ bot, post, take, log, signal }: Parts, updates: readonly unknown[]) {
  for (const { messages, nextUpdate } of gather(updates, bot)) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await take(messages, nextUpdate)
        break
      } catch (error) {
        signal.throwIfAborted()
        log.error('a message from Telegram could not be taken in', { attempt, error })
        if (attempt < maxTries) continue
        // One message that cannot be dealt with must not keep out all that come after it.
        post.heard(nextUpdate)
        break
      }
    }
  }
}

/** Each message by itself, and the pictures of one album together. */
function gather(updates: readonly unknown[], bot: Bot) {
  const groups: { messages: Incoming[]; nextUpdate: number }[] = []
  for (const raw of updates) {
    const id = updateIdOf(raw)
    if (id === undefined) continue
    const message = readUpdate(raw, bot)
    const last = groups.at(-1)
    const album = last?.messages[0]?.album
    if (last && message?.album !== undefined && message.album === album && message.editedAt === undefined) {
      last.messages.push(message)
      last.nextUpdate = id + 1
    } else groups.push({ messages: message ? [message] : [], nextUpdate: id + 1 })
  }
  return groups
}
