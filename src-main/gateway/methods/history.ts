// Pages of a conversation: from its end backwards, around one message, or what came since a cursor.
import type { TranscriptRow } from '../../conversations/messages.ts'
import type { Conversation } from '../../conversations/transcript-records.ts'
import type { TranscriptStore } from '../../conversations/transcript-store.ts'
import { toHistoryRow, toMessageEvent } from '../message-rows.ts'

const defaultLimit = 200
const maxCatchUpRows = 200
/** A page larger than this is ended early, so that it fits into a frame with room to spare. */
const maxPageBytes = 8 * 1024 * 1024

export type HistoryQuery = {
  readonly limit?: number | undefined
  readonly offset?: number | undefined
  readonly messageId?: string | undefined
  readonly maxChars?: number | undefined
}

type Row = Record<string, unknown>

/** Rows are numbered without holes, so any page is found by its numbers alone, however long the conversation. */
export function readPage(store: TranscriptStore, conversation: Conversation, query: HistoryQuery) {
  const { key, firstSeq, lastSeq } = conversation
  const limit = query.limit ?? defaultLimit
  const total = lastSeq - firstSeq + 1
  if (query.messageId !== undefined) {
    const anchor = store.messageById(query.messageId)
    if (anchor?.conversation === key) {
      const from = Math.max(1, anchor.seq - Math.floor(limit / 2))
      const rows = store.messages(key, from, Math.min(lastSeq, from + limit - 1))
      return { messages: rows.map(row => toHistoryRow(row, query.maxChars)), totalMessages: total }
    }
  }
  const offset = query.offset ?? 0
  const to = lastSeq - offset
  const rows = to < firstSeq ? [] : store.messages(key, Math.max(firstSeq, to - limit + 1), to)
  const messages = newestThatFit(rows, query.maxChars)
  const nextOffset = offset + messages.length
  const hasMore = nextOffset < total && messages.length > 0
  return { messages, totalMessages: total, hasMore, offset, ...(hasMore ? { nextOffset } : {}) }
}

function newestThatFit(rows: readonly TranscriptRow[], maxChars: number | undefined): Row[] {
  const page: Row[] = []
  let bytes = 0
  for (const row of rows.toReversed()) {
    const shown = toHistoryRow(row, maxChars)
    bytes += Buffer.byteLength(JSON.stringify(shown))
    if (bytes > maxPageBytes && page.length > 0) break
    page.push(shown)
  }
  return page.toReversed()
}

/** Opaque to clients: where a catch-up begins. */
export function cursorAfter({ id, firstSeq, lastSeq }: Conversation): string {
  return Buffer.from(JSON.stringify([id, firstSeq, lastSeq])).toString('base64url')
}

/** What came since the cursor; undefined when that cannot be told and a normal page is wanted instead. */
export function readSince(
  store: TranscriptStore,
  conversation: Conversation,
  cursor: string,
): Row[] | undefined {
  const [id, firstSeq, lastSeq] = parseCursor(cursor)
  if (id !== conversation.id || firstSeq !== conversation.firstSeq || typeof lastSeq !== 'number')
    return undefined
  const missed = conversation.lastSeq - lastSeq
  if (missed < 0 || missed > maxCatchUpRows) return undefined
  return store.messages(conversation.key, lastSeq + 1, conversation.lastSeq).map(toMessageEvent)
}

function parseCursor(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}
