// Committed messages as the protocol shows them: history rows, and the `session.message` events that announce them.
import { agentOf } from '../conversations/conversation-key.ts'
import type { ContentBlock } from '../agent/content.ts'
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
        content: content.map(block => toBlock(block, maxChars)),
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
    case 'tool':
      return {
        role: 'toolResult',
        toolCallId: message.toolCallId,
        toolName: message.toolName,
        content: [{ type: 'text', text: cut(message.text, maxChars) }],
        isError: message.isError,
        timestamp: row.at,
        __openclaw: about,
      }
    case 'system': {
      const text = message.kind === 'compaction' ? cut(message.summary, maxChars) : ''
      return {
        role: 'system',
        content: text === '' ? [] : [{ type: 'text', text }],
        timestamp: row.at,
        __openclaw: { ...about, kind: message.kind },
      }
    }
  }
}

/** A provider's notes stay here: they are for the provider alone. */
function toBlock(block: ContentBlock, maxChars: number): Record<string, unknown> {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: cut(block.text, maxChars) }
    case 'thinking':
      return { type: 'thinking', thinking: cut(block.thinking, maxChars) }
    case 'toolCall':
      return {
        type: 'toolCall',
        id: block.id,
        name: block.name,
        arguments: cutArguments(block.arguments, maxChars),
        ...(block.title === undefined ? {} : { title: block.title }),
      }
  }
}

/** What a model wrote to a file may be long: cut, it is text and no longer what the tool got. */
function cutArguments(value: unknown, maxChars: number): unknown {
  if (maxChars === Number.POSITIVE_INFINITY) return value ?? {}
  const text = JSON.stringify(value ?? {})
  return text.length <= maxChars ? (value ?? {}) : cut(text, maxChars)
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
