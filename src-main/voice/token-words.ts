// From the pieces that a recogniser writes to words and when they were said.
import type { HeardWord } from './engine.ts'

/** A piece is dated where its sound begins; the last one of a word may last so long. */
const pieceMs = 200

/**
 * Pieces that begin a word begin with a space, or with `▁` as models write it. `seconds` holds the beginning of each,
 * counted from `offsetMs`.
 */
export function wordsFrom(
  pieces: readonly string[],
  seconds: readonly number[],
  offsetMs: number,
): readonly HeardWord[] | undefined {
  if (pieces.length === 0 || pieces.length !== seconds.length) return undefined
  const words: { text: string; startMs: number; endMs: number }[] = []
  pieces.forEach((piece, index) => {
    const startMs = offsetMs + Number(seconds[index]) * 1000
    const text = piece.replace(/^[ ▁]+/, '')
    const last = words.at(-1)
    if (last && text.length === piece.length) {
      last.text += text
      last.endMs = startMs + pieceMs
    } else if (text !== '') words.push({ text, startMs, endMs: startMs + pieceMs })
  })
  return words
}
