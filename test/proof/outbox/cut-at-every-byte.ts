// X1: the line is cut at every byte of a message's request and of the answer to it.
import type { Deliveries } from './judge-deliveries.ts'
import { openGatewayBench } from './gateway-bench.ts'

/** The answer, and the beginning of the first event behind it. */
const answerBytes = 400

/** `amount` cuts, evenly over all positions; with twice as many as there are, each is met by a reset and by an end. */
export async function cutAtEveryByte({
  amount,
  seed,
}: {
  readonly amount: number
  readonly seed: number
}): Promise<Deliveries & { readonly cuts: number; readonly positions: number }> {
  const bench = await openGatewayBench({ seed })
  const { proxy, random } = bench
  const session = 'agent:main:main'
  const text = (index: number) => `message ${String(index).padStart(5, '0')}`

  const start = await bench.steady()
  await bench.settled(bench.write(session, text(0)))
  const length = { up: proxy.bytes('up') - start.up, down: answerBytes }
  const positions = length.up + length.down
  const step = Math.max(0.5, positions / amount)
  const first = random.below(Math.ceil(step))
  let cuts = 0
  let index = 0
  for (let at = first; at < positions; at += step) {
    const place = Math.floor(at)
    const way = place < length.up ? 'up' : 'down'
    const offset = way === 'up' ? place : place - length.up
    const carried = await bench.steady()
    const connection = proxy.accepted() - 1
    const isOtherEnd = step < 1 ? at % 1 >= 0.5 : random.chance(0.5)
    const kind = isOtherEnd ? 'reset' : 'finish'
    proxy.strike({ way, bytes: carried[way] + offset, connection }, { kind })
    index += 1
    await bench.settled(bench.write(session, text(index)))
    // What comes last is cut when the message is over already.
    await bench.carriedOrGone(way, carried[way] + offset, connection)
    cuts += 1
    if (proxy.accepted() - 1 === connection) await bench.cut()
  }
  await bench.allSettled()
  const numbers = await bench.judge()
  await bench.close()
  return { ...numbers, cuts, positions }
}
