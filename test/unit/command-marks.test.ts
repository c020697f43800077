import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { markCommand, markedText, marksIn } from '../../src-shared/command-marks.ts'

test.each([
  ['a plain command', String.raw`git commit -m "one\ntwo" && echo $HOME`, []],
  ['line ends', 'one\ntwo', []],
  ['a name in Cyrillic', 'cat отчёт.txt', []],
  ['a name in Polish', 'cat zażółć.txt', []],
  ['a name in Japanese', 'cat 日本語.txt', []],
  ['a mark that turns the text around', 'rm \u202egpj.exe', [['\u202e', 'direction']]],
  ['an isolate', 'a\u2066b', [['\u2066', 'direction']]],
  ['an Arabic letter mark', 'a\u061cb', [['\u061c', 'direction']]],
  ['a zero-width space', 'su\u200bdo', [['\u200b', 'invisible']]],
  ['a byte order mark', '\ufeffls', [['\ufeff', 'invisible']]],
  ['a Hangul filler', 'ls \u3164', [['\u3164', 'invisible']]],
  ['a tag character', 'ls \u{e0041}', [['\u{e0041}', 'invisible']]],
  ['a variation selector', 'ls\ufe0f', [['\ufe0f', 'invisible']]],
  ['half a surrogate pair', 'ls\ud800', [['\ud800', 'invisible']]],
  ['an escape', 'echo \u001b[2K', [['\u001b', 'control']]],
  ['a carriage return', 'harmless\rrm', [['\r', 'control']]],
  ['a tab', 'a\tb', [['\t', 'control']]],
  ['a NUL', 'a\0b', [['\0', 'control']]],
  ['a no-break space', 'rm\u00a0-r', [['\u00a0', 'blank']]],
  ['a line separator', 'a\u2028b', [['\u2028', 'blank']]],
  ['a Cyrillic a among Latin letters', 'c\u0430t x', [['\u0430', 'look-alike', 'a']]],
  ['a Greek omicron in a host', 'ssh h\u03bfst', [['\u03bf', 'look-alike', 'o']]],
  [
    'a word of look-alikes alone',
    '\u0440\u0430\u0441 x',
    [
      ['\u0440', 'look-alike', 'p'],
      ['\u0430', 'look-alike', 'a'],
      ['\u0441', 'look-alike', 'c'],
    ],
  ],
  ['a long dash before an option', 'rm \u2013force', [['\u2013', 'look-alike', '-']]],
  ['a Greek question mark', 'a\u037eb', [['\u037e', 'look-alike', ';']]],
  ['a fraction slash', 'example.com\u2044x', [['\u2044', 'look-alike', '/']]],
  ['a full-width letter', 'c\uff41t', [['\uff41', 'look-alike', 'a']]],
  ['a mathematical letter', '\u{1d41a}', [['\u{1d41a}', 'look-alike', 'a']]],
])('%s is marked for what it is', (_, command, expected) => {
  const marked = markCommand(command).filter(({ mark }) => mark !== undefined)
  expect(marked.map(({ text, mark, like }) => [text, mark, ...(like === undefined ? [] : [like])])).toEqual(
    expected,
  )
})

test('the pieces make up the command again, and nothing that is left unmarked is invisible', () => {
  assert(
    property(string({ unit: 'binary' }), command => {
      const pieces = markCommand(command)
      expect(pieces.map(({ text }) => text).join('')).toBe(command)
      const plain = pieces.flatMap(({ text, mark }) => (mark === undefined ? text : [])).join('')
      expect(plain).not.toMatch(/[^\P{C}\n]/u)
    }),
  )
})

test('each kind is named once, and plain text says which character it is', () => {
  expect(marksIn(markCommand('a\u200bb\u200bc\u202e'))).toEqual(['invisible', 'direction'])
  expect(markedText('c\u0430t \u202ex')).toBe('c[U+0430 like a]t [U+202E]x')
})
