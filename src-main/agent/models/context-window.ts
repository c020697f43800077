// How much of a conversation a model gets to read.
import { wordsOf, type PastMessage } from '../content.ts'

/** A cautious guess for text of any language; a picture counts as much as a page. */
const charactersPerToken = 3
const charactersPerPicture = 6_000
/** The rest is room for the answer. */
const usableShare = 0.7

/** How many tokens a message will cost, cautiously. */
export function estimateTokens(message: PastMessage): number {
  return Math.ceil(charactersOf(message) / charactersPerToken)
}

/** How many tokens of a model's `contextTokens` may be filled before it is asked. */
export function usableTokens(contextTokens: number): number {
  return Math.floor(contextTokens * usableShare)
}

function charactersOf(message: PastMessage): number {
  switch (message.role) {
    case 'user':
      return message.text.length + (message.pictures?.length ?? 0) * charactersPerPicture
    case 'tool':
      return message.text.length
    case 'assistant':
      return message.content.reduce(
        (sum, block) =>
          sum + (block.type === 'toolCall' ? JSON.stringify(block.arguments ?? null).length : 0),
        wordsOf(message.content).length,
      )
  }
}

/**
 * The newest messages that fit into `tokens`, oldest first. What is left out goes by whole exchanges, so that the
 * first that is kept was said by a person, and no tool's answer stands without its call.
 */
export function fitToContext(past: readonly PastMessage[], tokens: number): PastMessage[] {
  let left = tokens
  let start = past.length
  for (let index = past.length - 1; index >= 0; index -= 1) {
    const message = past[index]
    if (!message) break
    left -= estimateTokens(message)
    if (left < 0) break
    if (message.role === 'user') start = index
  }
  return past.slice(start)
}
