// Makes room: what was said so far is put into few words once it fills the model, and everything after stays as it is.
import type { Agent, Turn } from '../agent/agent.ts'
import { estimateTokens, usableTokens } from '../agent/models/context-window.ts'
import type { Exchange } from './exchanges.ts'
import type { TranscriptRow } from './messages.ts'
import type { TranscriptStore } from './transcript-store.ts'
import { readPast, tokensOf } from './turn.ts'

/** Of what a model holds, this share may be filled by the past before it is put into fewer words. */
const fullShare = 0.75
/** Of the past, the newest stays as it was said: this share, and at most so many tokens. */
const keptShare = 0.3
const maxKeptTokens = 20_000
/** How much of a long past is read for its summary, in times of what the model can hold: a person waits for it. */
const windows = { full: 1, asked: 4 } as const

export type Cut = { readonly coversTo: number; readonly condensed: readonly Exchange[] }

/**
 * Where to cut: what stands before is condensed, the newest after it hold at most `keptTokens`. Undefined when there is
 * nothing to condense. `openFrom` is the first question that has no answer yet.
 */
export function chooseCut(
  exchanges: readonly Exchange[],
  keptTokens: number,
  openFrom = Number.POSITIVE_INFINITY,
): Cut | undefined {
  const finished = exchanges.filter(exchange => exchange.firstSeq < openFrom)
  let left = keptTokens
  const lastCondensed = finished.findLastIndex(exchange => {
    left -= exchange.messages.reduce((sum, message) => sum + estimateTokens(message), 0)
    return left < 0
  })
  const last = finished[lastCondensed]
  return last && { coversTo: last.firstSeq, condensed: finished.slice(0, lastCondensed + 1) }
}

/** Whether what the turn's model would have to read leaves too little room for its answer. */
export function isFull(turn: Turn, contextTokens: number): boolean {
  const question = estimateTokens({ role: 'user', text: turn.text, pictures: turn.pictures })
  return tokensOf(turn) + question > usableTokens(contextTokens) * fullShare
}

export type Compaction = {
  readonly conversation: string
  /** The first message that has no answer yet. */
  readonly openFrom?: number | undefined
  /** `asked`: a person wants it, however little there is. */
  readonly why: 'full' | 'asked'
  readonly now: () => number
}

/** Commits the summary; undefined when there was nothing to put into fewer words. Errors: MODEL_*, CANCELLED. */
export async function compact(
  store: TranscriptStore,
  agent: Agent,
  { conversation: key, openFrom, why, now }: Compaction,
  signal: AbortSignal,
): Promise<TranscriptRow | undefined> {
  const conversation = store.find(key)
  const contextTokens = agent.contextTokens(conversation?.model)
  if (!conversation || contextTokens === undefined) return undefined
  const { exchanges, summary } = readPast(store, agent, conversation, windows[why])
  const kept = why === 'asked' ? 0 : Math.min(maxKeptTokens, usableTokens(contextTokens) * keptShare)
  const cut = chooseCut(exchanges, kept, openFrom)
  if (!cut) return undefined
  const past = cut.condensed.flatMap(exchange => exchange.messages)
  const words = await agent.summarize({ conversation: key, past, summary, model: conversation.model }, signal)
  const still = store.find(key)
  // Meanwhile it may have begun anew, or be gone.
  if (
    !still ||
    still.firstSeq !== conversation.firstSeq ||
    still.compactedSeq !== conversation.compactedSeq
  ) {
    return undefined
  }
  return store.compact(key, words, cut.coversTo, now())
}
