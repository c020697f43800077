// What the transcripts' tables hold: as it is used, and as SQLite has it.
import { damage } from '../sqlite/broken-file.ts'
import type { Message, TranscriptRow } from './messages.ts'

export type Conversation = {
  readonly key: string
  /** Stays the same when the conversation begins anew. */
  readonly id: string
  readonly agentId: string
  readonly label?: string | undefined
  /** The conversation's own model, `provider/model`. */
  readonly model?: string | undefined
  /** Its first words. */
  readonly title?: string | undefined
  /** Its last words. */
  readonly preview?: string | undefined
  readonly createdAt: number
  readonly updatedAt: number
  /** Messages before this one belong to the time before the last new beginning. */
  readonly firstSeq: number
  readonly lastSeq: number
  /** The message that holds what the older ones come to; absent: nothing was put into fewer words. */
  readonly compactedSeq?: number | undefined
  /** What all answers have cost. */
  readonly inputTokens: number
  readonly outputTokens: number
  readonly totalTokens: number
  /** How much of the model's room the last answer took. */
  readonly contextTokens: number
}

export type RunState = 'open' | 'ok' | 'aborted' | 'error'

export type RunRecord = {
  readonly id: string
  readonly conversation: string
  readonly state: RunState
  /** The message it answers. */
  readonly userSeq: number
  /** How often it was begun: more than once when the gateway ended in the middle. */
  readonly attempts: number
  readonly options: RunOptions
}

/** What came with a message beside its words. */
export type RunOptions = {
  readonly timeoutMs?: number | undefined
  readonly thinking?: string | undefined
  readonly mayApprove?: boolean | undefined
  /** Said by the assistant of another conversation. */
  readonly fromAgent?: boolean | undefined
  /** What the model is told beside the gateway's own instructions. */
  readonly instructions?: string | undefined
}

export type NewFile = {
  readonly id: string
  readonly mimeType: string
  readonly fileName?: string | undefined
  readonly bytes: Uint8Array
}

export type ConversationColumns = {
  key: string
  id: string
  agent_id: string
  label: string | null
  model: string | null
  title: string | null
  preview: string | null
  created_at: number
  updated_at: number
  first_seq: number
  last_seq: number
  total_tokens: number
  compacted_seq: number | null
  input_tokens: number
  output_tokens: number
  context_tokens: number
}
export type MessageColumns = {
  conversation: string
  seq: number
  id: string
  run_id: string | null
  at: number
  body: string
}
export type RunColumns = {
  id: string
  conversation: string
  state: RunState
  user_seq: number
  attempts: number
  options: string
}

export function toConversation(columns: ConversationColumns): Conversation {
  return {
    key: columns.key,
    id: columns.id,
    agentId: columns.agent_id,
    label: columns.label ?? undefined,
    model: columns.model ?? undefined,
    title: columns.title ?? undefined,
    preview: columns.preview ?? undefined,
    createdAt: columns.created_at,
    updatedAt: columns.updated_at,
    firstSeq: columns.first_seq,
    lastSeq: columns.last_seq,
    compactedSeq: columns.compacted_seq ?? undefined,
    inputTokens: columns.input_tokens,
    outputTokens: columns.output_tokens,
    totalTokens: columns.total_tokens,
    contextTokens: columns.context_tokens,
  }
}

export function toRow(columns: MessageColumns): TranscriptRow {
  return {
    id: columns.id,
    conversation: columns.conversation,
    seq: columns.seq,
    runId: columns.run_id ?? undefined,
    at: columns.at,
    message: messageIn(columns.body),
  }
}

/** SQLite keeps no sums of what it holds: words that make no sense are how damage shows. */
function messageIn(body: string): Message {
  try {
    return JSON.parse(body) as Message
  } catch {
    throw damage('a message is not what was written')
  }
}

export function toRun(columns: RunColumns): RunRecord {
  return {
    id: columns.id,
    conversation: columns.conversation,
    state: columns.state,
    userSeq: columns.user_seq,
    attempts: columns.attempts,
    options: JSON.parse(columns.options) as RunOptions,
  }
}
