// Conversations, messages, files and runs in SQLite. Writes are transactions; nobody else writes these tables.
import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { transaction } from '../sqlite/transaction.ts'
import { agentOf } from './conversation-key.ts'
import { textOf, type Message, type TranscriptRow } from './messages.ts'
import { rowBlocks } from './row-blocks.ts'

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

/** What is committed with a person's message. */
type Accompaniment = {
  readonly options?: RunOptions
  readonly past?: readonly Message[]
  readonly alongside?: (() => void) | undefined
}

export type ConversationQuery = {
  readonly limit: number
  readonly offset: number
  readonly agentId?: string | undefined
  readonly search?: string | undefined
  readonly label?: string | undefined
  readonly updatedSince?: number | undefined
}

export type TranscriptStore = ReturnType<typeof transcriptStore>

const previewLength = 200

/** The store over an open database. Times are milliseconds since the epoch. */
export function transcriptStore(database: DatabaseSync) {
  const sql = statements(database)

  function append(key: string, message: Message, at: number, runId?: string): TranscriptRow {
    const conversation = sql.conversation.get(key) as ConversationColumns
    const row: TranscriptRow = {
      id: randomUUID(),
      conversation: key,
      seq: conversation.last_seq + 1,
      at,
      message,
      ...(runId === undefined ? {} : { runId }),
    }
    sql.insertMessage.run(key, row.seq, row.id, runId ?? null, at, JSON.stringify(message))
    const text = textOf(message).slice(0, previewLength)
    sql.touch.run(at, row.seq, message.role === 'user' ? text : null, text === '' ? null : text, key)
    // Its first words are its title, by which it is found.
    if (message.role === 'user' && conversation.title === null) refreshWords(key)
    const usage = message.role === 'assistant' ? message.usage : undefined
    if (usage) {
      const { inputTokens = 0, outputTokens = 0, totalTokens = inputTokens + outputTokens } = usage
      sql.countTokens.run(inputTokens, outputTokens, totalTokens, totalTokens, key)
    }
    return row
  }

  const messages = (key: string, from: number, to: number): TranscriptRow[] =>
    (sql.messages.all(key, from, to) as MessageColumns[]).map(toRow)

  function ensure(key: string, at: number) {
    sql.insertConversation.run(key, randomUUID(), agentOf(key), at, at, searchable(key))
  }

  function refreshWords(key: string) {
    const conversation = sql.conversation.get(key) as ConversationColumns | undefined
    if (!conversation) return
    const { label, title } = conversation
    sql.setWords.run(searchable([key, label ?? '', title ?? ''].join('\n')), key)
  }

  return {
    find(key: string): Conversation | undefined {
      const columns = sql.conversation.get(key) as ConversationColumns | undefined
      return columns && toConversation(columns)
    },

    /** Grows with every row that is written here: what was read at the same number is still so. */
    changes: (): number => (sql.totalChanges.get() as { total: number }).total,

    list(query: ConversationQuery): { total: number; conversations: Conversation[] } {
      const filter = {
        agent: query.agentId ?? null,
        search: query.search ? searchable(query.search) : null,
        label: query.label ?? null,
        since: query.updatedSince ?? 0,
      }
      const { total } = sql.count.get(filter) as { total: number }
      const rows = sql.list.all({ ...filter, limit: query.limit, offset: query.offset })
      return { total, conversations: (rows as ConversationColumns[]).map(toConversation) }
    },

    /** Makes the conversation if it is not there. */
    ensure,

    /** False when another conversation has that label. */
    setLabel(key: string, label: string | null): boolean {
      if (label !== null && sql.labelTaken.get(label, key)) return false
      transaction(database, () => {
        sql.setLabel.run(label, key)
        refreshWords(key)
      })
      return true
    },

    setModel: (key: string, model: string | null) => void sql.setModel.run(model, key),

    /** Adds a message that belongs to no run. */
    append: (key: string, message: Message, at: number) =>
      transaction(database, () => append(key, message, at)),

    /** A step of an answer. Who gets somewhere is not what ends the gateway: its tries are counted anew. */
    appendStep: (key: string, message: Message, at: number, runId: string) =>
      transaction(database, () => {
        sql.progressRun.run(runId)
        return append(key, message, at, runId)
      }),

    /**
     * The person's message, its files, its run and what `alongside` writes: committed together, or not at all. `past` is
     * what was said before in a conversation that begins with it; one that is there knows its own.
     */
    accept(
      key: string,
      message: Message & { role: 'user' },
      files: readonly NewFile[],
      runId: string,
      at: number,
      { options = {}, past = [], alongside }: Accompaniment = {},
    ) {
      return transaction(database, () => {
        const isNew = sql.conversation.get(key) === undefined
        ensure(key, at)
        if (isNew) for (const said of past) append(key, said, at)
        for (const file of files) sql.insertFile.run(file.id, key, file.mimeType, file.bytes)
        const row = append(key, message, at, runId)
        sql.insertRun.run(runId, key, row.seq, at, JSON.stringify(options))
        alongside?.()
        return row
      })
    },

    /** The answer and the end of its run, together: no answer is ever given twice. */
    finish(runId: string, state: Exclude<RunState, 'open'>, answer: Message | undefined, at: number) {
      return transaction(database, () => {
        const run = sql.run.get(runId) as RunColumns | undefined
        sql.endRun.run(state, at, runId)
        // The conversation may have been deleted meanwhile.
        if (!run || !answer || !sql.conversation.get(run.conversation)) return undefined
        return append(run.conversation, answer, at, runId)
      })
    },

    run(id: string): RunRecord | undefined {
      const columns = sql.run.get(id) as RunColumns | undefined
      return columns && toRun(columns)
    },

    beginRun: (id: string) => void sql.beginRun.run(id),
    /** It was begun, and is put aside in good order: that try does not count. */
    suspendRun: (id: string) => void sql.suspendRun.run(id),
    openRuns: (): RunRecord[] => (sql.openRuns.all() as RunColumns[]).map(toRun),

    /** Forgets runs that ended before `before`; their messages stay. */
    forgetRuns: (before: number) => void sql.forgetRuns.run(before),

    message(key: string, seq: number): TranscriptRow | undefined {
      const columns = sql.message.get(key, seq) as MessageColumns | undefined
      return columns && toRow(columns)
    },

    messageById(id: string): TranscriptRow | undefined {
      const columns = sql.messageById.get(id) as MessageColumns | undefined
      return columns && toRow(columns)
    },

    /** Messages `from` to `to`, both included, oldest first. */
    messages,

    /** A hundred messages, of which whole blocks are kept in memory. */
    block: rowBlocks(messages),

    file(id: string): { mimeType: string; bytes: Uint8Array } | undefined {
      const columns = sql.file.get(id) as { mime_type: string; bytes: Uint8Array } | undefined
      return columns && { mimeType: columns.mime_type, bytes: columns.bytes }
    },

    /** What was said stays in the file, but is no longer part of the conversation. */
    startAnew(key: string, at: number): TranscriptRow {
      return transaction(database, () => {
        ensure(key, at)
        const row = append(key, { role: 'system', kind: 'reset' }, at)
        sql.startAnew.run(row.seq, key)
        refreshWords(key)
        return row
      })
    },

    /** From now on the summary stands for the exchanges up to the one at `coversTo`; they stay where they are. */
    compact(key: string, summary: string, coversTo: number, at: number): TranscriptRow {
      return transaction(database, () => {
        const row = append(key, { role: 'system', kind: 'compaction', summary, coversTo }, at)
        sql.compact.run(row.seq, key)
        return row
      })
    },

    remove: (key: string): boolean => sql.remove.run(key).changes > 0,
  }
}

