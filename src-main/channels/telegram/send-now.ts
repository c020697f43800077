// A message that somebody has asked the bot to send, and waits until it is sent.
import { setTimeout as sleep } from 'node:timers/promises'
import { appError } from '../../../src-shared/errors.ts'
import type { OutgoingMessage } from '../channel.ts'
import type { BotApi } from './bot-api.ts'
import type { Address } from './post-box.ts'
import { sendText, type Letter, type Sent } from './send-text.ts'
import { toMessages } from './split-text.ts'
import type { TelegramSettings } from './telegram-settings.ts'

/** Whoever waits is told when Telegram asks for more patience than this. */
const maxWaitMs = 20_000
const timeoutMs = 30_000

/** Errors: INVALID_INPUT, TELEGRAM_*. */
export async function sendNow(
  api: BotApi,
  { to, text, replyToId, silent }: OutgoingMessage,
  { maxTextLength, linkPreview }: TelegramSettings,
): Promise<{ messageId: string }> {
  const address = { ...readAddress(to), ...readReply(replyToId) }
  const messages = toMessages(text, maxTextLength)
  if (messages.length === 0)
    throw appError('INVALID_INPUT', { what: 'The message', why: 'nothing of it can be read' })
  let messageId = 0
  for (const [index, part] of messages.entries()) {
    const letter = {
      address: index === 0 ? address : { ...address, replyTo: undefined },
      text: part,
      silent,
      linkPreview,
    }
    messageId = await sendPatiently(api, letter)
  }
  return { messageId: String(messageId) }
}

async function sendPatiently(api: BotApi, letter: Letter): Promise<number> {
  for (let waited = 0; ;) {
    const sent: Sent = await sendText(api, letter, AbortSignal.timeout(timeoutMs))
    if (sent.ok) return sent.messageId
    const waitMs = sent.kind === 'later' ? sent.waitMs : undefined
    if (waitMs === undefined || waited + waitMs > maxWaitMs) throw sent.error
    await sleep(waitMs)
    waited += waitMs
  }
}

/** `123`, `-100…`, `-100…:topic:7`, `@channel`, each perhaps after `telegram:`. Errors: INVALID_INPUT. */
function readAddress(to: string): Address {
  const match = /^(?:(?:telegram|tg):)?(-?\d{1,20}|@[a-z]\w{3,31})(?::topic:(\d{1,10}))?$/i.exec(to.trim())
  if (!match?.[1]) {
    const why = 'it is neither the id of a chat, such as 123456789, nor a public @name'
    throw appError('INVALID_INPUT', { what: 'The recipient', why })
  }
  return { chat: match[1], thread: match[2] === undefined ? undefined : Number(match[2]) }
}

function readReply(id: string | undefined): { replyTo?: number } {
  if (id === undefined) return {}
  if (!/^\d{1,15}$/.test(id))
    throw appError('INVALID_INPUT', { what: 'replyToId', why: 'it is no message’s number' })
  return { replyTo: Number(id) }
}
