// Committed messages as the protocol shows them: history rows, and the `session.message` events that announce them.
import { agentOf } from '../conversations/conversation-key.ts'
import type { TranscriptRow } from '../conversations/messages.ts'

const cutMark = '\n…(cut)'

/** A history row. `maxChars` shortens its texts. */
export function toHistoryRow(
  row: TranscriptRow,
  maxChars = Number.POSITIVE_INFINITY,
): Record<string, unknown> {
  const about = { id: row.id, seq: row.seq, ...(row.runId === undefined ? {} : { runId: row.runId }) }
  const { message } = row
  switch (message.role) {
    case 'user':
      return {
        role: 'user',
        content: cut(message.text, maxChars),
        timestamp: row.at,
        idempotencyKey: `${message.idempotencyKey}:user`,
        __openclaw: message.files
          ? {
              ...about,
              media: message.files.map(file => ({
                url: `media://inbound/${file.id}`,
                contentType: file.mimeType,
                kind: file.mimeType.startsWith('image/') ? 'image' : 'file',
                sizeBytes: file.sizeBytes,
                ...(file.fileName === undefined ? {} : { fileName: file.fileName }),
              })),
            }
          : about,
      }
    case 'assistant': {
      const { content, provider, model, usage, stopReason, errorMessage } = message
      return {
        role: 'assistant',
        content: content.map(block =>
          block.type === 'text'
            ? { ...block, text: cut(block.text, maxChars) }
            : { ...block, thinking: cut(block.thinking, maxChars) },
        ),
        timestamp: row.at,
        stopReason,
        ...(provider === undefined ? {} : { provider }),
        ...(model === undefined ? {} : { model }),
        ...(errorMessage === undefined ? {} : { errorMessage }),
        ...(usage === undefined
          ? {}
          : {
              usage: { input: usage.inputTokens, output: usage.outputTokens, totalTokens: usage.totalTokens },
            }),
        __openclaw: about,
      }
    }
    case 'system':
      return { role: 'system', content: [], timestamp: row.at, __openclaw: { ...about, kind: message.kind } }
  }
}

/** The payload of `session.message`, and of the rows a history cursor catches up on. */
export function toMessageEvent(row: TranscriptRow): Record<string, unknown> {
  return {
    sessionKey: row.conversation,
    agentId: agentOf(row.conversation),
    message: toHistoryRow(row),
    messageId: row.id,
    messageSeq: row.seq,
    ...(row.runId === undefined ? {} : { runId: row.runId }),
    ...(row.message.role === 'user' ? { idempotencyKey: `${row.message.idempotencyKey}:user` } : {}),
  }
}

function cut(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : text.slice(0, maxChars) + cutMark
}
