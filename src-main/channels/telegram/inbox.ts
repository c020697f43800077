// Takes in what Telegram tells: a message becomes one of the gateway's, committed together with the number of its update,
// so that neither a crash nor a repetition loses or doubles it.
import type { DatabaseSync } from 'node:sqlite'
import type { T } from '../../../src-shared/i18n/message-types.ts'
import { fullKey, mainConversation } from '../../conversations/conversation-key.ts'
import type { IncomingFile } from '../../conversations/incoming.ts'
import { transaction } from '../../sqlite/transaction.ts'
import type { ChannelHost, ChannelLog } from '../channel.ts'
import type { ChannelPeople } from '../channel-people.ts'
import type { Answers } from './answers.ts'
import type { BotApi } from './bot-api.ts'
import type { BotWords } from './bot-words.ts'
import { fetchFile } from './fetch-file.ts'
import type { Address, PostBox } from './post-box.ts'
import type { Bot, FileRef, Incoming } from './read-update.ts'
import type { TelegramSettings } from './telegram-settings.ts'
import { judgeSender } from './who-may-write.ts'

type Parts = {
  readonly bot: Bot
  readonly api: BotApi
  readonly post: PostBox
  readonly answers: Answers
  readonly people: ChannelPeople
  readonly database: DatabaseSync
  readonly host: ChannelHost
  readonly settings: TelegramSettings
  readonly words: BotWords
  readonly log: ChannelLog
  /** Something is in the outbox. */
  readonly onOutgoing: () => void
  readonly signal: AbortSignal
}

const maxQuoteLength = 500
/** A text file of up to so many characters is read out to the model. */
const maxReadOut = 50_000

