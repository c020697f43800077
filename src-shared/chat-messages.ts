// Messages out of rows: what stands on the screen, made of what the gateway has on record.
import { alike } from './chat-content.ts'
import type { ChatBlock, Outcome } from './chat-content.ts'
import type { ChatRow } from './chat-history.ts'

/** One thing on the screen. Its `key` stays the same from the first token to the row in history. */
export type ChatMessage = {
  readonly key: string
  readonly role: 'user' | 'assistant' | 'system'
  readonly blocks: readonly ChatBlock[]
  /** Milliseconds since the epoch, by the gateway's clock where it said. */
  readonly at?: number | undefined
  readonly runId?: string | undefined
  readonly outcome: Outcome
  /** Why it failed, in the gateway's words. */
  readonly error?: string | undefined
  /** A line across the conversation instead of a message. */
  readonly boundary?: 'reset' | 'compaction' | undefined
}

/** How a run of ours ended that history may not tell: an error, or a stop before the first word. */
export type RunEnd = {
  readonly outcome: 'aborted' | 'failed'
  readonly at?: number | undefined
  readonly error?: string | undefined
}

type Group = { key: string; runId: string | undefined; rows: ChatRow[] }

/**
 * Rows as messages: an assistant's calls, their results and the text between them are one message. Messages that
 * come out as they were before keep their identity. Rows in `hidden` are left out (a running answer shows them).
 */
export function messagesFromRows(
  rows: readonly ChatRow[],
  ends: ReadonlyMap<string, RunEnd>,
  before: readonly ChatMessage[],
  hidden: ReadonlySet<string>,
): readonly ChatMessage[] {
  const messages: ChatMessage[] = []
  const used = new Set<string>()
  const known = new Map(before.map(message => [message.key, message]))
  let group: Group | undefined
  let asked: string | undefined

  const push = (message: ChatMessage) => {
    const key = uniqueKey(message.key, used)
    const made = key === message.key ? message : { ...message, key }
    const old = known.get(key)
    messages.push(old !== undefined && alike(old, made) ? old : made)
  }
  const closeGroup = () => {
    if (group !== undefined) {
      const message = messageOfGroup(group, group.runId === undefined ? undefined : ends.get(group.runId))
      if (message.blocks.length > 0 || message.error !== undefined || message.outcome === 'aborted')
        push(message)
    } else if (asked !== undefined) {
      // The question stands without an answer: say why, if we know.
      const end = ends.get(asked)
      if (end) push({ key: answerKey(asked), role: 'assistant', blocks: [], runId: asked, ...end })
    }
    group = undefined
    asked = undefined
  }

  for (const row of rows) {
    if (hidden.has(row.key)) continue
    if (row.role === 'user' || row.role === 'system') {
      closeGroup()
      if (row.role === 'user') asked = row.sendKey
      if (row.blocks.length > 0 || row.boundary !== undefined) push(messageOfRow(row))
      continue
    }
    if (group !== undefined && !continues(group, row)) closeGroup()
    if (group === undefined) {
      const runId: string | undefined = row.runId ?? asked
      group = { key: runId === undefined ? row.key : answerKey(runId), runId, rows: [] }
    }
    group.rows.push(row)
  }
  closeGroup()
  return messages
}

/** The key of a run's answer, live or from history. */
export function answerKey(runId: string): string {
  return `${runId}:assistant`
}

export function questionKey(sendKey: string): string {
  return `${sendKey}:user`
}

function uniqueKey(key: string, used: Set<string>): string {
  let unique = key
  for (let n = 2; used.has(unique); n += 1) unique = `${key}#${n}`
  used.add(unique)
  return unique
}

/** An answer goes on after a tool call and its result; what follows a finished text is another message. */
function continues(group: Group, row: ChatRow): boolean {
  if (row.runId !== undefined && group.runId !== undefined && row.runId !== group.runId) return false
  const last = group.rows.at(-1)
  return last === undefined || last.role === 'tool-result' || last.blocks.some(block => block.kind === 'tool')
}

/** A page more, or one message more, makes the messages of all other rows again: they are what they were before. */
const ofRows = new WeakMap<ChatRow, ChatMessage>()
const ofLoneRows = new WeakMap<ChatRow, { readonly end: RunEnd | undefined; readonly message: ChatMessage }>()

function messageOfRow(row: ChatRow): ChatMessage {
  const known = ofRows.get(row)
  if (known) return known
  const made = messageFromRow(row)
  ofRows.set(row, made)
  return made
}

function messageOfGroup(group: Group, end: RunEnd | undefined): ChatMessage {
  const [row, ...others] = group.rows
  if (row === undefined || others.length > 0) return messageFromGroup(group, end)
  const known = ofLoneRows.get(row)
  // Which run it answers depends on the row before it, which an older page may bring.
  if (known && known.end === end && known.message.runId === group.runId) return known.message
  const message = messageFromGroup(group, end)
  ofLoneRows.set(row, { end, message })
  return message
}

function messageFromRow(row: ChatRow): ChatMessage {
  return {
    key: row.sendKey === undefined ? row.key : questionKey(row.sendKey),
    role: row.role === 'user' ? 'user' : 'system',
    blocks: row.blocks,
    at: row.at,
    runId: row.runId,
    outcome: 'done',
    boundary: row.boundary,
  }
}

function messageFromGroup(group: Group, end: RunEnd | undefined): ChatMessage {
  const last = group.rows.at(-1)
  const ended = last !== undefined && last.outcome !== 'done' ? last : end
  return {
    key: group.key,
    role: 'assistant',
    blocks: joinBlocks(group.rows),
    at: group.rows[0]?.at,
    runId: group.runId,
    outcome: ended?.outcome ?? 'done',
    error: ended?.error,
  }
}

/** The blocks of an answer's rows in order, each result in the card of its call. */
export function joinBlocks(rows: readonly ChatRow[]): readonly ChatBlock[] {
  const blocks: ChatBlock[] = []
  const calls = new Map<string, number>()
  for (const block of rows.flatMap(row => row.blocks)) {
    const at = block.kind === 'tool' && block.id !== '' ? calls.get(block.id) : undefined
    const call = at === undefined ? undefined : blocks[at]
    if (block.kind === 'tool' && at !== undefined && call?.kind === 'tool') {
      blocks[at] = {
        ...call,
        result: block.result ?? call.result,
        media: block.media ?? call.media,
        status: block.status,
      }
      continue
    }
    if (block.kind === 'tool' && block.id !== '') calls.set(block.id, blocks.length)
    blocks.push(block)
  }
  return blocks
}
