// The transcript of one session: what history holds, and after it what is not there yet (sends under way, answers
// being written), and what each gateway event makes of it. Pure, and shared by the window, the CLI and the tests. The
// gateway is not trusted to be well-formed: whatever arrives, nothing here throws.
// Sending is in chat-sending.ts, laying history over it in chat-sync.ts.
import type { Outcome } from './chat-content.ts'
import { readRow } from './chat-history.ts'
import type { ChatRow } from './chat-history.ts'
import { answerKey, questionKey } from './chat-messages.ts'
import type { ChatMessage, RunEnd } from './chat-messages.ts'
import { heardDelta, heardEnd, heardPhase, heardThinking, heardTool, newRun, startOf } from './chat-run.ts'
import type { Run } from './chat-run.ts'
import { asPlain, idOf, numberOf, recordOf, valueOf } from './chat-untrusted.ts'
import type { Plain } from './chat-untrusted.ts'
import type { ErrorReport } from './errors.ts'

/**
 * `queued`: it waits on this computer for its turn or for the connection.
 * `checking`: it may have arrived, and is being looked for.
 * `uncertain`: it was on its way when the connection went; nobody can say yet whether it arrived.
 * `failed`: the gateway said no, so it is certain that it did not.
 */
export type Delivery = 'queued' | 'sending' | 'checking' | 'sent' | 'uncertain' | 'failed'

export type Outgoing = {
  readonly kind: 'send'
  readonly sendKey: string
  readonly delivery: Delivery
  readonly error?: ErrorReport | undefined
  /** History was read since it became uncertain, and it was not there. */
  readonly notInHistory?: boolean | undefined
  readonly message: ChatMessage
}

export type TailEntry =
  | Outgoing
  | {
      readonly kind: 'run'
      readonly run: Run
      readonly bornAt: number
      readonly endedAt?: number | undefined
    }
  /** A user's row heard live: written by another client or channel. */
  | { readonly kind: 'heard'; readonly row: ChatRow; readonly bornAt: number; readonly message: ChatMessage }

export type Transcript = {
  /** The full key, `agent:main:main`; events of other sessions are not ours. */
  readonly sessionKey: string
  readonly sessionId?: string | undefined
  /** Whether a page of history has come. */
  readonly loaded: boolean
  readonly rows: readonly ChatRow[]
  readonly history: readonly ChatMessage[]
  readonly tail: readonly TailEntry[]
  readonly older: { readonly hasMore: boolean; readonly nextOffset: number }
  /** A run is active that the gateway did not name. */
  readonly unnamedRun: boolean
  /** Runs that are over, newest last: whatever else is heard of them is late. */
  readonly endedRuns: readonly string[]
  readonly ends: ReadonlyMap<string, RunEnd>
  readonly heardEntries: readonly string[]
  /** Counts what happened, so that an answer of history can be placed between the events. */
  readonly clock: number
  /** Where `clock` stood when the page that is awaited was asked for. */
  readonly askedAt?: number | undefined
  /** Where `clock` stood when something was missed that only history can tell. */
  readonly missedAt?: number | undefined
}

const maxEndedRuns = 500
const maxHeardEntries = 1_000
const maxEnds = 100
/** Answers that pile up unsynchronised before history is asked for. */
const maxSettledTail = 20

/**
 * The full key of a session. `main` is the short form of the main session's key, which the gateway's greeting names.
 */
export function fullSessionKey(sessionKey: string, mainSessionKey: string): string {
  return sessionKey === 'main' ? mainSessionKey : sessionKey
}

export function newTranscript(sessionKey: string): Transcript {
  return {
    sessionKey,
    loaded: false,
    rows: [],
    history: [],
    tail: [],
    older: { hasMore: false, nextOffset: 0 },
    unnamedRun: false,
    endedRuns: [],
    ends: new Map(),
    heardEntries: [],
    clock: 0,
  }
}

