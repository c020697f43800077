// X5: four minutes, six minutes, two hours and three days away, with messages queued and some cut in the middle.
import { seededRandom } from '../../support/seeded-random.ts'
import type { Deliveries } from './judge-deliveries.ts'
import { openModelBench } from './model-bench.ts'

const minute = 60_000
const absences = [4 * minute, 6 * minute, 120 * minute, 3 * 24 * 60 * minute]

/** `amount` messages are queued in each absence. */
export async function stayAway({
  amount,
  seed,
}: {
  readonly amount: number
  readonly seed: number
}): Promise<Deliveries & { readonly absences: number; readonly queuedInEach: number }> {
  const random = seededRandom(seed)
  const bench = await openModelBench({ seed })
  let queued = 0
  for (const absence of absences) {
    for (const restarts of [false, true]) {
      bench.gateway.connect()
      bench.gateway.mishap = random.pick(['lost-on-the-way', 'answer-lost'] as const)
      bench.write('agent:main:main')
      await bench.gateway.quiet()
      for (let count = 0; count < amount; count += 1) {
        bench.clock.pass(Math.floor(absence / amount))
        bench.write(random.pick(['agent:main:main', 'agent:main:boat', 'agent:main:garden']))
        queued += 1
        if (random.chance(0.05)) bench.restartApp()
      }
      if (restarts) bench.gateway.restart()
      await bench.settle()
    }
  }
  const numbers = bench.judge()
  await bench.close()
  const played = absences.length * 2
  return { ...numbers, absences: played, queuedInEach: queued / played }
}
