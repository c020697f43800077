// The rows of a conversation, a block at a time, as answers read them back. What is committed never changes, so that a whole
// block is read and parsed once and not for every answer: of a long conversation that took twenty milliseconds.
import type { TranscriptRow } from './messages.ts'

type Block = { readonly rows: readonly TranscriptRow[]; readonly size: number }

/** What is read of a conversation: its id is its own even when its key was another's before. */
type Source = { readonly id: string; readonly key: string; readonly lastSeq: number }

export const rowsInBlock = 100
/** What the largest models read, a few times over. */
const maxKeptCharacters = 4_000_000

/** The block in which a row stands. */
export const blockOf = (seq: number): number => Math.floor((seq - 1) / rowsInBlock)

/** `read` gives the rows `from` to `to`, both included. Whoever gets a block must not change it. */
export function rowBlocks(read: (key: string, from: number, to: number) => readonly TranscriptRow[]) {
  const kept = new Map<string, Block>()
  let keptCharacters = 0

  function forgetOldest() {
    for (const [name, { size }] of kept) {
      if (keptCharacters <= maxKeptCharacters) return
      kept.delete(name)
      keptCharacters -= size
    }
  }

  return ({ id, key, lastSeq }: Source, index: number): readonly TranscriptRow[] => {
    const name = `${id} ${index}`
    const known = kept.get(name)
    if (known) {
      // Moved behind those that were not asked for.
      kept.delete(name)
      kept.set(name, known)
      return known.rows
    }
    const end = (index + 1) * rowsInBlock
    const rows = read(key, end - rowsInBlock + 1, Math.min(end, lastSeq))
    if (end > lastSeq) return rows
    const size = rows.reduce((sum, row) => sum + charactersIn(row), 0)
    kept.set(name, { rows, size })
    keptCharacters += size
    forgetOldest()
    return rows
  }
}

/** About how much there is to read in it. */
export function charactersIn({ message }: TranscriptRow): number {
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