/** Every message in order. A run that has not said a word yet is not among them; `activeRuns` has it. */
export function transcriptMessages(transcript: Transcript): readonly ChatMessage[] {
  const tail = tailMessages(transcript)
  return tail.length === 0 ? transcript.history : [...transcript.history, ...tail]
}

/** What follows history on the screen. A send or a finished answer that history holds already is shown there. */
export function tailMessages(transcript: Transcript): readonly ChatMessage[] {
  const known = keysOf(transcript.history)
  return transcript.tail.map(messageOf).flatMap(message => {
    if (!isVisible(message)) return []
    if (!known.has(message.key)) return [message]
    return message.outcome === 'running' ? [{ ...message, key: `${message.key}#live` }] : []
  })
}

const historyKeys = new WeakMap<readonly ChatMessage[], ReadonlySet<string>>()

/** Asked for with every token, made anew only with new history. */
function keysOf(history: readonly ChatMessage[]): ReadonlySet<string> {
  const known = historyKeys.get(history)
  if (known) return known
  const keys = new Set(history.map(message => message.key))
  historyKeys.set(history, keys)
  return keys
}

function messageOf(entry: TailEntry): ChatMessage {
  return entry.kind === 'run' ? entry.run.message : entry.message
}

function isVisible(message: ChatMessage): boolean {
  return message.blocks.length > 0 || message.outcome === 'failed' || message.outcome === 'aborted'
}

export function activeRuns(transcript: Transcript): readonly Run[] {
  return transcript.tail.flatMap(entry =>
    entry.kind === 'run' && entry.run.outcome === 'running' ? [entry.run] : [],
  )
}

export function isRunning(transcript: Transcript): boolean {
  return transcript.unnamedRun || activeRuns(transcript).length > 0
}

export function outgoingSends(transcript: Transcript): readonly Outgoing[] {
  return transcript.tail.filter(entry => entry.kind === 'send')
}

/** Whether something is known to be missing: whoever shows this transcript asks for `chat.history`. */
export function needsHistory(transcript: Transcript): boolean {
  return transcript.missedAt !== undefined
}

/** Events were missed (a gap) or may have been (a new connection): only history can tell what. */
export function missed(transcript: Transcript): Transcript {
  const pending = transcript.missedAt !== undefined && transcript.missedAt > (transcript.askedAt ?? -1)
  if (pending) return transcript
  const clock = transcript.clock + 1
  return { ...transcript, clock, missedAt: clock }
}

export function findSend(transcript: Transcript, sendKey: string): Outgoing | undefined {
  return outgoingSends(transcript).find(send => send.sendKey === sendKey)
}

/** Whether the row of a send was heard from the gateway, and history has not come since. */
export function isSendHeard(transcript: Transcript, sendKey: string): boolean {
  return transcript.tail.some(entry => entry.kind === 'heard' && entry.row.sendKey === sendKey)
}

export function changeSend(transcript: Transcript, sendKey: string, changes: Partial<Outgoing>): Transcript {
  const send = findSend(transcript, sendKey)
  if (!send) return transcript
  const next: Outgoing = { ...send, ...changes }
  if (
    next.delivery === send.delivery &&
    next.error === send.error &&
    next.notInHistory === send.notInHistory
  ) {
    return transcript
  }
  return {
    ...transcript,
    tail: transcript.tail.map(entry => (entry === send ? next : entry)),
    clock: transcript.clock + 1,
  }
}

/**
 * The transcript after one gateway event; the same object when the event does not concern it (another session, a
 * repetition, something late, something malformed). `now` in milliseconds since the epoch.
 */
export function applyChatEvent(
  transcript: Transcript,
  event: { readonly event: string; readonly payload?: unknown },
  now: number = Date.now(),
): Transcript {
  const payload = asPlain(event.payload)
  if (!payload) return transcript
  switch (event.event) {
    case 'chat':
      return valueOf(payload, 'sessionKey') === transcript.sessionKey
        ? applyChat(transcript, payload, now)
        : transcript
    case 'agent':
    case 'session.tool':
      return applyAgent(transcript, payload, now)
    case 'session.message':
      return valueOf(payload, 'sessionKey') === transcript.sessionKey
        ? applyRow(transcript, payload)
        : transcript
    case 'sessions.changed':
      return valueOf(payload, 'sessionKey') === transcript.sessionKey
        ? applyChanged(transcript, payload)
        : transcript
    default:
      return transcript
  }
}

