// A picture or another file out to Telegram. Whatever Telegram would not show as a picture goes as a document.
// Limits: https://core.telegram.org/bots/api#sending-files
import { InputFile } from 'grammy/web'
import type { OutgoingFile } from '../channel.ts'
import { signalFor, readFailure, type BotApi } from './bot-api.ts'
import type { Address } from './post-box.ts'
import { isBadRequest, whereTo, type Sent } from './send-text.ts'
import type { TelegramText } from './telegram-text.ts'

export const maxFileBytes = 50 * 1024 * 1024
const maxPhotoBytes = 10 * 1024 * 1024
/** Longer words go in messages of their own. */
export const maxCaptionChars = 1_024
const photos = new Set(['image/jpeg', 'image/png', 'image/webp'])

export type FileLetter = {
  readonly address: Address
  readonly file: OutgoingFile
  readonly caption?: TelegramText | undefined
  readonly silent?: boolean | undefined
}

export async function sendFile(api: BotApi, letter: FileLetter, signal: AbortSignal): Promise<Sent> {
  const { file } = letter
  if (!photos.has(file.mediaType) || file.bytes.length > maxPhotoBytes)
    return sendAs('document', api, letter, signal)
  const sent = await sendAs('photo', api, letter, signal)
  // Too long and narrow, say: it was not taken, and may go as it is.
  return isBadRequest(sent) ? sendAs('document', api, letter, signal) : sent
}

async function sendAs(
  kind: 'photo' | 'document',
  { call, apiRoot }: BotApi,
  { address, file, caption, silent }: FileLetter,
  signal: AbortSignal,
): Promise<Sent> {
  const input = new InputFile(file.bytes, file.name)
  const entities =
    caption && caption.entities.length > 0 ? { caption_entities: caption.entities as never } : {}
  const more = { ...(caption ? { caption: caption.text } : {}), ...entities, ...whereTo(address, silent) }
  try {
    const { message_id: messageId } =
      kind === 'photo'
        ? await call.sendPhoto(address.chat, input, more, signalFor(signal))
        : await call.sendDocument(address.chat, input, more, signalFor(signal))
    return { ok: true, messageId }
  } catch (error) {
    return { ok: false, ...readFailure(error, apiRoot) }
  }
}
