// The one way in for a message, from whatever channel: stored, answered in turn, and told to whoever watches.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorReport } from '../../src-shared/errors.ts'
import type { Agent, Turn } from '../agent/agent.ts'
import { compact, isFull } from './compaction.ts'
import { createLanes } from './lanes.ts'
import { answerMessage, recalledMessage, userMessage } from './compose-message.ts'
import { textOf, type Message, type TranscriptRow } from './messages.ts'
import { startRun, type AbortReason, type Run, type RunEvent, type RunNews, type RunOutcome } from './run.ts'
import type { NewFile, RunOptions, TranscriptStore } from './transcript-store.ts'
import { readTurn } from './turn.ts'

export type IncomingFile = {
  readonly mimeType: string
  readonly fileName?: string | undefined
  readonly bytes: Uint8Array
}

/** Something that was said before, elsewhere. */
export type Saying = { readonly role: 'user' | 'assistant'; readonly text: string }

export type IncomingMessage = {
  /** A full key, see conversation-key.ts. */
  readonly conversation: string
  readonly text: string
  readonly files?: readonly IncomingFile[]
  /** Becomes the run's id. The same key again, within a day at least, begins no second run. */
  readonly idempotencyKey: string
  readonly timeoutMs?: number | undefined
  /** How hard to think; the configured way when absent. */
  readonly thinking?: string | undefined
  /** Whether who sends it may answer what waits for approval. */
  readonly mayApprove?: boolean | undefined
  /** Said by the assistant of another conversation. */
  readonly fromAgent?: boolean | undefined
  /** What the model is told beside the gateway's own instructions, for this answer. */
  readonly instructions?: string | undefined
  /** What was said before, in a conversation that begins with this message; left out of one that is there. */
  readonly past?: readonly Saying[] | undefined
  /** Writes, in the transaction that takes the message in, what its sender must not forget. Not for a known key. */
  readonly alongside?: (() => void) | undefined
  /** End what is being answered there first. Otherwise the message waits for its turn. */
  readonly interrupt?: boolean
}

export type Accepted = {
  readonly runId: string
  readonly status: 'started' | 'in_flight' | 'ok'
  /** Where the message stands in its conversation. */
  readonly messageSeq?: number | undefined
}

export type ChangeReason = 'send' | 'settled' | 'create' | 'patch' | 'reset' | 'compact' | 'inject' | 'delete'

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
  /** Whether a full conversation is put into fewer words by itself; true when absent. */
  readonly compactsWhenFull?: boolean | undefined
  readonly now?: (() => number) | undefined
  /** How long a message rests over which the gateway ended three times, in milliseconds; doubles with each further time. */
  readonly restMs?: number | undefined
  /** Something went wrong that nobody waits for. */
  readonly onError: (error: unknown) => void
}

type OpenRun = {
  readonly runId: string
  readonly conversation: string
  readonly userSeq: number
  readonly options: RunOptions
  readonly acceptedAt: number
  /** How long it rests before it is answered. */
  readonly restMs: number
  seq: number
  run?: Run
  /** Settles when its end has been told, or when the house closes on it. */
  readonly over: PromiseWithResolvers<void>
}

/** What may be changed of a conversation; `null` takes it away, absent leaves it. */
type Changes = { readonly label?: string | null | undefined; readonly model?: string | null | undefined }

const keepRunsMs = 48 * 60 * 60_000
/** A message over which the gateway ended so often may be what ends it: it rests before it is taken up once more. */
const suspectAttempts = 3
const maxAttempts = 10
const firstRestMs = 2_000
const maxRestMs = 60_000

export type Conversations = ReturnType<typeof createConversations>

