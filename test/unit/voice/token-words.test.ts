import { expect, test } from 'vitest'
import { wordsFrom } from '../../../src-main/voice/token-words.ts'

test('pieces become words that end with their last piece', () => {
  expect(wordsFrom(['▁COM', 'PUTER', '▁LIGHTS'], [1, 1.2, 3], 10_000)).toEqual([
    { text: 'COMPUTER', startMs: 11_000, endMs: 11_400 },
    { text: 'LIGHTS', startMs: 13_000, endMs: 13_200 },
  ])
})

test('a recogniser that gives no times gives no words', () => {
  expect(wordsFrom(['▁A'], [], 0)).toBeUndefined()
  expect(wordsFrom([], [], 0)).toBeUndefined()
})
