// X9: random happenings in any order, against what must hold after each walk.
import * as fc from 'fast-check'
import { openModelBench, type ModelBench } from './model-bench.ts'
import type { Mishap } from './model-gateway.ts'

const sessions = ['agent:main:main', 'agent:main:boat'] as const
const mishaps: readonly Mishap[] = [
  'none',
  'lost-on-the-way',
  'answer-lost',
  'busy',
  'restart-before',
  'restart-after',
]

type Move =
  | { readonly kind: 'write'; readonly session: number; readonly text: string }
  | { readonly kind: 'mishap'; readonly which: number }
  | { readonly kind: 'connect' | 'cut' | 'restart-gateway' | 'restart-app' | 'run' }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'begin-anew'; readonly session: number }
  | { readonly kind: 'discard-question' | 'send-again' | 'check' }

const session = fc.nat(sessions.length - 1)
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      session,
      text: fc.oneof(fc.constantFrom('yes', '/status', ''), fc.string({ unit: 'grapheme' })),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('mishap' as const), which: fc.nat(mishaps.length - 1) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('connect', 'cut', 'restart-gateway', 'restart-app', 'run', 'run'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.oneof(fc.nat(5_000), fc.nat(600_000), fc.nat(300_000_000)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('begin-anew' as const), session }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('discard-question', 'send-again', 'check') }),
  },
)

export type ModelNumbers = {
  readonly walks: number
  readonly sent: number
  readonly lost: number
  readonly twice: number
  readonly uncertain: number
  readonly outOfOrder: number
  /** The shortest walk that broke a rule; empty when none did. */
  readonly counterExample: string
}

/** `amount` walks; the person's own word counts: what they send again may arrive twice, what they discard may not. */
export async function walkAtRandom({
  amount,
  seed,
}: {
  readonly amount: number
  readonly seed: number
}): Promise<ModelNumbers> {
  const sum = { sent: 0, lost: 0, twice: 0, uncertain: 0, outOfOrder: 0 }
  const kind = fc.record({ writesKeys: fc.boolean(), tells: fc.boolean() })
  const walks = fc.array(move, { minLength: 5, maxLength: 40, size: 'max' })
  const property = fc.asyncProperty(walks, kind, async (moves, gateway) => {
    const bench = await openModelBench({ seed, ...gateway })
    try {
      await walk(bench, moves)
      await bench.settle()
      const numbers = bench.judge()
      sum.sent += numbers.sent
      sum.uncertain += numbers.uncertain
      sum.lost += numbers.lost
      sum.outOfOrder += numbers.outOfOrder
      sum.twice += numbers.twice
      return numbers.lost === 0 && numbers.twice === 0 && numbers.outOfOrder === 0
    } finally {
      await bench.close()
    }
  })
  const outcome = await fc.check(property, { numRuns: amount, seed })
  const counterExample = outcome.failed ? fc.stringify(outcome.counterexample) : ''
  return { walks: outcome.numRuns, ...sum, counterExample }
}

async function walk(bench: ModelBench, moves: readonly Move[]): Promise<void> {
  const { gateway, clock } = bench
  for (const one of moves) {
    const [question] = bench.questions
    switch (one.kind) {
      case 'write':
        bench.write(sessions[one.session] ?? sessions[0], one.text)
        break
      case 'mishap':
        gateway.mishap = mishaps[one.which] ?? 'none'
        break
      case 'connect':
        gateway.connect()
        break
      case 'cut':
        gateway.cut()
        break
      case 'restart-gateway':
        gateway.restart()
        break
      case 'restart-app':
        bench.restartApp()
        break
      case 'run':
        await gateway.quiet()
        break
      case 'pass':
        clock.pass(one.ms)
        break
      case 'begin-anew':
        gateway.beginAnew(sessions[one.session] ?? sessions[0])
        break
      case 'check':
        if (question) bench.outbox().check(question)
        break
      case 'discard-question':
        if (question) bench.discard(question)
        break
      case 'send-again':
        if (question) bench.sendAgain(question)
    }
  }
}