export function createConversations(options: ConversationsOptions) {
  const { store, agent } = options
  const now = options.now ?? Date.now
  const pace = { deltaIntervalMs: options.deltaIntervalMs ?? 75 }
  const lanes = createLanes<OpenRun>()
  const open = new Map<string, OpenRun>()
  const watchers = new Set<(news: ConversationNews) => void>()
  const compacting = new Map<string, Promise<boolean>>()
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
  function take(
    runId: string,
    conversation: string,
    userSeq: number,
    text: string,
    options: RunOptions,
    restMs = 0,
  ) {
    const item: OpenRun = {
      runId,
      conversation,
      userSeq,
      options,
      acceptedAt: now(),
      restMs,
      seq: 0,
      over: Promise.withResolvers<void>(),
    }
    open.set(runId, item)
    if (agent.commandTiming(text) === 'at-once') {
      lanes.besideOthers(item)
      return () => void answer(item)
    }
    lanes.queue(item)
    return () => advance(conversation)
  }

  function restAfter(attempts: number): number {
    if (attempts < suspectAttempts) return 0
    return Math.min((options.restMs ?? firstRestMs) * 2 ** (attempts - suspectAttempts), maxRestMs)
  }

  function advance(conversation: string) {
    if (closing) return
    const next = lanes.takeNext(conversation)
    if (next) void answer(next)
  }

  async function answer(item: OpenRun) {
    if (item.restMs > 0) await sleep(item.restMs, undefined, { ref: false })
    if (closing || open.get(item.runId) !== item) return
    const timeoutMs = item.options.timeoutMs ?? options.timeoutMs
    try {
      store.beginRun(item.runId)
      item.run = startRun(
        agent,
        signal => prepare(item, signal),
        { ...pace, timeoutMs },
        {
          tell: news => tellRun(item, news),
          keep: message => keep(item, message),
        },
      )
      finish(item, await item.run.outcome)
    } catch (error) {
      // The store failed, so nothing can be committed: the run stays open in it for the next start.
      options.onError(error)
      leave(item)
      item.over.resolve()
      advance(item.conversation)
    }
  }

  /** What the agent gets to read; a full conversation is put into fewer words first. */
  function prepare(item: OpenRun, signal: AbortSignal): Turn | Promise<Turn> {
    const read = () => {
      const unanswered = [item, ...lanes.waiting(item.conversation)].map(({ runId }) => runId)
      return readTurn(store, agent, item, new Set(unanswered))
    }
    const turn = read()
    const contextTokens = agent.contextTokens(turn.model)
    const isForModel = contextTokens !== undefined && agent.commandTiming(turn.text) === undefined
    if (options.compactsWhenFull === false || !isForModel || !isFull(turn, contextTokens)) return turn
    return makeRoom(item, signal).then(read)
  }

  async function makeRoom(item: OpenRun, signal: AbortSignal) {
    tellRun(item, { type: 'preparing', step: 'compaction', phase: 'start' })
    try {
      await condense(item.conversation, 'full', signal)
    } catch (error) {
      // Without a summary the oldest messages are left out, which is still an answer.
      if (!signal.aborted) options.onError(error)
    }
    if (!signal.aborted) tellRun(item, { type: 'preparing', step: 'compaction', phase: 'end' })
  }

  function keep(item: OpenRun, message: Message) {
    tell({ kind: 'message', row: store.appendStep(item.conversation, message, now(), item.runId) })
  }

  /** One at a time in each conversation; whoever comes meanwhile shares its outcome. */
  function condense(conversation: string, why: 'full' | 'asked', signal: AbortSignal): Promise<boolean> {
    const running = compacting.get(conversation)
    if (running) return running
    const openFrom = Math.min(...lanes.all(conversation).map(item => item.userSeq))
    const done = compact(store, agent, { conversation, openFrom, why, now }, signal)
      .then(row => {
        if (!row) return false
        tell({ kind: 'message', row })
        tellChange(conversation, 'compact')
        return true
      })
      .finally(() => compacting.delete(conversation))
    compacting.set(conversation, done)
    return done
  }

  function finish(item: OpenRun, outcome: RunOutcome) {
    if (outcome.kind === 'aborted' && outcome.reason === 'shutdown') {
      store.suspendRun(item.runId)
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
      else finish(item, { kind: 'aborted', content: [], before: [], reason })
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
      const { timeoutMs, thinking, mayApprove, fromAgent, instructions } = message
      const runOptions: RunOptions = { timeoutMs, thinking, mayApprove, fromAgent, instructions }
      const row = store.accept(conversation, userMessage(message, files), files, runId, now(), {
        options: runOptions,
        past: (message.past ?? []).map(recalledMessage),
        alongside: message.alongside,
      })
      const interrupted = message.interrupt ? lanes.all(conversation) : []
      const begin = take(runId, conversation, row.seq, message.text, runOptions)
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
      await abort(conversation, { exceptRunId }, 'reset')
      tell({ kind: 'message', row: store.startAnew(conversation, now()) })
      tellChange(conversation, 'reset')
    },

    /**
     * Puts what was said so far into few words; it stays readable, and the model reads the summary. False when there
     * is too little. Errors: MODEL_*, CANCELLED when `signal` is aborted.
     */
    compact: (conversation: string, signal: AbortSignal = new AbortController().signal): Promise<boolean> =>
      condense(conversation, 'asked', signal),

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
          const text = textOf(asked.message)
          const { id, conversation, userSeq } = record
          take(id, conversation, userSeq, text, record.options, restAfter(record.attempts))()
          continue
        }
        const error = errorReport('RUN_INTERRUPTED', { times: record.attempts })
        store.finish(
          record.id,
          'error',
          answerMessage({ kind: 'error', content: [], before: [], error }),
          now(),
        )
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
