// One bot, from its token to its last message: finds out who it is, listens, answers, and goes on trying when it cannot.
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, appError, isAppError, toErrorReport } from '../../../src-shared/errors.ts'
import type { ChannelHost, ChannelLog, ChannelStatus, OutgoingMessage } from '../channel.ts'
import type { ChannelPeople } from '../channel-people.ts'
import { openAnswers } from './answers.ts'
import { askWhoItIs } from './ask-who-it-is.ts'
import { openBotApi, readQuestionFailure, signalFor, type BotApi } from './bot-api.ts'
import { openBotWords } from './bot-words.ts'
import { openCarrier } from './carrier.ts'
import { findToken, type TokenSources } from './find-token.ts'
import { openInbox } from './inbox.ts'
import { pollUpdates } from './poll-updates.ts'
import { openPostBox, type PostBox } from './post-box.ts'
import type { Bot } from './read-update.ts'
import { sendNow } from './send-now.ts'
import type { TelegramSettings } from './telegram-settings.ts'

export type BotParts = {
  readonly settings: TelegramSettings
  readonly tokens: TokenSources
  readonly database: DatabaseSync
  readonly people: ChannelPeople
  readonly host: ChannelHost
  readonly log: ChannelLog
  readonly previewMs: number
}

export type TelegramBot = ReturnType<typeof openTelegramBot>

type Online = { readonly api: BotApi; readonly bot: Bot; readonly post: PostBox }

const questionMs = 20_000
const maxWaitMs = 60_000

export function openTelegramBot(parts: BotParts) {
  const { settings, tokens, database, people, host, log, previewMs } = parts
  const closing = new AbortController()
  const { signal } = closing
  const words = openBotWords(error => log.error('a message cannot be formatted', { error }))
  let online: Online | undefined
  let isPolling = false
  let lastError: AppError | undefined
  let lastOutboundAt: number | undefined

  function become(change: { readonly polling?: boolean; readonly error?: AppError | undefined }) {
    const { polling = false, error } = change
    if (polling === isPolling && error?.message === lastError?.message) return
    if (error && error.message !== lastError?.message) {
      log.warn('Telegram cannot be listened to', { code: error.code, why: error.message })
    }
    isPolling = polling
    lastError = error
    host.changed()
  }

  function onSent() {
    lastOutboundAt = Date.now()
    host.changed()
  }

  async function live() {
    let token: string | undefined
    let refused: string | undefined
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        token = await findToken(settings, tokens)
        // One that was refused is shown to Telegram again only when it has become another.
        if (token !== refused) {
          refused = undefined
          await session(token, () => (failures = 0))
        }
      } catch (error) {
        if (signal.aborted) return
        const failure = error instanceof AppError ? error : new AppError(toErrorReport(error), error)
        if (isAppError(failure, 'TELEGRAM_TOKEN_REFUSED')) refused = token
        if (isAppError(failure, 'INTERNAL')) log.error('the Telegram bot has stumbled', { error })
        become({ error: failure })
      }
      const waitMs = refused === undefined ? Math.min(1_000 * 2 ** failures, maxWaitMs) : maxWaitMs
      await sleep(waitMs, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }

  /** Ends only with an error. */
  async function session(token: string, onReady: () => void) {
    const api = openBotApi(token, settings.apiRoot)
    const bot = await askWhoItIs(token, settings.apiRoot, within(signal))
    const post = openPostBox(database, bot.id, Date.now)
    const ended = new AbortController()
    const carrier = openCarrier({
      api,
      post,
      words,
      linkPreview: settings.linkPreview,
      log,
      onSent,
      onRefusedToken: error => ended.abort(error),
    })
    await carrier.recover()
    const answers = openAnswers({ api, post, carrier, words, host, settings, previewMs, log })
    try {
      online = { api, bot, post }
      answers.resume()
      carrier.go()
      onReady()
      // Telegram tells nothing by two ways at once; what waits for the bot stays.
      await api.call.deleteWebhook({}, signalFor(within(signal))).catch((error: unknown) => {
        throw readQuestionFailure(error, api.apiRoot)
      })
      const both = AbortSignal.any([signal, ended.signal])
      const { take } = openInbox({
        bot,
        api,
        post,
        answers,
        people,
        database,
        host,
        settings,
        words,
        log,
        onOutgoing: carrier.go,
        signal: both,
      })
      log.info('the Telegram bot is there', { bot: bot.username })
      await pollUpdates({
        bot,
        api,
        post,
        take,
        log,
        onPolled: () => become({ polling: true }),
        onFailure: error => become({ error }),
        signal: both,
      })
    } finally {
      online = undefined
      await answers.close()
      await carrier.close()
    }
  }

  /** Errors: CHANNEL_NOT_READY, INVALID_INPUT, TELEGRAM_*. */
  async function send(message: OutgoingMessage): Promise<{ messageId: string }> {
    if (!online) throw lastError ?? appError('CHANNEL_NOT_READY', { channel: 'Telegram' })
    const sent = await sendNow(online.api, message, settings)
    onSent()
    return sent
  }

  const done = live()

  return {
    status(): ChannelStatus {
      const position = online?.post.position()
      return {
        configured: true,
        running: true,
        connected: isPolling,
        accountName: online && `@${online.bot.username}`,
        lastError: lastError?.message ?? null,
        lastInboundAt: position?.heardAt,
        lastOutboundAt,
      }
    },

    /** Asks Telegram who the bot is. Never rejects. */
    async probe(timeout: AbortSignal): Promise<AppError | undefined> {
      try {
        await askWhoItIs(await findToken(settings, tokens), settings.apiRoot, within(timeout))
        return undefined
      } catch (error) {
        return error instanceof AppError ? error : new AppError(toErrorReport(error), error)
      }
    },

    send,

    async welcome(person: string, language: string | undefined) {
      const t = await words(language)
      // In a private chat the chat has the number of the person.
      await send({ to: person, text: t('telegram.welcome') })
    },

    /** Whoever wrote last in private; undefined before anybody has. */
    lastChat: (): string | undefined => online?.post.position()?.lastChat,

    addressOf(runId: string): string | undefined {
      const owed = online?.post.owedBy(runId)
      if (!owed) return undefined
      const { chat, thread } = owed.address
      return thread === undefined ? chat : `${chat}:topic:${thread}`
    },

    async close(): Promise<void> {
      closing.abort()
      await done
    },
  }
}

function within(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(questionMs)])
}