export function openInbox(parts: Parts) {
  const { bot, api, post, answers, people, database, host, settings, words, log, signal } = parts

  /** One message, or the pictures of one album; `nextUpdate` is the number after the last update of it. */
  async function take(messages: readonly Incoming[], nextUpdate: number): Promise<void> {
    const [first] = messages
    if (!first) return post.heard(nextUpdate)
    const { chat, sender } = first
    switch (judgeSender(first, settings, people.isApproved)) {
      case 'ignore':
        log.info('a message in Telegram was not for this gateway, or of nobody it knows', { chat, sender })
        return post.heard(nextUpdate)
      case 'pair':
        return pair(first, nextUpdate)
      case 'listen':
        return first.editedAt === undefined ? accept(messages, nextUpdate) : correct(first, nextUpdate)
    }
  }

  async function pair({ sender, senderName, language, chat }: Incoming, nextUpdate: number) {
    const t = await words(language)
    const request = transaction(database, () => {
      const made = people.ask(sender, senderName, language)
      if (made) {
        const text = t('telegram.pairing', { code: made.code, id: sender })
        post.add({ address: { chat }, text: { text, entities: codeIn(text, made.code) } })
      }
      post.heard(nextUpdate)
      return made
    })
    if (!request) return
    log.info('somebody in Telegram asks to be let in', { sender })
    parts.onOutgoing()
    host.changed()
  }

  async function accept(messages: readonly Incoming[], nextUpdate: number) {
    const [first] = messages
    if (!first) return
    const t = await words(first.language)
    const { text, files } = await compose(messages, t)
    say(first, text, files, nextUpdate)
  }

  /** A message was changed: what answered the old words is ended, and the new ones are answered. */
  async function correct(message: Incoming, nextUpdate: number) {
    const before = runIdOf({ ...message, editedAt: undefined })
    if (host.answerOf(before).state === 'gone') return post.heard(nextUpdate)
    const t = await words(message.language)
    const { text, files } = await compose([message], t)
    say(message, t('telegram.edited', { text }), files, nextUpdate, before)
    answers.forget(before)
    await host.conversations.abort(conversationOf(message), { runId: before })
  }

  function say(
    message: Incoming,
    text: string,
    files: readonly IncomingFile[],
    nextUpdate: number,
    instead?: string,
  ) {
    const runId = runIdOf(message)
    const { chat, thread, messageId, language } = message
    const address: Address = { chat, thread, replyTo: messageId, language }
    const previewId = instead === undefined ? undefined : post.owedBy(instead)?.previewId
    const { status } = host.conversations.accept({
      conversation: conversationOf(message),
      text,
      files,
      idempotencyKey: runId,
      alongside() {
        if (instead !== undefined) post.cancel(instead)
        post.owe(runId, address)
        if (previewId !== undefined) post.setPreview(runId, previewId)
        post.heard(nextUpdate)
        if (message.isPrivate) post.setLastChat(chat)
      },
    })
    // It was taken in before, and its answer is owed or given.
    if (status !== 'started') return post.heard(nextUpdate)
    answers.expect({ runId, address, previewId })
    host.changed()
  }

  function runIdOf({ chat, messageId, editedAt }: Pick<Incoming, 'chat' | 'messageId' | 'editedAt'>): string {
    return ['telegram', bot.id, chat, messageId, ...(editedAt === undefined ? [] : [`e${editedAt}`])].join(
      ':',
    )
  }

  function conversationOf({ isPrivate, chat, thread, sender }: Incoming): string {
    if (!isPrivate) return fullKey(`telegram:group:${chat}${thread === undefined ? '' : `:topic:${thread}`}`)
    switch (settings.dmScope) {
      case 'main':
        return mainConversation
      case 'per-peer':
        return fullKey(`direct:${sender}`)
      case 'per-channel-peer':
        return fullKey(`telegram:direct:${sender}`)
    }
  }

  async function compose(messages: readonly Incoming[], t: T) {
    const files: IncomingFile[] = []
    const remarks: string[] = []
    for (const ref of messages.flatMap(message => message.files)) {
      const got = await fetchFile(api, ref, settings.maxFileBytes, signal)
      const name = ref.fileName ?? ref.kind
      if (!got.ok) {
        const megabytes = Math.floor(settings.maxFileBytes / 1024 / 1024)
        remarks.push(t('telegram.fileLeftOut', { name, why: got.why, megabytes }))
        continue
      }
      files.push({ mimeType: ref.mimeType, fileName: name, bytes: got.bytes })
      const remark = describeFile(ref, got.bytes, name, t)
      if (remark) remarks.push(remark)
    }
    const [first] = messages
    const written = messages.map(({ text }) => text).find(Boolean) ?? ''
    const words = first && !first.isPrivate ? `${first.senderName}: ${written}` : written
    const isCommand = written.startsWith('/')
    const quote = isCommand || !first?.quoted ? undefined : quoted(first.quoted, t)
    return {
      text: [quote, isCommand ? command(written) : words, ...remarks].filter(Boolean).join('\n\n'),
      files,
    }
  }

  return { take }
}

/** What every first conversation in Telegram begins with. */
function command(text: string): string {
  return /^\/start\b/i.test(text) ? '/help' : text
}

function quoted({ name, text }: NonNullable<Incoming['quoted']>, t: T): string {
  const short = text.length > maxQuoteLength ? `${text.slice(0, maxQuoteLength)} …` : text
  const lines = short
    .toWellFormed()
    .split('\n')
    .map(line => `> ${line}`)
  return [t('telegram.inReplyTo', { name }), ...lines].join('\n')
}

/** What the model is told of a file it cannot see; nothing of a picture. */
function describeFile(
  { mimeType, kind }: FileRef,
  bytes: Uint8Array,
  name: string,
  t: T,
): string | undefined {
  if (mimeType.startsWith('image/') && kind !== 'sticker') return undefined
  const text =
    isText(mimeType) && bytes.length <= maxReadOut ? Buffer.from(bytes).toString('utf8') : undefined
  if (text === undefined || text.includes('\0')) return t('telegram.file', { name, type: mimeType })
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)))
  return `${name}:\n\n${fence}\n${text.toWellFormed()}\n${fence}`
}

function isText(mimeType: string): boolean {
  return /^text\/|[/+](json|xml|yaml|toml|x-yaml|javascript|x-sh|csv)$/.test(mimeType)
}

function codeIn(text: string, code: string) {
  return [{ type: 'code' as const, offset: text.indexOf(code), length: code.length }]
}
