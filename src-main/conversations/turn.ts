// What an agent gets to read when it answers: the message, and the conversation before it.
import type { Agent, Turn } from '../agent/agent.ts'
import { estimateTokens } from '../agent/models/context-window.ts'
import { picturesOf, toExchanges, type Exchange } from './exchanges.ts'
import type { TranscriptRow } from './messages.ts'
import type { Conversation, RunOptions, TranscriptStore } from './transcript-store.ts'

export type Question = {
  readonly conversation: string
  readonly runId: string
  readonly userSeq: number
  readonly options: RunOptions
}

/** What a model may read of a conversation: the exchanges, oldest first, and what was said before them in short. */
export type Readable = { readonly exchanges: readonly Exchange[]; readonly summary?: string | undefined }

const pageRows = 100
const maxRows = 5_000
/** A guess on the generous side: what is left out here could not have fitted into the model. */
const charactersPerToken = 6
const roomWithoutModel = 32_000

/**
 * The turn of one question. `unanswered` are the questions with a turn of their own, this one's included: no part of
 * its past.
 */
export function readTurn(
  store: TranscriptStore,
  agent: Agent,
  question: Question,
  unanswered: ReadonlySet<string>,
): Turn {
  const conversation = store.find(question.conversation)
  const asked = store.message(question.conversation, question.userSeq)?.message
  const { exchanges, summary } = conversation ? readPast(store, agent, conversation) : { exchanges: [] }
  const own = exchanges.find(exchange => exchange.runId === question.runId)
  const begun = own?.messages.filter(message => message.role !== 'user') ?? []
  return {
    conversation: question.conversation,
    runId: question.runId,
    text: asked?.role === 'user' ? asked.text : '',
    pictures: asked?.role === 'user' ? picturesOf(store, asked) : [],
    past: exchanges
      .filter(({ runId }) => runId === undefined || !unanswered.has(runId))
      .flatMap(exchange => exchange.messages),
    summary,
    begun,
    model: conversation?.model,
    thinking: question.options.thinking,
    instructions: question.options.instructions,
    mayApprove: question.options.mayApprove,
  }
}

/** How many tokens a turn's past will take, cautiously. */
export function tokensOf({ past, summary }: Pick<Turn, 'past' | 'summary'>): number {
  const words = summary ? estimateTokens({ role: 'user', text: summary }) : 0
  return past.reduce((sum, message) => sum + estimateTokens(message), words)
}

/** The newest exchanges, `windows` times as much as the model can hold. Commands are none: they are for the gateway. */
export function readPast(
  store: TranscriptStore,
  agent: Agent,
  conversation: Conversation,
  windows = 1,
): Readable {
  const { key, firstSeq, lastSeq, compactedSeq } = conversation
  const compaction = compactedSeq === undefined ? undefined : store.message(key, compactedSeq)?.message
  const kept = compaction?.role === 'system' && compaction.kind === 'compaction' ? compaction : undefined
  const tokens = (agent.contextTokens(conversation.model) ?? roomWithoutModel) * windows
  const from = Math.max(firstSeq, (kept?.coversTo ?? 0) + 1)
  const rows = readBack(store, key, from, lastSeq, tokens * charactersPerToken)
  return {
    exchanges: toExchanges(store, rows).filter(
      ({ question }) => question === undefined || agent.commandTiming(question) === undefined,
    ),
    summary: kept?.summary,
  }
}

function readBack(store: TranscriptStore, key: string, from: number, to: number, characters: number) {
  const pages: TranscriptRow[][] = []
  let left = characters
  let end = to
  while (end >= from && left > 0 && to - end < maxRows) {
    const begin = Math.max(from, end - pageRows + 1)
    const page = store.messages(key, begin, end)
    pages.push(page)
    left -= page.reduce((sum, row) => sum + sizeOf(row), 0)
    end = begin - 1
  }
  return pages.toReversed().flat()
}

function sizeOf({ message }: TranscriptRow): number {
  switch (message.role) {
    case 'user':
    case 'tool':
      return message.text.length
    case 'assistant':
      return message.content.reduce(
        (sum, block) => sum + (block.type === 'text' ? block.text.length : 200),
        0,
      )
    case 'system':
      return 0
  }
}
