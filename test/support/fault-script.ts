// Faults as data: what a network does over time, written down, drawn from a seed, and played again.
import type { FaultProxy } from './fault-proxy.ts'
import type { Way, Weather } from './fault-relay.ts'
import { seededRandom } from './seeded-random.ts'

export type FaultStep = { readonly afterMs: number } & (
  | { readonly fault: 'pass' | 'hold' | 'lose-flows' | 'reset' | 'finish' }
  | { readonly fault: 'black-hole'; readonly direction: 'both' | Way }
  | { readonly fault: 'half-close'; readonly way: Way }
  | { readonly fault: 'refuse' | 'silent'; readonly on: boolean }
  | { readonly fault: 'weather'; readonly change: Partial<Weather> }
)

/** Plays the steps one after the other, each so long after the one before; `wait` is how time passes. */
export async function playFaults(
  proxy: FaultProxy,
  steps: readonly FaultStep[],
  wait: (ms: number) => Promise<void>,
): Promise<void> {
  for (const step of steps) {
    await wait(step.afterMs)
    playFault(proxy, step)
  }
}

function playFault(proxy: FaultProxy, step: FaultStep): void {
  switch (step.fault) {
    case 'pass':
      return proxy.pass()
    case 'hold':
      return proxy.hold()
    case 'lose-flows':
      return void proxy.loseFlows()
    case 'reset':
      return void proxy.reset()
    case 'finish':
      return void proxy.finish()
    case 'black-hole':
      return proxy.blackHole(step.direction)
    case 'half-close':
      return void proxy.halfClose(step.way)
    case 'refuse':
      return proxy.refuse(step.on)
    case 'silent':
      return proxy.silent(step.on)
    case 'weather':
      return proxy.weather(step.change)
  }
}

/** A walk of so many faults, 1 to 3 s apart, each made good before the next: the same seed, the same walk. */
export function randomWalk(seed: number, faults: number): FaultStep[] {
  const random = seededRandom(seed)
  const kinds: readonly (() => FaultStep)[] = [
    () => ({ afterMs: gap(), fault: 'reset' }),
    () => ({ afterMs: gap(), fault: 'finish' }),
    () => ({ afterMs: gap(), fault: 'hold' }),
    () => ({ afterMs: gap(), fault: 'lose-flows' }),
    () => ({ afterMs: gap(), fault: 'black-hole', direction: random.pick(['both', 'up', 'down'] as const) }),
    () => ({ afterMs: gap(), fault: 'half-close', way: random.pick(['up', 'down'] as const) }),
    () => ({ afterMs: gap(), fault: 'refuse', on: true }),
    () => ({ afterMs: gap(), fault: 'silent', on: true }),
    () => ({ afterMs: gap(), fault: 'weather', change: { latencyMs: 50 + random.below(250), jitterMs: 50 } }),
    () => ({ afterMs: gap(), fault: 'weather', change: { pieceBytes: 1 + random.below(3) } }),
  ]
  const gap = (): number => 1_000 + random.below(2_001)
  return Array.from({ length: faults }, () => random.pick(kinds)()).flatMap(step => [
    step,
    { afterMs: gap(), fault: 'pass' } as const,
  ])
}
