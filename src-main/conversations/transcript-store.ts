// Conversations, messages, files and runs in SQLite. Writes are transactions; nobody else writes these tables.
import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { noticing } from '../sqlite/damage-watch.ts'
import { transaction } from '../sqlite/transaction.ts'
import { agentOf } from './conversation-key.ts'
import { textOf, type Message, type TranscriptRow } from './messages.ts'
import { rowBlocks } from './row-blocks.ts'
import {
  toConversation,
  toRow,
  toRun,
  type Conversation,
  type ConversationColumns,
  type MessageColumns,
  type NewFile,
  type RunColumns,
  type RunOptions,
  type RunRecord,
  type RunState,
} from './transcript-records.ts'
import { transcriptStatements } from './transcript-sql.ts'

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
  const sql = transcriptStatements(database)

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

  const readRow = (columns: MessageColumns) => noticing(database, () => toRow(columns))

  const messages = (key: string, from: number, to: number): TranscriptRow[] =>
    (sql.messages.all(key, from, to) as MessageColumns[]).map(readRow)

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
      return columns && readRow(columns)
    },

    messageById(id: string): TranscriptRow | undefined {
      const columns = sql.messageById.get(id) as MessageColumns | undefined
      return columns && readRow(columns)
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

/** As it is compared: in any case, of any alphabet. */
function searchable(text: string): string {
  return text.toLowerCase()
}
