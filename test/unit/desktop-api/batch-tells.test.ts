import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { batchTells, type TellBatch } from '../../../src-main/desktop-api/batch-tells.ts'

let sent: unknown[][]
let batch: TellBatch

beforeEach(() => {
  vi.useFakeTimers()
  sent = []
  batch = batchTells(told => sent.push(told.map(([name, value]) => `${name} ${String(value)}`)))
})
afterEach(() => {
  batch.close()
  vi.useRealTimers()
})

test('what is told after a pause goes at once, and what follows closely in one piece, in order', () => {
  batch.tell('a', 1)
  expect(sent).toEqual([['a 1']])
  batch.tell('b', 2)
  batch.tell('a', 3)
  expect(sent).toEqual([['a 1']])
  vi.advanceTimersByTime(8)
  expect(sent).toEqual([['a 1'], ['b 2', 'a 3']])
})

test('a thousand things in a hundredth of a second take three pieces', () => {
  for (let n = 0; n < 1_000; n += 1) {
    if (n % 100 === 99) vi.advanceTimersByTime(1)
    batch.tell('n', n)
  }
  vi.advanceTimersByTime(8)
  expect(sent.length).toBe(3)
  expect(sent.flat()).toEqual(Array.from({ length: 1_000 }, (_, n) => `n ${n}`))
})

test('what waits is handed on before something else is sent', () => {
  batch.tell('a', 1)
  batch.tell('a', 2)
  batch.flush()
  expect(sent).toEqual([['a 1'], ['a 2']])
  batch.flush()
  vi.advanceTimersByTime(60_000)
  expect(sent).toEqual([['a 1'], ['a 2']])
})

test('once it is quiet nothing is woken any more', () => {
  batch.tell('a', 1)
  vi.advanceTimersByTime(8)
  expect(vi.getTimerCount()).toBe(0)
  batch.tell('a', 2)
  expect(sent).toEqual([['a 1'], ['a 2']])
})

test('closed, it tells nothing more of what waited', () => {
  batch.tell('a', 1)
  batch.tell('a', 2)
  batch.close()
  vi.advanceTimersByTime(60_000)
  expect(sent).toEqual([['a 1']])
})
