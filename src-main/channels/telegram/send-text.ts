// One message out to Telegram, or one changed there: formatted, and plain when Telegram does not take the formatting.
import { signalFor, readFailure, type BotApi, type Failure } from './bot-api.ts'
import type { Address } from './post-box.ts'
import type { TelegramText } from './telegram-text.ts'

export type Letter = {
  readonly address: Address
  readonly text: TelegramText
  /** The message it takes the place of. */
  readonly edits?: number | undefined
  readonly silent?: boolean | undefined
  readonly linkPreview: boolean
}

export type Sent = { readonly ok: true; readonly messageId: number } | ({ readonly ok: false } & Failure)

const badRequest = 400
/** The first topic of a forum: to be named when it is read, and not when it is written to. */
const generalTopic = 1

export async function sendText(api: BotApi, letter: Letter, signal: AbortSignal): Promise<Sent> {
  const formatted = await sendOnce(api, letter, signal)
  if (formatted.ok || !isBadRequest(formatted) || letter.text.entities.length === 0) return formatted
  return sendOnce(api, { ...letter, text: { ...letter.text, entities: [] } }, signal)
}

export function isBadRequest(sent: Sent): boolean {
  return !sent.ok && sent.kind === 'refused' && sent.status === badRequest
}

/** What every new message is told of its place. Absent rather than undefined: Telegram is told nothing of what is not meant. */
export function whereTo({ thread, replyTo }: Address, silent: boolean | undefined) {
  return {
    ...(silent ? { disable_notification: true } : {}),
    ...(thread === undefined || thread === generalTopic ? {} : { message_thread_id: thread }),
    ...(replyTo === undefined
      ? {}
      : { reply_parameters: { message_id: replyTo, allow_sending_without_reply: true } }),
  }
}

async function sendOnce(
  { call, apiRoot }: BotApi,
  { address, text, edits, silent, linkPreview }: Letter,
  signal: AbortSignal,
): Promise<Sent> {
  const { chat } = address
  const entities = text.entities.length === 0 ? {} : { entities: text.entities as never }
  const preview = linkPreview ? {} : { link_preview_options: { is_disabled: true } }
  try {
    if (edits !== undefined) {
      await call.editMessageText(chat, edits, text.text, { ...entities, ...preview }, signalFor(signal))
      return { ok: true, messageId: edits }
    }
    const { message_id: messageId } = await call.sendMessage(
      chat,
      text.text,
      {
        ...entities,
        ...preview,
        ...whereTo(address, silent),
      },
      signalFor(signal),
    )
    return { ok: true, messageId }
  } catch (error) {
    return { ok: false, ...readFailure(error, apiRoot) }
  }
}
