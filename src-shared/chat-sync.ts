// Laying the gateway's record over what was heard: after a new connection, a gap, or an answer heard in part.
import { applyAgent, missed, withRun } from './chat.ts'
import type { TailEntry, Transcript } from './chat.ts'
import { joinNewest, joinOlder, readHistoryPage } from './chat-history.ts'
import type { ChatRow, HistoryPage } from './chat-history.ts'
import { joinBlocks, messagesFromRows } from './chat-messages.ts'
import { absorb, adopt } from './chat-run.ts'
import type { Run } from './chat-run.ts'
import { markStopping } from './chat-sending.ts'
import { asPlain } from './chat-untrusted.ts'

/** How far this computer's clock and the gateway's may be apart before we draw conclusions from times. */
const clockDifferenceMs = 300_000

/**
 * The connection went: what was on its way may or may not have arrived, and a page asked for will not come. `kept`:
 * somebody else, who goes on trying, says what becomes of the sends.
 */
export function connectionLost(transcript: Transcript, sends: 'in-doubt' | 'kept' = 'in-doubt'): Transcript {
  const tail = transcript.tail.map(entry =>
    entry.kind === 'send' && entry.delivery === 'sending' && sends === 'in-doubt'
      ? { ...entry, delivery: 'uncertain' as const }
      : entry,
  )
  return missed(markStopping({ ...transcript, tail, askedAt: undefined }, false))
}

/** To be called when `chat.history` is asked for, so that its answer can be placed among the events. */
export function historyAsked(transcript: Transcript): Transcript {
  return { ...transcript, askedAt: transcript.clock }
}

/** Adds a page before what is there. */
export function applyOlderHistory(transcript: Transcript, answer: unknown, askedOffset: number): Transcript {
  const page = readHistoryPage(answer)
  if (!page) return transcript
  return withHistory(
    { ...transcript, older: olderThan(page, askedOffset) },
    joinOlder(transcript.rows, page.rows),
  )
}

/**
 * Lays the newest page of `chat.history` over what is known; an answer that is no page changes nothing. What the page
 * holds leaves the tail; what happened after it was asked for stays; a run that the gateway says is not active any
 * more is over, whether or not its end was heard.
 */
export function applyHistory(transcript: Transcript, answer: unknown, now: number = Date.now()): Transcript {
  const page = readHistoryPage(answer)
  if (!page) return transcript
  const askedAt = transcript.askedAt ?? transcript.clock
  const isSameSession =
    page.sessionId === undefined ||
    transcript.sessionId === undefined ||
    page.sessionId === transcript.sessionId
  const { rows, continued } = isSameSession
    ? joinNewest(transcript.rows, page.rows)
    : { rows: page.rows, continued: false }
  const kept = unsettled(transcript, page, askedAt)
  const endedSince = kept.some(entry => entry.kind === 'run' && (entry.endedAt ?? -1) > askedAt)
  const stillMissed = (transcript.missedAt !== undefined && transcript.missedAt > askedAt) || endedSince
  const next: Transcript = {
    ...transcript,
    sessionKey:
      page.sessionKey !== undefined && transcript.sessionKey === 'main'
        ? page.sessionKey
        : transcript.sessionKey,
    sessionId: page.sessionId ?? transcript.sessionId,
    loaded: true,
    older: continued && transcript.loaded ? shifted(transcript, page, rows.length) : olderThan(page, 0),
    tail: kept.map(entry => checkedSend(entry, page, continued)),
    unnamedRun: page.hasActiveRun && page.inFlight === undefined && !kept.some(isRunningEntry),
    askedAt: undefined,
    missedAt: stillMissed ? transcript.clock : undefined,
  }
  const withRuns = page.inFlight ? adoptRun(next, page.inFlight, now) : next
  return withHistory(withRuns, rows)
}

function isRunningEntry(entry: TailEntry): boolean {
  return entry.kind === 'run' && entry.run.outcome === 'running'
}

/** Offsets count from the newest row; rows that were said since move every one of them. */
function shifted(transcript: Transcript, page: HistoryPage, rowCount: number): Transcript['older'] {
  if (rowCount <= page.rows.length) return olderThan(page, 0)
  const grown = Math.max(0, rowCount - transcript.rows.length)
  return { hasMore: transcript.older.hasMore, nextOffset: transcript.older.nextOffset + grown }
}

function olderThan(page: HistoryPage, askedOffset: number): Transcript['older'] {
  // A page without rows can have nothing before it, whatever it says: asking on would never end.
  return {
    hasMore: page.hasMore && page.received > 0,
    nextOffset: page.nextOffset ?? askedOffset + page.received,
  }
}