type ConversationColumns = {
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
type MessageColumns = {
  conversation: string
  seq: number
  id: string
  run_id: string | null
  at: number
  body: string
}
type RunColumns = {
  id: string
  conversation: string
  state: RunState
  user_seq: number
  attempts: number
  options: string
}

function toConversation(columns: ConversationColumns): Conversation {
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

/** As it is compared: in any case, of any alphabet. */
function searchable(text: string): string {
  return text.toLowerCase()
}

function toRow(columns: MessageColumns): TranscriptRow {
  return {
    id: columns.id,
    conversation: columns.conversation,
    seq: columns.seq,
    runId: columns.run_id ?? undefined,
    at: columns.at,
    message: JSON.parse(columns.body) as Message,
  }
}

function toRun(columns: RunColumns): RunRecord {
  return {
    id: columns.id,
    conversation: columns.conversation,
    state: columns.state,
    userSeq: columns.user_seq,
    attempts: columns.attempts,
    options: JSON.parse(columns.options) as RunOptions,
  }
}

function statements(database: DatabaseSync) {
  const where = `WHERE updated_at >= $since AND ($agent IS NULL OR agent_id = $agent)
    AND ($label IS NULL OR label = $label)
    AND ($search IS NULL OR instr(words, $search) > 0)`
  const sql = (text: string) => {
    const statement = database.prepare(text)
    statement.setAllowBareNamedParameters(true)
    // The count and the list share their parameters, and the count has no use for two of them.
    statement.setAllowUnknownNamedParameters(true)
    return statement
  }
  return {
    totalChanges: database.prepare('SELECT total_changes() AS total'),
    conversation: sql('SELECT * FROM conversations WHERE key = ?'),
    insertConversation: sql(
      `INSERT INTO conversations (key, id, agent_id, created_at, updated_at, words) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (key) DO NOTHING`,
    ),
    count: sql(`SELECT count(*) AS total FROM conversations ${where}`),
    list: sql(
      `SELECT * FROM conversations ${where} ORDER BY updated_at DESC, key LIMIT $limit OFFSET $offset`,
    ),
    touch: sql(
      `UPDATE conversations SET updated_at = ?, last_seq = ?, title = coalesce(title, ?),
       preview = coalesce(?, preview) WHERE key = ?`,
    ),
    countTokens: sql(
      `UPDATE conversations SET input_tokens = input_tokens + ?, output_tokens = output_tokens + ?,
       total_tokens = total_tokens + ?, context_tokens = ? WHERE key = ?`,
    ),
    labelTaken: sql('SELECT 1 FROM conversations WHERE label = ? AND key <> ?'),
    setLabel: sql('UPDATE conversations SET label = ? WHERE key = ?'),
    setWords: sql('UPDATE conversations SET words = ? WHERE key = ?'),
    setModel: sql('UPDATE conversations SET model = ? WHERE key = ?'),
    startAnew: sql(
      `UPDATE conversations SET first_seq = ?, title = NULL, preview = NULL, compacted_seq = NULL,
       context_tokens = 0 WHERE key = ?`,
    ),
    compact: sql('UPDATE conversations SET compacted_seq = ?, context_tokens = 0 WHERE key = ?'),
    remove: sql('DELETE FROM conversations WHERE key = ?'),
    insertMessage: sql(
      'INSERT INTO messages (conversation, seq, id, run_id, at, body) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    message: sql('SELECT * FROM messages WHERE conversation = ? AND seq = ?'),
    messageById: sql('SELECT * FROM messages WHERE id = ?'),
    messages: sql('SELECT * FROM messages WHERE conversation = ? AND seq BETWEEN ? AND ? ORDER BY seq'),
    insertFile: sql('INSERT INTO files (id, conversation, mime_type, bytes) VALUES (?, ?, ?, ?)'),
    file: sql('SELECT mime_type, bytes FROM files WHERE id = ?'),
    insertRun: sql(
      `INSERT INTO runs (id, conversation, state, user_seq, created_at, options) VALUES (?, ?, 'open', ?, ?, ?)`,
    ),
    run: sql('SELECT * FROM runs WHERE id = ?'),
    beginRun: sql('UPDATE runs SET attempts = attempts + 1 WHERE id = ?'),
    suspendRun: sql('UPDATE runs SET attempts = max(0, attempts - 1) WHERE id = ?'),
    progressRun: sql('UPDATE runs SET attempts = 1 WHERE id = ?'),
    endRun: sql('UPDATE runs SET state = ?, ended_at = ? WHERE id = ?'),
    openRuns: sql(`SELECT * FROM runs WHERE state = 'open' ORDER BY created_at, user_seq`),
    forgetRuns: sql('DELETE FROM runs WHERE ended_at < ?'),
  }
}
