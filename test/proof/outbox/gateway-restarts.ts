// X4: the gateway restarts, and has forgotten which keys it has seen, at each step of a send.
import type { Deliveries } from './judge-deliveries.ts'
import { openModelBench } from './model-bench.ts'
import type { Mishap } from './model-gateway.ts'

const steps: readonly Mishap[] = [
  'none',
  'lost-on-the-way',
  'answer-lost',
  'restart-before',
  'restart-after',
  'restart-between-answer-and-record',
]

/** `amount` restarts at each step. */
export async function restartGatewayAtEachStep({
  amount,
  seed,
}: {
  readonly amount: number
  readonly seed: number
}): Promise<Deliveries & { readonly restarts: number }> {
  const bench = await openModelBench({ seed })
  let restarts = 0
  for (let round = 0; round < amount; round += 1) {
    for (const mishap of steps) {
      bench.gateway.connect()
      bench.gateway.mishap = mishap
      for (const conversation of ['one', 'other']) bench.write(`agent:main:${conversation}`)
      await bench.gateway.quiet()
      bench.gateway.restart()
      restarts += 1
      bench.write('agent:main:one')
      bench.clock.pass(1_000)
    }
  }
  await bench.settle()
  const numbers = bench.judge()
  await bench.close()
  return { ...numbers, restarts }
}
