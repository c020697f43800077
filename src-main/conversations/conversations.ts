// The one way in for a message, from whatever channel: stored, answered in turn, and told to whoever watches.
import { randomUUID } from 'node:crypto'
import { createAnswering, type AnsweringOptions } from './answering.ts'
import { recalledMessage, userMessage } from './compose-message.ts'
import type { Accepted, IncomingMessage } from './incoming.ts'
import type { Message, TranscriptRow } from './messages.ts'
import { openNews, type ChangeReason } from './news.ts'
import type { NewFile, RunOptions } from './transcript-records.ts'

/** What may be changed of a conversation; `null` takes it away, absent leaves it. */
type Changes = { readonly label?: string | null | undefined; readonly model?: string | null | undefined }

const keepRunsMs = 48 * 60 * 60_000

export type Conversations = ReturnType<typeof createConversations>

export function createConversations(options: AnsweringOptions) {
  const { store } = options
  const now = options.now ?? Date.now
  const news = openNews(options.onError)
  const { tell, tellChange } = news
  const answering = createAnswering(options, news)

  store.forgetRuns(now() - keepRunsMs)

  function change(conversation: string, changes: Changes, reason: ChangeReason): 'ok' | 'label-taken' {
    if (changes.label !== undefined && !store.setLabel(conversation, changes.label)) return 'label-taken'
    if (changes.model !== undefined) store.setModel(conversation, changes.model)
    tellChange(conversation, reason)
    return 'ok'
  }

  return {
    /** Commits the message, then answers it in its turn. Nothing is told before this has returned. */
    accept(message: IncomingMessage): Accepted {
      const { conversation, idempotencyKey: runId } = message
      const known = store.run(runId)
      if (known) {
        return { runId, status: known.state === 'open' ? 'in_flight' : 'ok', messageSeq: known.userSeq }
      }
      const files: NewFile[] = (message.files ?? []).map(file => ({ ...file, id: randomUUID() }))
      const { timeoutMs, thinking, mayApprove, fromAgent, instructions } = message
      const runOptions: RunOptions = { timeoutMs, thinking, mayApprove, fromAgent, instructions }
      const row = store.accept(conversation, userMessage(message, files), files, runId, now(), {
        options: runOptions,
        past: (message.past ?? []).map(recalledMessage),
        alongside: message.alongside,
      })
      const interrupted = message.interrupt ? answering.runsOf(conversation) : []
      const begin = answering.take(runId, conversation, row.seq, message.text, runOptions)
      setImmediate(() => {
        if (answering.isClosing()) return
        tellChange(conversation, 'send', runId)
        tell({ kind: 'message', row })
        if (interrupted.length > 0) void answering.end(interrupted, 'interrupt')
        begin()
      })
      return { runId, status: 'started', messageSeq: row.seq }
    },

    /** Ends one run, or all of a conversation but `exceptRunId`. Settles after their `ended` has been told. */
    abort: answering.abort,

    running: answering.running,
    runIds: answering.runIds,
    isOpen: answering.isOpen,
    openCount: answering.openCount,

    watch: news.watch,

    /** Begins a conversation in which nothing has been said. */
    create(conversation: string, changes: Changes): 'ok' | 'label-taken' {
      const isNew = store.find(conversation) === undefined
      store.ensure(conversation, now())
      const outcome = change(conversation, changes, 'create')
      if (outcome === 'label-taken' && isNew) store.remove(conversation)
      return outcome
    },

    patch: (conversation: string, changes: Changes) => change(conversation, changes, 'patch'),

    /** Puts in an answer that nobody asked for. The model reads it as something it said. */
    inject(conversation: string, text: string): TranscriptRow {
      store.ensure(conversation, now())
      const message: Message = {
        role: 'assistant',
        content: [{ type: 'text', text }],
        stopReason: 'injected',
      }
      const row = store.append(conversation, message, now())
      tell({ kind: 'message', row })
      tellChange(conversation, 'inject')
      return row
    },

    /** Ends what is being answered there and begins anew: history then starts with a mark. */
    async startAnew(conversation: string, exceptRunId?: string): Promise<void> {
      await answering.abort(conversation, { exceptRunId }, 'reset')
      tell({ kind: 'message', row: store.startAnew(conversation, now()) })
      tellChange(conversation, 'reset')
    },

    /**
     * Puts what was said so far into few words; it stays readable, and the model reads the summary. False when there
     * is too little. Errors: MODEL_*, CANCELLED when `signal` is aborted.
     */
    compact: (conversation: string, signal: AbortSignal = new AbortController().signal): Promise<boolean> =>
      answering.condense(conversation, 'asked', signal),

    /** Ends its runs and removes the conversation with all that was said. False when there was none. */
    async remove(conversation: string): Promise<boolean> {
      await answering.abort(conversation, {}, 'deleted')
      const removed = store.remove(conversation)
      if (removed) tellChange(conversation, 'delete')
      return removed
    },

    resume: answering.resume,

    /** Stops answering; what is open is taken up at the next start. The store stays open. Safe twice. */
    close: (): Promise<void> => answering.close().then(news.close),
  }
}
