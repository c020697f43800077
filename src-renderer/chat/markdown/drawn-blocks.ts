// Blocks that were drawn once, kept for when their row scrolls back into sight or becomes a row of history.
import type { ReactNode } from 'react'

const maxBlocks = 4_000
const maxCharacters = 4_000_000

const drawn = new Map<string, ReactNode>()
let characters = 0

/** What `draw` made of this text, now or before. The oldest are forgotten first. */
export function drawnBlock(text: string, draw: (text: string) => ReactNode): ReactNode {
  const known = drawn.get(text)
  if (known !== undefined) {
    drawn.delete(text)
    drawn.set(text, known)
    return known
  }
  const made = draw(text)
  drawn.set(text, made)
  characters += text.length
  for (const oldest of drawn.keys()) {
    if (drawn.size <= maxBlocks && characters <= maxCharacters) break
    drawn.delete(oldest)
    characters -= oldest.length
  }
  return made
}
