// A message that somebody has asked the bot to send, and waits until it is sent.
import { setTimeout as sleep } from 'node:timers/promises'
import { appError } from '../../../src-shared/errors.ts'
import type { OutgoingMessage } from '../channel.ts'
import type { BotApi } from './bot-api.ts'
import type { Address } from './post-box.ts'
import { maxCaptionChars, maxFileBytes, sendFile, type FileLetter } from './send-file.ts'
import { sendText, type Letter, type Sent } from './send-text.ts'
import { toMessages } from './split-text.ts'
import type { TelegramSettings } from './telegram-settings.ts'
import type { TelegramText } from './telegram-text.ts'

/** Whoever waits is told when Telegram asks for more patience than this. */
const maxWaitMs = 20_000
const timeoutMs = 30_000
const fileTimeoutMs = 120_000

/** Errors: INVALID_INPUT, TELEGRAM_*. */
export async function sendNow(
  api: BotApi,
  { to, text, file, replyToId, silent }: OutgoingMessage,
  { maxTextLength, linkPreview }: TelegramSettings,
): Promise<{ messageId: string }> {
  const address = { ...readAddress(to), ...readReply(replyToId) }
  const messages = toMessages(text, maxTextLength)
  if (file)
    return { messageId: String(await sendWithFile(api, { address, file, silent }, messages, linkPreview)) }
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

/** Words that fit stand under the file, others follow it. */
async function sendWithFile(
  api: BotApi,
  letter: FileLetter,
  messages: readonly TelegramText[],
  linkPreview: boolean,
): Promise<number> {
  const { address, file, silent } = letter
  if (file.bytes.length > maxFileBytes) {
    const why = `it has ${file.bytes.length} bytes, and Telegram takes ${maxFileBytes} from a bot`
    throw appError('INVALID_INPUT', { what: file.name, why })
  }
  const [only] = messages
  const caption = messages.length === 1 && only && only.text.length <= maxCaptionChars ? only : undefined
  const messageId = await patiently(signal => sendFile(api, { ...letter, caption }, signal), fileTimeoutMs)
  const rest = caption ? [] : messages
  for (const text of rest) {
    await sendPatiently(api, { address: { ...address, replyTo: undefined }, text, silent, linkPreview })
  }
  return messageId
}

function sendPatiently(api: BotApi, letter: Letter): Promise<number> {
  return patiently(signal => sendText(api, letter, signal), timeoutMs)
}

/** Errors: TELEGRAM_*. */
async function patiently(send: (signal: AbortSignal) => Promise<Sent>, eachMs: number): Promise<number> {
  for (let waited = 0; ;) {
    const sent = await send(AbortSignal.timeout(eachMs))
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