function applyChat(transcript: Transcript, payload: Plain, now: number): Transcript {
  const runId = idOf(payload, 'runId')
  if (runId === undefined) return transcript
  switch (valueOf(payload, 'state')) {
    case 'status':
      return withRun(transcript, runId, now, run => heardPhase(run, payload))
    case 'delta':
      return withRun(transcript, runId, now, run => heardDelta(run, payload))
    case 'final':
      return endRun(transcript, runId, payload, 'done', now)
    case 'aborted':
      return endRun(transcript, runId, payload, 'aborted', now)
    case 'error':
      return endRun(transcript, runId, payload, 'failed', now)
    default:
      return transcript
  }
}

export function applyAgent(transcript: Transcript, payload: Plain, now: number): Transcript {
  const runId = idOf(payload, 'runId')
  const data = recordOf(payload, 'data') ?? payload
  // Heartbeats are the agent's own clockwork; nobody asked them anything.
  if (runId === undefined || valueOf(payload, 'isHeartbeat') === true) return transcript
  const sessionKey = valueOf(payload, 'sessionKey')
  const ours =
    sessionKey === undefined ? findRun(transcript, runId) !== undefined : sessionKey === transcript.sessionKey
  if (!ours) return transcript
  // A `session.tool` event has no stream; that it names a tool call is enough.
  switch (idOf(payload, 'stream') ?? (Object.hasOwn(data, 'toolCallId') ? 'tool' : '')) {
    case 'tool':
      return withRun(transcript, runId, now, run => heardTool(run, data))
    case 'item':
      if (valueOf(data, 'kind') !== 'tool') return transcript
      return withRun(transcript, runId, now, run => heardTool(run, data))
    case 'thinking':
      return withRun(transcript, runId, now, run => heardThinking(run, data, numberOf(payload, 'seq')))
    case 'lifecycle':
      if (valueOf(data, 'phase') !== 'start') return transcript
      return withRun(transcript, runId, startOf(data) ?? now, run => run)
    default:
      return transcript
  }
}

function findRun(transcript: Transcript, runId: string): Run | undefined {
  for (const entry of transcript.tail) if (entry.kind === 'run' && entry.run.runId === runId) return entry.run
  return undefined
}

/** Changes one run, which begins here when it is new. A run that is over stays as it is. */
export function withRun(
  transcript: Transcript,
  runId: string,
  now: number,
  hear: (run: Run) => Run,
): Transcript {
  if (transcript.endedRuns.includes(runId)) return transcript
  const accepted = changeSend(transcript, runId, {
    delivery: 'sent',
    error: undefined,
    notInHistory: undefined,
  })
  const known = findRun(accepted, runId)
  if (!known) {
    const clock = accepted.clock + 1
    const run = hear(newRun(runId, now))
    return {
      ...accepted,
      clock,
      unnamedRun: false,
      tail: [...accepted.tail, { kind: 'run', run, bornAt: clock }],
    }
  }
  const run = hear(known)
  if (run === known) return accepted
  const tail = accepted.tail.map(entry =>
    entry.kind === 'run' && entry.run === known ? { ...entry, run } : entry,
  )
  return { ...accepted, tail, clock: accepted.clock + 1 }
}

