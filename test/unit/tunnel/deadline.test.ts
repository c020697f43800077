import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startDeadline, type Deadline } from '../../../src-main/tunnel/deadline.ts'

let expired: number
let deadline: Deadline

beforeEach(() => {
  vi.useFakeTimers()
  expired = 0
  deadline = startDeadline(20_000, () => {
    expired += 1
  })
})

afterEach(() => vi.useRealTimers())

test('expires once, after its time', () => {
  vi.advanceTimersByTime(19_999)
  expect(expired).toBe(0)
  vi.advanceTimersByTime(60_000)
  expect(expired).toBe(1)
})

test('stands still while a person is asked, also for two questions at once', () => {
  vi.advanceTimersByTime(15_000)
  deadline.pause()
  deadline.pause()
  vi.advanceTimersByTime(3_600_000)
  deadline.resume()
  vi.advanceTimersByTime(3_600_000)
  expect(expired).toBe(0)
  deadline.resume()
  vi.advanceTimersByTime(4_999)
  expect(expired).toBe(0)
  vi.advanceTimersByTime(1)
  expect(expired).toBe(1)
})

test('never expires once it was cleared, whatever is resumed later', () => {
  deadline.pause()
  deadline.clear()
  deadline.resume()
  vi.advanceTimersByTime(60_000)
  expect(expired).toBe(0)
})
