import { array, assert, constantFrom, property } from 'fast-check'
import { expect, test } from 'vitest'
import { syntaxErrorIn } from '../../../../src-renderer/gateway/config-draft.ts'
import { lineDiff } from '../../../../src-renderer/gateway/line-diff.ts'

const text = array(constantFrom('a', 'b', 'c', '')).map(lines => lines.join('\n'))
const linesOf = (whole: string) => whole.replace(/\n$/, '').split('\n')

test('a change shows what went, what came, and two lines around it', () => {
  expect(lineDiff('1\n2\n3\n4\n5\n6\n', '1\n2\n3\n4\nfive\n6\n')).toEqual([
    { kind: 'gap' },
    { kind: 'same', text: '3' },
    { kind: 'same', text: '4' },
    { kind: 'gone', text: '5' },
    { kind: 'new', text: 'five' },
    { kind: 'same', text: '6' },
  ])
})

test('equal texts differ in nothing', () => {
  expect(lineDiff('a\nb\n', 'a\nb')).toEqual([])
})

test('what is taken out was there before, and what is put in is there now', () => {
  assert(
    property(text, text, (before, after) => {
      const rows = lineDiff(before, after)
      const count = (kind: string) => rows.filter(row => row.kind === kind).length
      expect(linesOf(before).length - count('gone') + count('new')).toBe(linesOf(after).length)
      for (const row of rows) {
        if (row.kind === 'gone') expect(linesOf(before)).toContain(row.text)
        if (row.kind === 'new') expect(linesOf(after)).toContain(row.text)
      }
    }),
  )
})

test('a slip is found where it is', () => {
  expect(syntaxErrorIn('{ a: 1 }')).toBeUndefined()
  expect(syntaxErrorIn('{\n  a: ]\n}')).toEqual({ line: 2, column: 6 })
})
