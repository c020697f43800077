import { expect, test } from 'vitest'
import { needsDate } from '../../../../src-renderer/health/story-date.ts'

const today = new Date(2026, 10, 28, 16, 0).getTime()
const thisMorning = new Date(2026, 10, 28, 8, 1).getTime()
const lastNight = new Date(2026, 10, 27, 23, 12).getTime()

test('a moment of today has its time alone', () => {
  expect(needsDate(thisMorning, undefined, today)).toBe(false)
})

test('a night begins with a date, and so does the morning after it', () => {
  expect(needsDate(lastNight, undefined, today)).toBe(true)
  expect(needsDate(lastNight + 60_000, lastNight, today)).toBe(false)
  expect(needsDate(thisMorning, lastNight, today)).toBe(true)
})
