// An answer while it is being written: "typing …" at first, then a message that grows. Both are a courtesy: they wait when
// Telegram asks to, give up when it refuses, and are waited for by nobody.
import type { ChannelLog } from '../channel.ts'
import { signalFor, type BotApi } from './bot-api.ts'
import type { Address, PostBox } from './post-box.ts'
import { sendText } from './send-text.ts'
import { toMessages } from './split-text.ts'

type Parts = {
  readonly api: BotApi
  readonly post: PostBox
  readonly runId: string
  readonly address: Address
  readonly previewId: number | undefined
  /** Undefined: the answer is shown when it is whole. */
  readonly everyMs: number | undefined
  readonly maxTextLength: number
  readonly log: ChannelLog
}

export type Preview = ReturnType<typeof openPreview>

/** Telegram shows it for five seconds. */
const typingEveryMs = 4_500
/** Says of a message that it is not whole. */
const unfinished = ' …'

export function openPreview({ api, post, runId, address, everyMs, maxTextLength, log, ...parts }: Parts) {
  const closing = new AbortController()
  let { previewId } = parts
  let latest = ''
  let shown = ''
  let notBefore = 0
  let timer: NodeJS.Timeout | undefined
  let underWay: Promise<void> | undefined
  let hasGivenUp = everyMs === undefined

  const sayTyping = () => {
    const thread = address.thread === undefined ? {} : { message_thread_id: address.thread }
    api.call
      .sendChatAction(address.chat, 'typing', thread, signalFor(closing.signal))
      .catch((error: unknown) => log.debug('"typing" could not be shown', { error }))
  }
  const typing = setInterval(sayTyping, typingEveryMs)
  sayTyping()

  function showSoon() {
    if (hasGivenUp || timer || underWay || closing.signal.aborted || latest === shown) return
    timer = setTimeout(
      () => {
        timer = undefined
        underWay = show().finally(() => {
          underWay = undefined
          showSoon()
        })
      },
      Math.max(0, notBefore - Date.now()),
    )
  }

  async function show() {
    const text = latest
    const [message] = toMessages(text, maxTextLength - unfinished.length)
    if (!message) return
    const unready = { ...message, text: message.text + unfinished }
    // Not to be cut off: a message whose number is not known cannot be finished.
    const sent = await sendText(
      api,
      { address, text: unready, edits: previewId, linkPreview: false, silent: true },
      AbortSignal.timeout(30_000),
    )
    notBefore = Date.now() + (everyMs ?? 0)
    if (sent.ok) {
      shown = text
      clearInterval(typing)
      if (previewId === undefined) post.setPreview(runId, sent.messageId)
      previewId = sent.messageId
    } else if (sent.kind === 'later') notBefore = Date.now() + (sent.waitMs ?? 5_000)
    else hasGivenUp = true
  }

  return {
    /** The whole text so far. */
    update(text: string) {
      if (latest === '') notBefore = Date.now() + (everyMs ?? 0)
      latest = text
      showSoon()
    },

    /** Shows nothing more; settles when what was on its way has arrived. Safe twice. */
    async close(): Promise<void> {
      closing.abort()
      clearInterval(typing)
      clearTimeout(timer)
      timer = undefined
      await underWay
    },
  }
}
