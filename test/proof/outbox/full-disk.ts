// X7: the disk is full while messages are queued. What was not kept is said, and what was kept stays.
import { isAppError } from '../../../src-shared/errors.ts'
import type { Deliveries } from './judge-deliveries.ts'
import { openModelBench } from './model-bench.ts'

/** `amount` messages more are tried after the first that did not fit. */
export async function fillTheDisk({
  amount,
  seed,
}: {
  readonly amount: number
  readonly seed: number
}): Promise<Deliveries & { readonly refused: number; readonly refusedOtherwise: number }> {
  const bench = await openModelBench({ seed, maxBytes: 256 * 1024 })
  let refused = 0
  let refusedOtherwise = 0
  const text = 'x'.repeat(20_000)
  while (refused < amount) {
    try {
      bench.write('agent:main:main', text)
    } catch (error) {
      if (isAppError(error, 'OUTBOX_FULL')) refused += 1
      else refusedOtherwise += 1
    }
  }
  bench.restartApp()
  // What is delivered makes room again.
  await bench.settle()
  bench.write('agent:main:main', text)
  await bench.settle()
  const numbers = bench.judge()
  await bench.close()
  return { ...numbers, refused, refusedOtherwise }
}
