// What Telegram tells of a message, checked and in our words. Pure: decides nothing, asks nobody.
import { z } from 'zod'

const user = z.object({
  id: z.int(),
  is_bot: z.boolean().optional(),
  first_name: z.string().catch(''),
  last_name: z.string().optional().catch(undefined),
  username: z.string().optional().catch(undefined),
  language_code: z.string().optional().catch(undefined),
})

const entity = z.object({
  type: z.string(),
  offset: z.int(),
  length: z.int(),
  user: user.optional().catch(undefined),
})
const entities = z.array(entity).catch([])

const file = z.object({
  file_id: z.string(),
  file_size: z.number().optional().catch(undefined),
  file_name: z.string().optional().catch(undefined),
  mime_type: z.string().optional().catch(undefined),
})
const anyFile = file.optional().catch(undefined)

const quoted = z.object({
  from: user.optional().catch(undefined),
  text: z.string().optional().catch(undefined),
  caption: z.string().optional().catch(undefined),
})

const message = z.object({
  message_id: z.int(),
  date: z.number().catch(0),
  edit_date: z.number().optional().catch(undefined),
  message_thread_id: z.int().optional().catch(undefined),
  is_topic_message: z.boolean().optional().catch(undefined),
  media_group_id: z.string().optional().catch(undefined),
  from: user.optional().catch(undefined),
  chat: z.object({ id: z.int(), type: z.string(), title: z.string().optional().catch(undefined) }),
  text: z.string().optional().catch(undefined),
  caption: z.string().optional().catch(undefined),
  entities,
  caption_entities: entities,
  reply_to_message: quoted.optional().catch(undefined),
  photo: z.array(file).optional().catch(undefined),
  document: anyFile,
  audio: anyFile,
  voice: anyFile,
  video: anyFile,
  sticker: anyFile,
})

const update = z.object({
  update_id: z.int(),
  message: message.optional().catch(undefined),
  edited_message: message.optional().catch(undefined),
})

export type FileRef = {
  readonly fileId: string
  readonly kind: 'photo' | 'document' | 'audio' | 'voice' | 'video' | 'sticker'
  readonly mimeType: string
  readonly fileName?: string | undefined
  readonly sizeBytes?: number | undefined
}

export type Incoming = {
  readonly chat: string
  readonly isPrivate: boolean
  readonly title?: string | undefined
  readonly thread?: number | undefined
  readonly messageId: number
  readonly sender: string
  /** What they call themselves: it may be anything. */
  readonly senderName: string
  /** What their Telegram speaks, such as `pl`. */
  readonly language?: string | undefined
  /** Messages with the same one were sent as one. */
  readonly album?: string | undefined
  /** Without the mention of the bot. */
  readonly text: string
  readonly files: readonly FileRef[]
  /** What it answers, if anything, and whose that was. */
  readonly quoted?: { readonly name: string; readonly text: string } | undefined
  /** Whether it speaks to the bot: by its name, or as an answer to it. */
  readonly isForBot: boolean
  /** Absent for a message that was not changed. */
  readonly editedAt?: number | undefined
}

export type Bot = { readonly id: number; readonly username: string }
type Message = z.infer<typeof message>

/** The update's number; undefined for something that is no update at all. */
export function updateIdOf(raw: unknown): number | undefined {
  return update.pick({ update_id: true }).safeParse(raw).data?.update_id
}

/** Undefined for what no person says: other kinds of updates, channels' posts, bots, people coming and going. */
export function readUpdate(raw: unknown, bot: Bot): Incoming | undefined {
  const parsed = update.safeParse(raw).data
  const said = parsed?.message ?? parsed?.edited_message
  if (!said?.from || said.from.is_bot || said.chat.type === 'channel') return undefined
  const written = said.text ?? said.caption ?? ''
  const marks = said.text === undefined ? said.caption_entities : said.entities
  const mentions = marks.filter(mark => isMention(mark, written, bot))
  const files = filesOf(said)
  if (written.trim() === '' && files.length === 0) return undefined
  const quotedText = said.reply_to_message?.text ?? said.reply_to_message?.caption
  const isAnswer = said.reply_to_message?.from?.id === bot.id
  return {
    chat: String(said.chat.id),
    isPrivate: said.chat.type === 'private',
    title: said.chat.title,
    thread: said.is_topic_message ? said.message_thread_id : undefined,
    messageId: said.message_id,
    sender: String(said.from.id),
    senderName: nameOf(said.from),
    language: said.from.language_code,
    album: said.media_group_id,
    text: without(written, mentions).toWellFormed().replaceAll('\0', ''),
    files,
    quoted: quotedText
      ? { name: isAnswer ? 'you' : nameOf(said.reply_to_message?.from), text: quotedText }
      : undefined,
    isForBot: said.chat.type === 'private' || mentions.length > 0 || isAnswer,
    editedAt: parsed?.edited_message ? (said.edit_date ?? said.date) : undefined,
  }
}

function isMention({ type, offset, length, user }: z.infer<typeof entity>, text: string, bot: Bot): boolean {
  const words = text.slice(offset, offset + length).toLowerCase()
  const name = `@${bot.username.toLowerCase()}`
  if (type === 'text_mention') return user?.id === bot.id
  if (type === 'mention') return words === name
  return type === 'bot_command' && words.endsWith(name)
}

/** `/status@the_bot` becomes `/status`, and `@the_bot hello` becomes `hello`. */
function without(text: string, mentions: readonly z.infer<typeof entity>[]): string {
  const cut = mentions.toReversed().reduce((rest, { type, offset, length }) => {
    const words = rest.slice(offset, offset + length)
    const kept = type === 'bot_command' ? words.slice(0, words.indexOf('@')) : ''
    return rest.slice(0, offset) + kept + rest.slice(offset + length)
  }, text)
  return cut.trim()
}

function nameOf(from: z.infer<typeof user> | undefined): string {
  if (!from) return 'somebody'
  const name = [from.first_name, from.last_name].filter(Boolean).join(' ').trim()
  return (name || from.username || String(from.id)).slice(0, 100)
}

function filesOf({ photo, document, audio, voice, video, sticker }: Message): FileRef[] {
  // Telegram offers each photo in several sizes, the largest last.
  const picture = photo?.at(-1)
  const found: (FileRef | undefined)[] = [
    picture && { ...refOf(picture, 'photo', 'image/jpeg'), fileName: 'photo.jpg' },
    document && refOf(document, 'document', 'application/octet-stream'),
    audio && refOf(audio, 'audio', 'audio/mpeg'),
    voice && refOf(voice, 'voice', 'audio/ogg'),
    video && refOf(video, 'video', 'video/mp4'),
    sticker && refOf(sticker, 'sticker', 'image/webp'),
  ]
  return found.filter(one => one !== undefined)
}

function refOf(from: z.infer<typeof file>, kind: FileRef['kind'], usual: string): FileRef {
  return {
    fileId: from.file_id,
    kind,
    mimeType: from.mime_type ?? usual,
    fileName: from.file_name?.slice(0, 200),
    sizeBytes: from.file_size,
  }
}
