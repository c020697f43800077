import { expect, test } from 'vitest'
import { ago, table } from '../../../src-main/cli/table.ts'

test('columns stay aligned under wide letters, and a cell is one line', () => {
  expect(
    table(
      ['NAME', 'N'],
      [
        ['日本', '1'],
        ['a\nb\tc', '2'],
        ['👩‍👩‍👧', '3'],
        [undefined, '4'],
      ],
    ),
  ).toEqual(['NAME   N', '日本   1', 'a b c  2', '👩‍👩‍👧     3', '       4'])
})

test('what a gateway wrote in a cell cannot move the cursor', () => {
  expect(table(['A'], [['x\u001b[2J\u202ey']])).toEqual(['A', 'x[2Jy'])
})

test('no rows are no table', () => {
  expect(table(['A'], [])).toEqual([])
})

test.each([
  [undefined, ''],
  [-5_000, 'just now'],
  [59_000, 'just now'],
  [60_000, '1 min ago'],
  [7_300_000, '2 h ago'],
  [172_900_000, '2 d ago'],
])('%j ms before now is "%s"', (ms, text) => {
  expect(ago(ms === undefined ? undefined : 1_000_000_000 - ms, 1_000_000_000)).toBe(text)
})
