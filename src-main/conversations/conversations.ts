// The one way in for a message, from whatever channel: stored, answered in turn, and told to whoever watches.
import { randomUUID } from 'node:crypto'
import { errorReport } from '../../src-shared/errors.ts'
import type { Agent } from '../agent/agent.ts'
import { createLanes } from './lanes.ts'
import { answerMessage, userMessage } from './compose-message.ts'
import { textOf, type TranscriptRow } from './messages.ts'
import { startRun, type AbortReason, type Run, type RunEvent, type RunNews, type RunOutcome } from './run.ts'
import type { NewFile, TranscriptStore } from './transcript-store.ts'
import { readTurn } from './turn.ts'

export type IncomingFile = {
  readonly mimeType: string
  readonly fileName?: string | undefined
  readonly bytes: Uint8Array
}

export type IncomingMessage = {
  /** A full key, see conversation-key.ts. */
  readonly conversation: string
  readonly text: string
  readonly files?: readonly IncomingFile[]
  /** Becomes the run's id. The same key again, within a day at least, begins no second run. */
  readonly idempotencyKey: string
  readonly timeoutMs?: number | undefined
  /** End what is being answered there first. Otherwise the message waits for its turn. */
  readonly interrupt?: boolean
}

export type Accepted = {
  readonly runId: string
  readonly status: 'started' | 'in_flight' | 'ok'
  /** Where the message stands in its conversation. */
  readonly messageSeq?: number | undefined
}

export type ChangeReason = 'send' | 'settled' | 'create' | 'patch' | 'reset' | 'delete'

/** Told to every watcher, in order. */
export type ConversationNews =
  | { readonly kind: 'message'; readonly row: TranscriptRow }
  | { readonly kind: 'run'; readonly conversation: string; readonly event: RunEvent }
  | {
      readonly kind: 'changed'
      readonly conversation: string
      readonly reason: ChangeReason
      readonly runId?: string | undefined
    }

export type RunningAnswer = { readonly runId: string; readonly text: string; readonly startedAt: number }

export type ConversationsOptions = {
  readonly store: TranscriptStore
  readonly agent: Agent
  readonly timeoutMs: number
  /** Milliseconds between two deltas of one run; 75 when absent. */
  readonly deltaIntervalMs?: number | undefined
  readonly now?: (() => number) | undefined
  /** Something went wrong that nobody waits for. */
  readonly onError: (error: unknown) => void
}

type OpenRun = {
  readonly runId: string
  readonly conversation: string
  readonly userSeq: number
  readonly timeoutMs: number
  readonly acceptedAt: number
  seq: number
  run?: Run
  /** Settles when its end has been told, or when the house closes on it. */
  readonly over: PromiseWithResolvers<void>
}

/** What may be changed of a conversation; `null` takes it away, absent leaves it. */
type Changes = { readonly label?: string | null | undefined; readonly model?: string | null | undefined }

const keepRunsMs = 48 * 60 * 60_000
const maxAttempts = 3

export type Conversations = ReturnType<typeof createConversations>

