import { expect, test } from 'vitest'
import type { TranscriptRow } from '../../../src-main/conversations/messages.ts'
import { blockOf, rowBlocks, rowsInBlock } from '../../../src-main/conversations/row-blocks.ts'

/** Rows of any conversation, and what was asked for. */
function makeBlocks(textOf: (key: string, seq: number) => string = (key, seq) => `${key} ${seq}`) {
  const reads: string[] = []
  const block = rowBlocks((key, from, to) => {
    reads.push(`${key} ${from}-${to}`)
    return Array.from({ length: to - from + 1 }, (_, index): TranscriptRow => {
      const seq = from + index
      const message = { role: 'user', text: textOf(key, seq), idempotencyKey: String(seq) } as const
      return { id: `${key} ${seq}`, conversation: key, seq, at: 0, message }
    })
  })
  return { block, reads }
}

test('a row stands in the block of its hundred', () => {
  expect([1, 100, 101, 200, 201].map(blockOf)).toEqual([0, 0, 1, 1, 2])
})

test('a whole block is read once, and the last one as long as it grows', () => {
  const { block, reads } = makeBlocks()
  const first = { id: 'a', key: 'k', lastSeq: 130 }
  expect(block(first, 0)).toHaveLength(rowsInBlock)
  expect(block(first, 1).map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, index) => 101 + index))
  const grown = { ...first, lastSeq: 131 }
  expect(block(grown, 0)).toBe(block(grown, 0))
  expect(block(grown, 1)).toHaveLength(31)
  expect(reads).toEqual(['k 1-100', 'k 101-130', 'k 101-131'])
})

test('a conversation that takes the place of another is read anew', () => {
  const { block, reads } = makeBlocks()
  block({ id: 'a', key: 'k', lastSeq: 100 }, 0)
  block({ id: 'b', key: 'k', lastSeq: 100 }, 0)
  expect(reads).toHaveLength(2)
})

test('no more is kept than there may be; what was not asked for is forgotten first', () => {
  const { block, reads } = makeBlocks(() => 'x'.repeat(15_000))
  const long = { id: 'a', key: 'k', lastSeq: 1_000 }
  for (const index of [0, 1, 0, 2]) block(long, index)
  reads.length = 0
  for (const index of [0, 2]) block(long, index)
  expect(reads).toEqual([])
  block(long, 1)
  expect(reads).toEqual(['k 101-200'])
})
