// Answers what was accepted: each conversation's runs in turn, over restarts, until the house closes.
import { setTimeout as sleep } from 'node:timers/promises'
import { errorReport } from '../../src-shared/errors.ts'
import type { Agent, Turn } from '../agent/agent.ts'
import { compact, isFull } from './compaction.ts'
import { answerMessage } from './compose-message.ts'
import { createLanes } from './lanes.ts'
import { textOf, type Message } from './messages.ts'
import type { News } from './news.ts'
import { startRun, type AbortReason, type Run, type RunEvent, type RunNews, type RunOutcome } from './run.ts'
import type { RunOptions } from './transcript-records.ts'
import type { TranscriptStore } from './transcript-store.ts'
import { readTurn } from './turn.ts'

export type RunningAnswer = { readonly runId: string; readonly text: string; readonly startedAt: number }

export type AnsweringOptions = {
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

/** A message over which the gateway ended so often may be what ends it: it rests before it is taken up once more. */
const suspectAttempts = 3
const maxAttempts = 10
const firstRestMs = 2_000
const maxRestMs = 60_000

/** What the runs do is told. */
export function createAnswering(options: AnsweringOptions, { tell, tellChange }: News) {
  const { store, agent } = options
  const now = options.now ?? Date.now
  const pace = { deltaIntervalMs: options.deltaIntervalMs ?? 75 }
  const lanes = createLanes<OpenRun>()
  const open = new Map<string, OpenRun>()
  const compacting = new Map<string, Promise<boolean>>()
  let closing: Promise<void> | undefined

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

  return {
    take,

    /** Ends the runs given; settles when each has told its end. */
    end,

    /** Ends one run, or all of a conversation but `exceptRunId`. Settles after their `ended` has been told. */
    abort,

    /** The answer under way in a conversation, with its text so far. */
    running: (conversation: string): RunningAnswer | undefined => {
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

    /** Every run under way or waiting in a conversation. */
    runsOf: (conversation: string): readonly OpenRun[] => lanes.all(conversation),

    isClosing: (): boolean => closing !== undefined,

    condense,

    /** Takes up what an earlier process accepted and did not finish. */
    resume: () => {
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
      closing = Promise.all(running.map(item => item.over.promise)).then(() => undefined)
      return closing
    },
  }
}
