// The gateway's record of a conversation: reading a page of it, joining pages, and making messages out of rows.
import { alike, readBlocks, readKeptMedia, readResult } from './chat-content.ts'
import type { ChatBlock, Outcome, ToolBlock } from './chat-content.ts'
import {
  asPlain,
  idOf,
  limits,
  listOf,
  numberOf,
  recordOf,
  textOf,
  timeOf,
  valueOf,
} from './chat-untrusted.ts'
import type { Plain } from './chat-untrusted.ts'

/** One row of history. A gateway row that projects into several gives rows of the same `entryId`. */
export type ChatRow = {
  readonly key: string
  readonly role: 'user' | 'assistant' | 'tool-result' | 'system'
  readonly blocks: readonly ChatBlock[]
  readonly entryId?: string | undefined
  readonly at?: number | undefined
  readonly runId?: string | undefined
  /** The idempotency key of the send that made this user row. */
  readonly sendKey?: string | undefined
  readonly boundary?: 'reset' | 'compaction' | undefined
  readonly outcome: Outcome
  readonly error?: string | undefined
}

export type InFlight = {
  readonly runId: string
  readonly text: string
  readonly startedAt?: number | undefined
  readonly events: readonly unknown[]
}

export type HistoryPage = {
  readonly sessionKey?: string | undefined
  readonly sessionId?: string | undefined
  readonly rows: readonly ChatRow[]
  readonly hasMore: boolean
  readonly nextOffset?: number | undefined
  readonly totalMessages?: number | undefined
  /** How many rows the gateway sent, unreadable ones included: offsets count these. */
  readonly received: number
  /** Sends the gateway holds but has not written yet, by idempotency key. */
  readonly pendingKeys: readonly string[]
  readonly inFlight?: InFlight | undefined
  readonly hasActiveRun: boolean
  readonly activeRunIds?: readonly string[] | undefined
}

/** The answer of `chat.history`; undefined when it is no such thing. Unreadable rows are left out. */
export function readHistoryPage(raw: unknown): HistoryPage | undefined {
  const page = asPlain(raw)
  const messages = valueOf(page, 'messages')
  if (!page || !Array.isArray(messages)) return undefined
  // The newest are the ones to keep should a page be longer than any gateway makes it.
  const kept = messages.slice(-limits.pageRows)
  const seen = new Map<string, number>()
  const rows = kept.flatMap(value => {
    const row = readRow(value, base => {
      const nth = seen.get(base) ?? 0
      seen.set(base, nth + 1)
      return `${base}:${nth}`
    })
    return row ? [row] : []
  })
  const info = recordOf(page, 'sessionInfo')
  const inFlight = readInFlight(recordOf(page, 'inFlightRun'))
  const activeRunIds = Array.isArray(valueOf(info, 'activeRunIds'))
    ? listOf(info, 'activeRunIds', 100).filter(id => typeof id === 'string')
    : undefined
  return {
    sessionKey: idOf(page, 'sessionKey'),
    sessionId: idOf(page, 'sessionId'),
    rows,
    hasMore: valueOf(page, 'hasMore') === true,
    nextOffset: wholeNumber(numberOf(page, 'nextOffset')),
    totalMessages: wholeNumber(numberOf(page, 'totalMessages')),
    received: messages.length,
    pendingKeys: [
      ...listOf(page, 'pendingInputs', 200),
      ...listOf(recordOf(page, 'pendingInputs'), 'items', 200),
    ].flatMap(pendingKey),
    inFlight,
    hasActiveRun:
      valueOf(info, 'hasActiveRun') === true || inFlight !== undefined || (activeRunIds ?? []).length > 0,
    activeRunIds,
  }
}

