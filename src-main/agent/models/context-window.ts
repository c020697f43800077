// How much of a conversation a model gets to read.
import type { PastMessage } from '../agent.ts'

const defaultContextTokens = 32_000
/** A cautious guess for text of any language; a picture counts as much as a page. */
const charactersPerToken = 3
const charactersPerPicture = 6_000
/** Room left for the answer. */
const usableShare = 0.7

/** The newest messages that fit beside `text`, oldest first, beginning with something a person said. */
export function fitToContext(
  past: readonly PastMessage[],
  text: string,
  contextTokens = defaultContextTokens,
): PastMessage[] {
  let left = contextTokens * charactersPerToken * usableShare - text.length
  let start = past.length
  while (start > 0) {
    const message = past[start - 1]
    if (!message) break
    left -= message.text.length + (message.pictures?.length ?? 0) * charactersPerPicture
    if (left < 0) break
    start -= 1
  }
  const kept = past.slice(start)
  const firstSaid = kept.findIndex(message => message.role === 'user')
  return firstSaid === -1 ? [] : kept.slice(firstSaid)
}
