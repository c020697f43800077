import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toMessages } from '../../../../src-main/channels/telegram/split-text.ts'

const one = (markdown: string) => toMessages(markdown, 4096)[0]

test.each([
  ['# A title', 'A title', [{ type: 'bold', offset: 0, length: 7 }]],
  [
    '**bold _both_**',
    'bold both',
    [
      { type: 'bold', offset: 0, length: 9 },
      { type: 'italic', offset: 5, length: 4 },
    ],
  ],
  [
    '~~gone~~ `x < y`',
    'gone x < y',
    [
      { type: 'strikethrough', offset: 0, length: 4 },
      { type: 'code', offset: 5, length: 5 },
    ],
  ],
  ['```js\na < b\n```', 'a < b', [{ type: 'pre', language: 'js', offset: 0, length: 5 }]],
  [
    '[site](https://example.org)',
    'site',
    [{ type: 'text_link', url: 'https://example.org', offset: 0, length: 4 }],
  ],
  ['[trap](javascript:alert(1))', 'trap', []],
  ['https://example.org', 'https://example.org', []],
  ['> quoted\n> twice', 'quoted\ntwice', [{ type: 'blockquote', offset: 0, length: 12 }]],
  ['😀 **b**', '😀 b', [{ type: 'bold', offset: 3, length: 1 }]],
  ['1 < 2 & <b>3</b>', '1 < 2 & <b>3</b>', []],
])('%j is shown with what it means', (markdown, text, entities) => {
  expect(one(markdown)).toEqual({ text, entities })
})

test('lists and tables stay readable', () => {
  expect(one('- a\n- b\n  1. c\n- [x] d')?.text).toBe('• a\n• b\n   1. c\n☑ d')
  expect(one('| a | long |\n|---|---|\n| 1 | 2 |')).toMatchObject({
    text: 'a | long\n--|-----\n1 | 2',
    entities: [{ type: 'pre' }],
  })
})

test('a long answer is cut between its blocks, and a block of code stays code in both halves', () => {
  const messages = toMessages(`${'word '.repeat(15)}\n\n\`\`\`\n${'line\n'.repeat(30)}\`\`\``, 100)
  expect(messages[0]?.text).toBe('word '.repeat(15).trim())
  expect(
    messages
      .slice(1)
      .every(({ text, entities }) => entities[0]?.type === 'pre' && entities[0].length === text.length),
  ).toBe(true)
})

test('nothing to read is no message', () => {
  expect(toMessages(' \n\n ', 100)).toEqual([])
})

test('whatever is said arrives whole: no message is too long, no entity reaches out of its text', () => {
  const markdown = fc.array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom('\n\n', '**', '```\n', '`', '- ', '> ', '😀', '| a | b |\n|--|--|\n'),
    ),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(markdown, fc.integer({ min: 20, max: 200 }), (pieces, maxLength) => {
      for (const { text, entities } of toMessages(pieces.join(''), maxLength)) {
        expect(text.length).toBeLessThanOrEqual(maxLength)
        expect(text.isWellFormed()).toBe(true)
        for (const { offset, length } of entities) {
          expect(offset).toBeGreaterThanOrEqual(0)
          expect(length).toBeGreaterThan(0)
          expect(offset + length).toBeLessThanOrEqual(text.length)
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('plain words come out as they went in, however they are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 80 }), words => {
      const said = words.join(' ')
      expect(
        toMessages(said, 40)
          .map(({ text }) => text)
          .join(' '),
      ).toBe(said)
    }),
  )
})
