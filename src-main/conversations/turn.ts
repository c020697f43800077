// What an agent gets to read when it answers: the message, and the conversation before it.
import type { Agent, Turn } from '../agent/agent.ts'
import { estimateTokens } from '../agent/models/context-window.ts'
import { picturesOf, toExchanges, type Exchange } from './exchanges.ts'
import type { TranscriptRow } from './messages.ts'
import { blockOf, charactersIn } from './row-blocks.ts'
import type { Conversation, RunOptions } from './transcript-records.ts'
import type { TranscriptStore } from './transcript-store.ts'

export type Question = {
  readonly conversation: string
  readonly runId: string
  readonly userSeq: number
  readonly options: RunOptions
}

/** What a model may read of a conversation: the exchanges, oldest first, and what was said before them in short. */
export type Readable = { readonly exchanges: readonly Exchange[]; readonly summary?: string | undefined }

/** Five thousand messages. */
const maxBlocks = 50
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
  const { key, firstSeq, compactedSeq } = conversation
  const compaction = compactedSeq === undefined ? undefined : store.message(key, compactedSeq)?.message
  const kept = compaction?.role === 'system' && compaction.kind === 'compaction' ? compaction : undefined
  const tokens = (agent.contextTokens(conversation.model) ?? roomWithoutModel) * windows
  const from = Math.max(firstSeq, (kept?.coversTo ?? 0) + 1)
  const rows = readBack(store, conversation, from, tokens * charactersPerToken)
  return {
    exchanges: toExchanges(store, rows).filter(
      ({ question }) => question === undefined || agent.commandTiming(question) === undefined,
    ),
    summary: kept?.summary,
  }
}

function readBack(store: TranscriptStore, conversation: Conversation, from: number, characters: number) {
  const blocks: TranscriptRow[][] = []
  let left = characters
  let index = blockOf(conversation.lastSeq)
  const oldest = Math.max(blockOf(from), index - maxBlocks + 1)
  for (; index >= oldest && left > 0; index -= 1) {
    const rows = store.block(conversation, index).filter(({ seq }) => seq >= from)
    blocks.push(rows)
    left -= rows.reduce((sum, row) => sum + charactersIn(row), 0)
  }
  return blocks.toReversed().flat()
}
