// A case of the fault table as the proof takes it.
import type { FaultCase } from './faults/fault-case.ts'
import { percentile, type Measure } from './proof-case.ts'

/** The most that a percentile of what was measured may be, in milliseconds. */
export type Limit = { readonly of: string; readonly percent: number; readonly atMostMs: number }

export function ofFaults(play: FaultCase, limits: readonly Limit[] = []): Measure {
  return async options => {
    const { played, passed, failures, measured, walked } = await play(options)
    const tooSlow = limits.flatMap(({ of, percent, atMostMs }) => {
      const ms = percentile(measured[of] ?? [], percent)
      return ms <= atMostMs ? [] : [`${of}: p${percent} is ${Math.round(ms)} ms, not ${atMostMs}`]
    })
    const numbers = Object.entries(measured).flatMap(([name, all]) =>
      [50, 95, 99].map(percent => [`${name} p${percent} ms`, Math.round(percentile(all, percent))] as const),
    )
    return {
      played,
      passed,
      failures: [...failures, ...tooSlow],
      numbers: Object.fromEntries(numbers),
      steps: walked,
    }
  }
}