export function createConversations(options: ConversationsOptions) {
  const { store, agent } = options
  const now = options.now ?? Date.now
  const pace = { deltaIntervalMs: options.deltaIntervalMs ?? 75 }
  const lanes = createLanes<OpenRun>()
  const open = new Map<string, OpenRun>()
  const watchers = new Set<(news: ConversationNews) => void>()
  let closing: Promise<void> | undefined

  store.forgetRuns(now() - keepRunsMs)

  function tell(news: ConversationNews) {
    for (const watcher of watchers) {
      try {
        watcher(news)
      } catch (error) {
        options.onError(error)
      }
    }
  }

  function tellChange(conversation: string, reason: ChangeReason, runId?: string) {
    tell({ kind: 'changed', conversation, reason, runId })
  }

  function tellRun(item: OpenRun, news: RunNews) {
    item.seq += 1
    const event = { ...news, runId: item.runId, seq: item.seq, at: now() } as RunEvent
    tell({ kind: 'run', conversation: item.conversation, event })
  }

  /** Takes a run in; calling what this returns begins it, at once or in its turn. */
  function take(runId: string, conversation: string, userSeq: number, text: string, timeoutMs: number) {
    const item: OpenRun = {
      runId,
      conversation,
      userSeq,
      timeoutMs,
      acceptedAt: now(),
      seq: 0,
      over: Promise.withResolvers<void>(),
    }
    open.set(runId, item)
    if (agent.answersAtOnce(text)) {
      lanes.besideOthers(item)
      return () => void answer(item)
    }
    lanes.queue(item)
    return () => advance(conversation)
  }

  function advance(conversation: string) {
    if (closing) return
    const next = lanes.takeNext(conversation)
    if (next) void answer(next)
  }

  async function answer(item: OpenRun) {
    if (closing || open.get(item.runId) !== item) return
    try {
      store.beginRun(item.runId)
      const unanswered = lanes.waiting(item.conversation).map(other => other.userSeq)
      const turn = readTurn(store, item, unanswered)
      item.run = startRun(agent, turn, { ...pace, timeoutMs: item.timeoutMs }, news => tellRun(item, news))
      finish(item, await item.run.outcome)
    } catch (error) {
      // The store failed, so nothing can be committed: the run stays open in it for the next start.
      options.onError(error)
      leave(item)
      item.over.resolve()
      advance(item.conversation)
    }
  }

  function finish(item: OpenRun, outcome: RunOutcome) {
    if (outcome.kind === 'aborted' && outcome.reason === 'shutdown') {
      leave(item)
      return item.over.resolve()
    }
    const state = outcome.kind === 'final' ? 'ok' : outcome.kind
    const row = store.finish(item.runId, state, answerMessage(outcome), now())
    leave(item)
    if (row) tell({ kind: 'message', row })
    tellRun(item, { type: 'ended', outcome, row })
    tellChange(item.conversation, 'settled', item.runId)
    item.over.resolve()
    advance(item.conversation)
  }

  function leave(item: OpenRun) {
    open.delete(item.runId)
    lanes.remove(item)
  }

  /** Ends the runs given; settles when each has told its end. */
  async function end(items: readonly OpenRun[], reason: AbortReason) {
    for (const item of items) {
      if (item.run) item.run.abort(reason)
      else finish(item, { kind: 'aborted', content: [], reason })
    }
    await Promise.all(items.map(item => item.over.promise))
  }

  async function abort(
    conversation: string,
    which: { readonly runId?: string | undefined; readonly exceptRunId?: string | undefined } = {},
    reason: AbortReason = 'rpc',
  ): Promise<string[]> {
    const ending = lanes
      .all(conversation)
      .filter(item => which.runId === undefined || item.runId === which.runId)
      .filter(item => item.runId !== which.exceptRunId)
    await end(ending, reason)
    return ending.map(item => item.runId)
  }

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
      const row = store.accept(conversation, userMessage(message, files), files, runId, now())
      const interrupted = message.interrupt ? lanes.all(conversation) : []
      const begin = take(runId, conversation, row.seq, message.text, message.timeoutMs ?? options.timeoutMs)
      setImmediate(() => {
        if (closing) return
        tellChange(conversation, 'send', runId)
        tell({ kind: 'message', row })
        if (interrupted.length > 0) void end(interrupted, 'interrupt')
        begin()
      })
      return { runId, status: 'started', messageSeq: row.seq }
    },

    /** Ends one run, or all of a conversation but `exceptRunId`. Settles after their `ended` has been told. */
    abort,

    /** The answer under way in a conversation, with its text so far. */
    running(conversation: string): RunningAnswer | undefined {
      const item = lanes.active(conversation)
      if (!item) return undefined
      return {
        runId: item.runId,
        text: item.run?.text() ?? '',
        startedAt: item.run?.startedAt ?? item.acceptedAt,
      }
    },

    /** Every run under way or waiting there. */
    runIds: (conversation: string): string[] => lanes.all(conversation).map(item => item.runId),

    /** Whether this run is under way or waiting. */
    isOpen: (runId: string): boolean => open.has(runId),

    /** How many runs are under way or waiting in all. */
    openCount: (): number => open.size,

    /** Tells `watcher` of everything from now on. Returns the way to stop. */
    watch(watcher: (news: ConversationNews) => void): () => void {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },

    /** Begins a conversation in which nothing has been said. */
    create(conversation: string, changes: Changes): 'ok' | 'label-taken' {
      store.ensure(conversation, now())
      return change(conversation, changes, 'create')
    },

    patch: (conversation: string, changes: Changes) => change(conversation, changes, 'patch'),

    /** Ends what is being answered there and begins anew: history then starts with a mark. */
    async startAnew(conversation: string, exceptRunId?: string): Promise<void> {
      await abort(conversation, { exceptRunId }, 'reset')
      tell({ kind: 'message', row: store.startAnew(conversation, now()) })
      tellChange(conversation, 'reset')
    },

    /** Ends its runs and removes the conversation with all that was said. False when there was none. */
    async remove(conversation: string): Promise<boolean> {
      await abort(conversation, {}, 'deleted')
      const removed = store.remove(conversation)
      if (removed) tellChange(conversation, 'delete')
      return removed
    },

    /** Takes up what an earlier process accepted and did not finish. */
    resume() {
      for (const record of store.openRuns()) {
        const asked = store.message(record.conversation, record.userSeq)
        if (asked && record.attempts < maxAttempts) {
          take(record.id, record.conversation, record.userSeq, textOf(asked.message), options.timeoutMs)()
          continue
        }
        const error = errorReport('RUN_INTERRUPTED', { times: record.attempts })
        store.finish(record.id, 'error', answerMessage({ kind: 'error', content: [], error }), now())
      }
    },

    /** Stops answering; what is open is taken up at the next start. The store stays open. Safe twice. */
    close(): Promise<void> {
      closing ??= Promise.resolve()
      const running = [...open.values()].filter(item => item.run)
      for (const item of running) item.run?.abort('shutdown')
      closing = Promise.all(running.map(item => item.over.promise)).then(() => watchers.clear())
      return closing
    },
  }
}
