// A conversation as questions with their answers. Messages stand in the order they were committed; an answer that took
// long stands behind questions that came meanwhile, and a model has to read each answer after its own question.
import type { PastMessage, Picture } from '../agent/content.ts'
import type { Message, TranscriptRow } from './messages.ts'
import type { TranscriptStore } from './transcript-store.ts'

export type Exchange = {
  /** The run that answers it; absent for what was put in without a question. */
  readonly runId?: string | undefined
  readonly question?: string | undefined
  readonly firstSeq: number
  readonly messages: PastMessage[]
}

/** In the order of the questions. An answer whose question is not among the rows is left out. */
export function toExchanges(store: TranscriptStore, rows: readonly TranscriptRow[]): Exchange[] {
  const exchanges: Exchange[] = []
  const byRun = new Map<string, Exchange>()
  for (const row of rows) {
    const { message, runId, seq } = row
    if (message.role === 'system') continue
    let exchange = runId === undefined ? undefined : byRun.get(runId)
    if (!exchange) {
      const question = message.role === 'user' ? { question: message.text } : {}
      exchange = { runId, ...question, firstSeq: seq, messages: [] }
      exchanges.push(exchange)
      if (runId !== undefined) byRun.set(runId, exchange)
    }
    exchange.messages.push(toPast(store, message))
  }
  return exchanges.filter(({ runId, question }) => runId === undefined || question !== undefined)
}

function toPast(store: TranscriptStore, message: Exclude<Message, { role: 'system' }>): PastMessage {
  switch (message.role) {
    case 'user':
      return { role: 'user', text: message.text, pictures: picturesOf(store, message) }
    case 'assistant':
      return { role: 'assistant', content: message.content }
    case 'tool':
      return message
  }
}

export function picturesOf(store: TranscriptStore, message: Message & { role: 'user' }): Picture[] {
  return (message.files ?? []).flatMap(file => {
    const kept = file.mimeType.startsWith('image/') ? store.file(file.id) : undefined
    return kept ? [kept] : []
  })
}
