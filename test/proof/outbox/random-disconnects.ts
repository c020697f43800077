// X2: messages in three conversations while the line is cut at random.
import type { Deliveries } from './judge-deliveries.ts'
import { openGatewayBench } from './gateway-bench.ts'

const sessions = ['agent:main:main', 'agent:main:boat', 'agent:main:garden'] as const

/** `amount` messages, and a tenth as many cuts. */
export async function disconnectAtRandom({
  amount,
  seed,
}: {
  readonly amount: number
  readonly seed: number
}): Promise<Deliveries & { readonly cuts: number }> {
  const bench = await openGatewayBench({ seed })
  const { proxy, random } = bench
  await bench.steady()
  let cuts = 0
  for (let index = 0; index < amount; index += 1) {
    const key = bench.write(random.pick(sessions), `message ${index}`)
    if (index % 10 === 9) {
      cuts += 1
      // In the middle of whatever is said next, or now.
      const way = random.chance(0.5) ? 'up' : 'down'
      const kind = random.pick(['reset', 'finish'] as const)
      if (random.chance(0.6)) proxy.strike({ way, bytes: bench.carried()[way] + random.below(600) }, { kind })
      else proxy[kind]()
    }
    // Sometimes the writer waits for what they wrote, mostly they do not.
    if (random.chance(0.1)) await bench.settled(key)
  }
  await bench.allSettled()
  const numbers = await bench.judge()
  await bench.close()
  return { ...numbers, cuts }
}
