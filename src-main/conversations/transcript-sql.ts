// The statements of the transcripts' tables, prepared once for each open database.
import type { DatabaseSync } from 'node:sqlite'

export function transcriptStatements(database: DatabaseSync) {
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
