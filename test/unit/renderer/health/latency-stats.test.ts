import { expect, test } from 'vitest'
import { latencyStats } from '../../../../src-renderer/health/latency-stats.ts'

test('one slow round trip does not move the typical one', () => {
  const samples = [40, 42, 41, 1800, 43].map((ms, index) => ({ at: index * 30_000, ms }))

  expect(latencyStats(samples)).toEqual({
    last: 43,
    typical: 42,
    fastest: 40,
    slowest: 1800,
    spanMs: 120_000,
    count: 5,
  })
})

test('nothing measured is nothing said', () => {
  expect(latencyStats([])).toBeUndefined()
})
