// The answers that people in Telegram wait for: shown while they are written, and put into the outbox when they are whole.
import type { ChannelHost, ChannelLog } from '../channel.ts'
import type { BotApi } from './bot-api.ts'
import type { BotWords } from './bot-words.ts'
import type { Carrier } from './carrier.ts'
import type { NewParcel, Owed, PostBox } from './post-box.ts'
import { openPreview, type Preview } from './preview.ts'
import { toMessages } from './split-text.ts'
import type { TelegramSettings } from './telegram-settings.ts'

type Parts = {
  readonly api: BotApi
  readonly post: PostBox
  readonly carrier: Carrier
  readonly words: BotWords
  readonly host: ChannelHost
  readonly settings: TelegramSettings
  /** Milliseconds between two looks at an answer that is being written. */
  readonly previewMs: number
  readonly log: ChannelLog
}

export type Answers = ReturnType<typeof openAnswers>

/** A group takes twenty messages a minute from a bot. */
const slowerInGroups = 3

export function openAnswers({ api, post, carrier, words, host, settings, previewMs, log }: Parts) {
  const previews = new Map<string, Preview>()
  const ending = new Set<Promise<void>>()

  const stopWatching = host.conversations.watch(news => {
    if (news.kind !== 'run') return
    const { event } = news
    if (event.type === 'delta') previews.get(event.runId)?.update(event.text)
    if (event.type === 'ended' && previews.has(event.runId)) endSoon(event.runId)
  })

  function endSoon(runId: string) {
    const done = end(runId)
      .catch((error: unknown) => log.error('an answer could not be put into the outbox', { error }))
      .finally(() => ending.delete(done))
    ending.add(done)
  }

  async function end(runId: string) {
    await previews.get(runId)?.close()
    previews.delete(runId)
    const owed = post.owedBy(runId)
    if (!owed) return
    const parcels = await toParcels(owed)
    post.settle(runId, parcels)
    carrier.go()
  }

  async function toParcels({ runId, address, previewId }: Owed): Promise<NewParcel[]> {
    const answer = host.answerOf(runId)
    if (answer.state === 'open' || answer.state === 'gone') return []
    const t = await words(address.language)
    const remarks = {
      ok: '',
      aborted: previewId === undefined ? '' : t('telegram.stopped'),
      error: `⚠ ${answer.errorMessage ?? t('telegram.failed')}`,
    }
    const markdown = [answer.text, remarks[answer.state]].filter(Boolean).join('\n\n')
    return toMessages(markdown, settings.maxTextLength).map((text, index) => ({
      text,
      edits: index === 0 ? previewId : undefined,
      address: { ...address, replyTo: isReply(index) ? address.replyTo : undefined },
    }))
  }

  function isReply(index: number): boolean {
    return settings.replyToMode === 'all' || (settings.replyToMode === 'first' && index === 0)
  }

  function expect({ runId, address, previewId }: Owed) {
    const isGroup = address.chat.startsWith('-')
    const everyMs = settings.streams ? previewMs * (isGroup ? slowerInGroups : 1) : undefined
    const { maxTextLength } = settings
    previews.set(runId, openPreview({ api, post, runId, address, previewId, everyMs, maxTextLength, log }))
  }

  return {
    /** Takes up what an earlier process owed. */
    resume() {
      for (const owed of post.owed()) {
        if (host.answerOf(owed.runId).state === 'open') expect(owed)
        else endSoon(owed.runId)
      }
    },

    /** Somebody waits for this answer from now on. */
    expect,

    /** Nobody waits for it any more. */
    forget(runId: string) {
      void previews.get(runId)?.close()
      previews.delete(runId)
    },

    async close(): Promise<void> {
      stopWatching()
      await Promise.all([...ending, ...[...previews.values()].map(preview => preview.close())])
    },
  }
}
