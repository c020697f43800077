// What an agent gets to read when it answers: the message, and the conversation before it.
import type { PastMessage, Picture, Turn } from '../agent/agent.ts'
import { textOf, type Message } from './messages.ts'
import type { TranscriptStore } from './transcript-store.ts'

/** Older messages are not even read; what the model's context holds is decided by the agent. */
const maxPastMessages = 400

export type Question = { readonly conversation: string; readonly runId: string; readonly userSeq: number }

/** The turn of one question. `unanswered` are messages with a turn of their own to come: no part of this one's past. */
export function readTurn(store: TranscriptStore, question: Question, unanswered: readonly number[]): Turn {
  const conversation = store.find(question.conversation)
  const asked = store.message(question.conversation, question.userSeq)?.message
  const apart = new Set([...unanswered, question.userSeq])
  const rows = conversation
    ? store.messages(
        conversation.key,
        Math.max(conversation.firstSeq, conversation.lastSeq - maxPastMessages + 1),
        conversation.lastSeq,
      )
    : []
  return {
    conversation: question.conversation,
    runId: question.runId,
    text: asked ? textOf(asked) : '',
    pictures: asked ? picturesOf(store, asked) : [],
    past: rows.filter(row => !apart.has(row.seq)).flatMap(row => toPast(store, row.message)),
    model: conversation?.model,
  }
}

function toPast(store: TranscriptStore, message: Message): PastMessage[] {
  const text = textOf(message)
  switch (message.role) {
    case 'user':
      return [{ role: 'user', text, pictures: picturesOf(store, message) }]
    case 'assistant':
      return text === '' ? [] : [{ role: 'assistant', text }]
    case 'system':
      return []
  }
}

function picturesOf(store: TranscriptStore, message: Message): Picture[] {
  if (message.role !== 'user') return []
  return (message.files ?? []).flatMap(file => {
    const kept = file.mimeType.startsWith('image/') ? store.file(file.id) : undefined
    return kept ? [kept] : []
  })
}
