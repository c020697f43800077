import { expect, test } from 'vitest'
import { sayAgo, sayDuration, saySpan } from '../../src-shared/time-words.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'

test.each([
  [0, '< 1 ms'],
  [1, '1 ms'],
  [41.6, '42 ms'],
  [1400, '1.4 s'],
  [9960, '10 s'],
  [59_400, '59 s'],
  [125_000, '2 min 05 s'],
])('%d ms were measured: %s', (ms, words) => {
  expect(sayDuration(ms, inEnglish)).toBe(words)
})

test.each([
  [-5, '0 s'],
  [45_000, '45 s'],
  [12 * 60_000, '12 min'],
  [3 * 3_600_000, '3 h'],
  [200 * 60_000, '3 h 20 min'],
  [98 * 3_600_000, '4 d 2 h'],
  [48 * 3_600_000, '2 d'],
])('%d ms have passed: %s', (ms, words) => {
  expect(saySpan(ms, inEnglish)).toBe(words)
})

test('what has only just happened is not counted in seconds', () => {
  expect(sayAgo(1000, 2500, inEnglish)).toBe('just now')
  expect(sayAgo(1000, 13_000, inEnglish)).toBe('12 s ago')
})