/** Only a run's first terminal event counts: after an error the gateway often sends a second one with other words. */
function endRun(
  transcript: Transcript,
  runId: string,
  payload: Plain,
  outcome: Exclude<Outcome, 'running'>,
  now: number,
): Transcript {
  if (transcript.endedRuns.includes(runId)) return transcript
  const heard = withRun(transcript, runId, now, run => heardEnd(run, payload, outcome))
  const run = findRun(heard, runId)
  const clock = heard.clock + 1
  // No message and nothing heard: scrubbed, empty, or steered into another run. History knows.
  const empty = outcome === 'done' && (run === undefined || run.message.blocks.length === 0)
  const ended: Transcript = {
    ...heard,
    clock,
    unnamedRun: false,
    tail: empty
      ? heard.tail.filter(entry => entry.kind !== 'run' || entry.run.runId !== runId)
      : heard.tail.map(entry =>
          entry.kind === 'run' && entry.run.runId === runId ? { ...entry, endedAt: clock } : entry,
        ),
    endedRuns: [...heard.endedRuns, runId].slice(-maxEndedRuns),
    ends:
      outcome === 'done'
        ? heard.ends
        : rememberEnd(heard.ends, runId, { outcome, at: now, error: run?.error }),
  }
  const brought = asPlain(valueOf(payload, 'message')) !== undefined
  const settled = ended.tail.filter(entry => entry.kind === 'run' && entry.endedAt !== undefined).length
  const incomplete =
    empty || !brought || transcript.unnamedRun || (run?.insets.length ?? 0) > 0 || settled > maxSettledTail
  return incomplete ? missed(ended) : ended
}

function rememberEnd(
  ends: ReadonlyMap<string, RunEnd>,
  runId: string,
  end: RunEnd,
): ReadonlyMap<string, RunEnd> {
  return new Map([...ends, [runId, end] as const].slice(-maxEnds))
}

/** A row was written. Our own are known already, answers are heard as runs; what others asked is new to us. */
function applyRow(transcript: Transcript, payload: Plain): Transcript {
  const row = readRow(valueOf(payload, 'message'))
  const entryId = row?.entryId ?? idOf(payload, 'messageId')
  if (!row || entryId === undefined) return missed(transcript)
  if (transcript.heardEntries.includes(entryId) || transcript.rows.some(known => known.entryId === entryId))
    return transcript
  const heard: Transcript = {
    ...transcript,
    heardEntries: [...transcript.heardEntries, entryId].slice(-maxHeardEntries),
  }
  if (row.role !== 'user') {
    // A running answer is heard by itself; a row outside of one (another channel, a reset) only history can place.
    return activeRuns(heard).length > 0 || endedLately(heard, row) ? heard : missed(heard)
  }
  if (row.sendKey !== undefined && findSend(heard, row.sendKey)) {
    return changeSend(heard, row.sendKey, { delivery: 'sent', error: undefined, notInHistory: undefined })
  }
  if (row.sendKey !== undefined && isSendHeard(heard, row.sendKey)) return heard
  const clock = heard.clock + 1
  const message: ChatMessage = {
    key: row.sendKey === undefined ? row.key : questionKey(row.sendKey),
    role: 'user',
    blocks: row.blocks,
    at: row.at,
    outcome: 'done',
  }
  // Events of its run may have come first; the question stands above its answer.
  const answer = heard.tail.findIndex(
    entry => entry.kind === 'run' && answerKey(row.sendKey ?? '') === entry.run.message.key,
  )
  const at = answer === -1 ? heard.tail.length : answer
  return {
    ...heard,
    clock,
    tail: heard.tail.toSpliced(at, 0, { kind: 'heard', row, bornAt: clock, message }),
  }
}

function endedLately(transcript: Transcript, row: ChatRow): boolean {
  return row.runId !== undefined && transcript.endedRuns.includes(row.runId)
}

const rewrites: ReadonlySet<unknown> = new Set([
  'reset',
  'new',
  'delete',
  'deleted',
  'rewind',
  'compact',
  'compaction',
  'restore',
])

function applyChanged(transcript: Transcript, payload: Plain): Transcript {
  if (rewrites.has(valueOf(payload, 'reason'))) return missed(transcript)
  const active = valueOf(payload, 'hasActiveRun') ?? valueOf(recordOf(payload, 'session'), 'hasActiveRun')
  // The gateway knows of no run, we show one: its end was missed.
  return active === false && isRunning(transcript) ? missed(transcript) : transcript
}
