import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { memorySparer } from '../../../src-main/cli/spare-memory.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a flood of bad frames makes the process spare memory, until it has been quiet', () => {
  const set: string[] = []
  const note = memorySparer(flag => set.push(flag))
  for (let frame = 0; frame < 99; frame += 1) note()
  expect(set).toEqual([])
  for (let frame = 0; frame < 500; frame += 1) note()
  expect(set).toEqual(['--optimize-for-size'])
  vi.advanceTimersByTime(59_000)
  note()
  vi.advanceTimersByTime(59_000)
  expect(set).toHaveLength(1)
  vi.advanceTimersByTime(1_001)
  expect(set).toEqual(['--optimize-for-size', '--no-optimize-for-size'])
})

test('a bad frame now and then changes nothing', () => {
  const set: string[] = []
  const note = memorySparer(flag => set.push(flag))
  for (let frame = 0; frame < 300; frame += 1) {
    note()
    if (frame % 50 === 0) vi.advanceTimersByTime(60_001)
  }
  expect(set).toEqual([])
})
