import { expect, test } from 'vitest'
import { chooseCut } from '../../../src-main/conversations/compaction.ts'
import type { Exchange } from '../../../src-main/conversations/exchanges.ts'

function exchange(firstSeq: number): Exchange {
  return { firstSeq, messages: [{ role: 'user', text: 'x'.repeat(300) }] }
}

test('the newest exchanges are kept as they are, as far as there is room for them', () => {
  const exchanges = [exchange(1), exchange(3), exchange(5)]
  expect(chooseCut(exchanges, 200)).toMatchObject({ coversTo: 1, condensed: [{ firstSeq: 1 }] })
  expect(chooseCut(exchanges, 100)).toMatchObject({ coversTo: 3 })
  expect(chooseCut(exchanges, 0)).toMatchObject({ coversTo: 5 })
  expect(chooseCut(exchanges, 10_000)).toBeUndefined()
  expect(chooseCut([], 0)).toBeUndefined()
})

test('what has no answer yet is never cut off', () => {
  expect(chooseCut([exchange(1), exchange(2), exchange(3)], 0, 3)).toMatchObject({ coversTo: 2 })
  expect(chooseCut([exchange(1)], 0, 1)).toBeUndefined()
})