/** Whether the page holds what this entry showed in its stead. */
function isSettled(entry: TailEntry, page: HistoryPage, askedAt: number): boolean {
  switch (entry.kind) {
    case 'send':
      return page.rows.some(row => row.sendKey === entry.sendKey)
    case 'heard':
      return entry.bornAt <= askedAt || page.rows.some(row => row.entryId === entry.row.entryId)
    case 'run': {
      const { runId } = entry.run
      if (entry.endedAt !== undefined) return entry.endedAt <= askedAt
      if (entry.bornAt > askedAt || page.inFlight?.runId === runId) return false
      if (!page.hasActiveRun) return true
      return (
        page.activeRunIds !== undefined && page.activeRunIds.length > 0 && !page.activeRunIds.includes(runId)
      )
    }
  }
}

/**
 * What stays in the tail. Some commands are answered without leaving a trace in history: question and answer then
 * stay together until something later has been written.
 */
function unsettled(transcript: Transcript, page: HistoryPage, askedAt: number): readonly TailEntry[] {
  const settled = transcript.tail.map(entry => isSettled(entry, page, askedAt))
  const lastWritten = transcript.tail.findLastIndex(
    (entry, i) => entry.kind === 'send' && settled[i] === true,
  )
  const traceless = new Set(
    transcript.tail.flatMap((entry, i) => {
      // Why an answer failed may be told once and written nowhere.
      if (entry.kind === 'run' && entry.run.outcome === 'failed') {
        const { runId } = entry.run
        return page.rows.some(row => row.sendKey === runId || row.runId === runId) ? [] : [runId]
      }
      if (entry.kind !== 'send' || entry.delivery !== 'sent' || settled[i] === true) return []
      return transcript.endedRuns.includes(entry.sendKey) ? [entry.sendKey] : []
    }),
  )
  return transcript.tail.filter((entry, i) => {
    const key = entry.kind === 'send' ? entry.sendKey : entry.kind === 'run' ? entry.run.runId : undefined
    return key !== undefined && traceless.has(key) ? i > lastWritten : !settled[i]
  })
}

function checkedSend(entry: TailEntry, page: HistoryPage, continued: boolean): TailEntry {
  if (entry.kind !== 'send' || entry.delivery === 'failed') return entry
  const isHeld = page.pendingKeys.includes(entry.sendKey) || page.inFlight?.runId === entry.sendKey
  if (isHeld) return { ...entry, delivery: 'sent', error: undefined, notInHistory: undefined }
  if (entry.delivery !== 'uncertain') return entry
  // That it is absent means something only where the page reaches back to when it was sent.
  const oldest = page.rows[0]?.at ?? Infinity
  const reachesBack = continued || !page.hasMore || oldest < (entry.message.at ?? 0) - clockDifferenceMs
  return { ...entry, notInHistory: reachesBack || undefined }
}

function adoptRun(
  transcript: Transcript,
  inFlight: NonNullable<HistoryPage['inFlight']>,
  now: number,
): Transcript {
  const started = inFlight.startedAt
  const adopted = withRun(transcript, inFlight.runId, started ?? now, run =>
    adopt(run, inFlight.text, started),
  )
  return inFlight.events.reduce<Transcript>((soFar, value) => {
    const event = asPlain(value)
    if (!event) return soFar
    const payload = { ...event, runId: inFlight.runId, sessionKey: soFar.sessionKey }
    return applyAgent(soFar, payload, now)
  }, adopted)
}

/** Messages from rows. The rows that a running answer left behind already are shown by that answer. */
function withHistory(transcript: Transcript, rows: readonly ChatRow[]): Transcript {
  const hidden = new Set<string>()
  const written = new Set(rows.map(row => row.sendKey))
  const open = transcript.tail.filter(entry => entry.kind !== 'send' || !written.has(entry.sendKey))
  const tail = open.map(entry => {
    if (entry.kind !== 'run' || entry.run.outcome !== 'running') return entry
    const left = writtenBy(entry.run, rows)
    if (left.length === 0) return entry
    for (const row of left) hidden.add(row.key)
    return { ...entry, run: absorb(entry.run, joinBlocks(left)) }
  })
  const messages = messagesFromRows(rows, transcript.ends, transcript.history, hidden)
  const same =
    messages.length === transcript.history.length &&
    messages.every((message, i) => message === transcript.history[i])
  return { ...transcript, rows, tail, history: same ? transcript.history : messages }
}

/** The last rows of history that this run wrote. */
function writtenBy(run: Run, rows: readonly ChatRow[]): readonly ChatRow[] {
  const asked = rows.findLastIndex(row => row.role === 'user' || row.role === 'system')
  const after = rows.slice(asked + 1)
  const isOurs = (row: ChatRow) =>
    row.runId === run.runId || (row.runId === undefined && rows[asked]?.sendKey === run.runId)
  return after.every(isOurs) ? after : after.filter(row => row.runId === run.runId)
}
