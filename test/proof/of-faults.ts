// A case of the fault table as the proof takes it.
import type { FaultCase, FaultVerdict } from './faults/fault-case.ts'
import { percentile, type Measure } from './proof-case.ts'

/** The most that a percentile of what was measured may be, in milliseconds. */
export type Limit = { readonly of: string; readonly percent: number; readonly atMostMs: number }

export type FaultMeasure = {
  readonly limits?: readonly Limit[]
  /** Beside what was measured, how often each variant was played and ended as it should. */
  readonly isCounted?: boolean
}

export function ofFaults(play: FaultCase, { limits = [], isCounted = false }: FaultMeasure = {}): Measure {
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
      numbers: { ...Object.fromEntries(numbers), ...(isCounted ? countsOf(walked) : {}) },
      steps: walked,
    }
  }
}

function countsOf(walked: FaultVerdict['walked']): Record<string, number> {
  const names = [...new Set(walked.map(({ what }) => what))].sort()
  return Object.fromEntries(
    names.map(name => [name, walked.filter(({ what, ok }) => ok && what === name).length]),
  )
}
