import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { promptLine, promptText } from '../../../../src-main/tunnel/login/prompt-text.ts'

test.each([
  ['Password: ', 'Password:'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b]0;title\u0007text', 'text'],
  ['\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\', 'click'],
  ['\u009b31mred', 'red'],
  ['a\u202Eb\u2066c\u200Bd', 'abcd'],
  ['a\u0000b\u0007c\u007fd', 'abcd'],
  ['one\r\ntwo\rthree', 'one two three'],
  ['\ud800half', 'half'],
  ['Код подтверждения: ', 'Код подтверждения:'],
])('%j is shown as %j on one line', (text, shown) => {
  expect(promptLine(text)).toBe(shown)
})

test('a longer text keeps its lines', () => {
  expect(promptText('first  \r\n\r\nsecond\t\u001b[2J')).toBe('first\n\nsecond')
})

test('nothing a server sends comes out invisible or endless', () => {
  assert(
    property(string({ unit: 'binary', maxLength: 400 }), text => {
      expect(promptLine(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
      expect(promptText(text)).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    }),
  )
  expect(promptText('x'.repeat(1_000_000)).length).toBeLessThanOrEqual(8_192)
})
