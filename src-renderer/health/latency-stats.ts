import type { LatencySample } from '../../src-shared/health.ts'

export type LatencyStats = {
  /** All in milliseconds. */
  readonly last: number
  readonly typical: number
  readonly fastest: number
  readonly slowest: number
  readonly spanMs: number
  readonly count: number
}

/** What a row of round trips amounts to; undefined when there is none. `typical` is the median: one slow one does not move it. */
export function latencyStats(samples: readonly LatencySample[]): LatencyStats | undefined {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last) return undefined
  const sorted = samples.map(({ ms }) => ms).toSorted((a, b) => a - b)
  return {
    last: last.ms,
    typical: sorted[Math.floor(sorted.length / 2)] ?? last.ms,
    fastest: sorted[0] ?? last.ms,
    slowest: sorted.at(-1) ?? last.ms,
    spanMs: last.at - first.at,
    count: samples.length,
  }
}