function wholeNumber(value: number | undefined): number | undefined {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

function readInFlight(run: Plain | undefined): InFlight | undefined {
  const runId = idOf(run, 'runId')
  if (!run || runId === undefined) return undefined
  return {
    runId,
    text: textOf(run, 'text', limits.runText) ?? '',
    startedAt: timeOf(run, 'startedAt'),
    events: listOf(run, 'events', limits.blocks),
  }
}

function pendingKey(value: unknown): string[] {
  const input = asPlain(value)
  const key = idOf(input, 'idempotencyKey') ?? idOf(input, 'runId') ?? idOf(input, 'inputRunId')
  return key === undefined ? [] : [withoutUser(key)]
}

/** User rows carry the send's key with `:user` behind it. */
function withoutUser(key: string): string {
  return key.endsWith(':user') ? key.slice(0, -':user'.length) : key
}

/** One row; undefined when it has no role. `keyFor` makes the key unique among rows of the same entry. */
export function readRow(
  raw: unknown,
  keyFor: (base: string) => string = base => `${base}:0`,
): ChatRow | undefined {
  const message = asPlain(raw)
  const roleName = idOf(message, 'role')
  if (!message || roleName === undefined) return undefined
  const meta = recordOf(message, '__openclaw')
  const entryId = idOf(meta, 'id')
  const at = timeOf(message, 'timestamp') ?? parsedTime(textOf(message, 'timestamp', 64))
  const role = readRole(roleName)
  const sent = idOf(message, 'idempotencyKey') ?? idOf(meta, 'idempotencyKey')
  const kind = idOf(meta, 'kind')
  const stopReason = idOf(message, 'stopReason')
  const error = textOf(message, 'errorMessage', limits.line)
  const content = valueOf(message, 'content') ?? valueOf(message, 'text')
  return {
    key: keyFor(entryId ?? `${roleName}@${at ?? ''}`),
    role,
    blocks: [
      ...(role === 'tool-result' ? [readToolResult(message, content)] : readBlocks(content)),
      ...readKeptMedia(meta),
    ],
    entryId,
    at,
    runId: idOf(meta, 'runId') ?? idOf(message, 'runId'),
    sendKey: role === 'user' && sent !== undefined ? withoutUser(sent) : undefined,
    boundary: kind === 'reset' || kind === 'compaction' ? kind : undefined,
    outcome: stopReason === 'aborted' ? 'aborted' : stopReason === 'error' ? 'failed' : 'done',
    error: stopReason === 'error' ? (error ?? 'The run failed.') : undefined,
  }
}

function readRole(name: string): ChatRow['role'] {
  switch (name) {
    case 'user':
    case 'assistant':
      return name
    case 'toolResult':
    case 'tool_result':
    case 'tool':
    case 'function':
      return 'tool-result'
    default:
      return 'system'
  }
}

function readToolResult(message: Plain, content: unknown): ToolBlock {
  return {
    kind: 'tool',
    id: idOf(message, 'toolCallId') ?? idOf(message, 'tool_call_id') ?? '',
    name: idOf(message, 'toolName') ?? idOf(message, 'name') ?? 'tool',
    ...readResult(content),
    status: valueOf(message, 'isError') === true ? 'failed' : 'done',
  }
}

function parsedTime(text: string | undefined): number | undefined {
  const value = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isFinite(value) ? value : undefined
}

/**
 * The newest page laid over what was there. Older rows stay where the page continues them; a page that does not
 * touch them (more was missed than it holds, a reset) replaces everything. `continued` says which it was.
 */
export function joinNewest(
  existing: readonly ChatRow[],
  page: readonly ChatRow[],
): { rows: readonly ChatRow[]; continued: boolean } {
  const first = page[0]
  const at = first === undefined ? -1 : existing.findIndex(row => row.key === first.key)
  if (at <= 0) return { rows: keepAlike(existing, page), continued: at === 0 }
  return { rows: [...existing.slice(0, at), ...keepAlike(existing, page)], continued: true }
}

/** An older page before what was there. Rows that both hold (more was said meanwhile, so offsets moved) count once. */
export function joinOlder(existing: readonly ChatRow[], page: readonly ChatRow[]): readonly ChatRow[] {
  const known = new Set(existing.map(row => row.key))
  return [...page.filter(row => !known.has(row.key)), ...existing]
}

function keepAlike(existing: readonly ChatRow[], page: readonly ChatRow[]): readonly ChatRow[] {
  const known = new Map(existing.map(row => [row.key, row]))
  return page.map(row => {
    const before = known.get(row.key)
    return before !== undefined && alike(before, row) ? before : row
  })
}
