// Rows that were carried over from a damaged database, brought to fit together again: what makes no sense is left out, and
// nothing that was done is done again.
import { createHash, randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { transaction } from '../sqlite/transaction.ts'
import { agentOf } from './conversation-key.ts'
import { textOf, type Message } from './messages.ts'

/** Columns that hold JSON. A row whose column does not is no row of ours any more. */
const jsonColumns: readonly (readonly [table: string, column: string])[] = [
  ['device_roles', 'scopes'],
  ['pairing_requests', 'body'],
  ['nodes', 'commands'],
  ['nodes', 'caps'],
  ['node_requests', 'body'],
  ['values_kept', 'value'],
  ['exec_approvals', 'request'],
  ['telegram_owed', 'address'],
  ['telegram_outbox', 'address'],
  ['telegram_outbox', 'body'],
]

type MessageRow = { conversation: string; seq: number; run_id: string | null; at: number; body: string }

/** Makes them whole. Gives how much there is then. */
export function settle(
  database: DatabaseSync,
  now: number,
): { readonly conversations: number; readonly messages: number; readonly devices: number } {
  transaction(database, () => {
    dropWhatIsNotJson(database)
    dropStrangeDevices(database)
    dropUnreadable(database)
    addMissingConversations(database)
    fitConversations(database)
    addMissingRuns(database, now)
    dropWhatRefersToNothing(database)
  })
  const count = (table: string) =>
    (database.prepare(`SELECT count(*) AS n FROM "${table}"`).get() as { n: number }).n
  return { conversations: count('conversations'), messages: count('messages'), devices: count('devices') }
}

/** Messages that nobody could make anything of. */
export function countUnreadable(database: DatabaseSync): number {
  return [...messagesOf(database)].filter(({ body }) => !readMessage(body)).length
}

function dropWhatIsNotJson(database: DatabaseSync): void {
  for (const [table, column] of jsonColumns)
    database.exec(`DELETE FROM "${table}" WHERE NOT json_valid("${column}")`)
  database.exec(`UPDATE runs SET options = '{}' WHERE NOT json_valid(options)`)
  database.exec(
    `UPDATE runs SET state = 'error', ended_at = created_at WHERE state NOT IN ('open', 'ok', 'aborted', 'error')`,
  )
  // What was answered is not known any more; that it was done is.
  database.exec(
    `UPDATE idempotency SET answer = NULL, state = 'done' WHERE state = 'done' AND NOT json_valid(answer)`,
  )
}

/** A device's id is the digest of its key: another one would be let in with somebody else's rights. */
function dropStrangeDevices(database: DatabaseSync): void {
  const rows = database.prepare('SELECT id, public_key FROM devices').all() as {
    id: string
    public_key: string
  }[]
  const forget = database.prepare('DELETE FROM devices WHERE id = ?')
  for (const { id, public_key: key } of rows) {
    const digest = createHash('sha256').update(Buffer.from(key, 'base64url')).digest('hex')
    if (digest !== id) forget.run(id)
  }
}

function* messagesOf(database: DatabaseSync): Iterable<MessageRow> {
  const rows = database.prepare(
    'SELECT conversation, seq, run_id, at, body FROM messages ORDER BY conversation, seq',
  )
  yield* rows.iterate() as Iterable<MessageRow>
}

function dropUnreadable(database: DatabaseSync): void {
  const forget = database.prepare('DELETE FROM messages WHERE conversation = ? AND seq = ?')
  const isOne = (row: MessageRow) =>
    row.seq >= 1 && row.conversation.startsWith('agent:') && readMessage(row.body) !== undefined
  for (const row of [...messagesOf(database)].filter(each => !isOne(each)))
    forget.run(row.conversation, row.seq)
}

function readMessage(body: string): Message | undefined {
  try {
    const message = JSON.parse(body) as Message
    switch (message.role) {
      case 'user':
      case 'tool':
        return typeof message.text === 'string' ? message : undefined
      case 'assistant':
        return Array.isArray(message.content) &&
          message.content.every(block => typeof block.type === 'string')
          ? message
          : undefined
      case 'system':
        return message
    }
    return undefined
  } catch {
    // It is told by its absence.
    return undefined
  }
}

/** Their own row is lost; what was said in them is not. */
function addMissingConversations(database: DatabaseSync): void {
  const orphans = database
    .prepare(
      `SELECT conversation AS key, min(at) AS first, max(at) AS last FROM messages
       WHERE conversation NOT IN (SELECT key FROM conversations) GROUP BY conversation`,
    )
    .all() as { key: string; first: number; last: number }[]
  const add = database.prepare(
    `INSERT INTO conversations (key, id, agent_id, title, words, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  for (const { key, first, last } of orphans) {
    const title = firstWords(database, key)
    const words = [key, '', title ?? ''].join('\n').toLowerCase()
    add.run(key, randomUUID(), agentOf(key), title, words, first, last)
  }
}

const titleLength = 200

function firstWords(database: DatabaseSync, key: string): string | null {
  const rows = database
    .prepare('SELECT body FROM messages WHERE conversation = ? ORDER BY seq')
    .iterate(key) as Iterable<{ body: string }>
  for (const { body } of rows) {
    const message = readMessage(body)
    if (message?.role === 'user') return textOf(message).slice(0, titleLength)
  }
  return null
}

/** The next message needs a number that none has; a summary that is lost stands for nothing. */
function fitConversations(database: DatabaseSync): void {
  database.exec(`
    UPDATE conversations SET last_seq = max(last_seq,
      coalesce((SELECT max(seq) FROM messages WHERE conversation = conversations.key), 0));
    UPDATE conversations SET first_seq = min(max(first_seq, 1), last_seq + 1), read_seq = min(read_seq, last_seq);
    UPDATE conversations SET compacted_seq = NULL WHERE compacted_seq IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM messages WHERE conversation = conversations.key AND seq = compacted_seq
        AND body ->> 'kind' = 'compaction');`)
}

/** So many tries that there is no other: an answer that was under way is told to be interrupted, and not begun again. */
const noMoreTries = 1_000
/** A client may repeat a message for so long. */
const repeatableMs = 48 * 60 * 60_000

/** That a message was taken is known by its run. Without it, the same message would be answered once more. */
function addMissingRuns(database: DatabaseSync, now: number): void {
  const lost = database
    .prepare(
      `SELECT run_id AS id, conversation, min(seq) AS seq, min(at) AS at,
         max(body ->> 'role' = 'assistant' AND body ->> 'stopReason' <> 'tool-calls') AS is_answered
       FROM messages WHERE run_id IS NOT NULL AND at > ? AND run_id NOT IN (SELECT id FROM runs) GROUP BY run_id`,
    )
    .all(now - repeatableMs) as {
    id: string
    conversation: string
    seq: number
    at: number
    is_answered: number
  }[]
  const add = database.prepare(
    `INSERT INTO runs (id, conversation, state, user_seq, attempts, created_at, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  for (const { id, conversation, seq, at, is_answered: isAnswered } of lost)
    add.run(id, conversation, isAnswered ? 'ok' : 'open', seq, noMoreTries, at, isAnswered ? at : null)
}

function dropWhatRefersToNothing(database: DatabaseSync): void {
  const broken = database.prepare('PRAGMA foreign_key_check').all() as { table: string; rowid: number }[]
  for (const { table, rowid } of broken) database.prepare(`DELETE FROM "${table}" WHERE rowid = ?`).run(rowid)
  database.exec('DELETE FROM runs WHERE conversation NOT IN (SELECT key FROM conversations)')
}
