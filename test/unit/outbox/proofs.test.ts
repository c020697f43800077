import { describe, expect, test } from 'vitest'
import { tellEventsInDisorder } from '../../proof/outbox/events-in-disorder.ts'
import { fillTheDisk } from '../../proof/outbox/full-disk.ts'
import { restartGatewayAtEachStep } from '../../proof/outbox/gateway-restarts.ts'
import { stayAway } from '../../proof/outbox/long-absences.ts'
import { walkAtRandom } from '../../proof/outbox/outbox-model.ts'
import { testSeed } from '../../support/seeded-random.ts'

const seed = testSeed
const eachOnce = { lost: 0, twice: 0, outOfOrder: 0 }

describe('each message arrives once and in its order', () => {
  test('when the gateway restarts and forgets, at each step of a send', async () => {
    const numbers = await restartGatewayAtEachStep({ amount: 3, seed })
    expect(numbers).toMatchObject({ ...eachOnce, uncertain: 0, sent: 54, delivered: 54, restarts: 18 })
  })

  test('after four minutes, six minutes, two hours and three days away', async () => {
    const numbers = await stayAway({ amount: 6, seed })
    expect(numbers).toMatchObject({ ...eachOnce, uncertain: 0, sent: 56, delivered: 56 })
  })

  test('when the disk was full in between, and what did not fit was said', async () => {
    const numbers = await fillTheDisk({ amount: 3, seed })
    expect(numbers).toMatchObject({ ...eachOnce, uncertain: 0, refused: 3, refusedOtherwise: 0 })
    expect(numbers.delivered).toBe(numbers.sent)
  })

  test('whatever happens in whatever order, but for what the person is asked about', async () => {
    const { sent, counterExample, ...numbers } = await walkAtRandom({ amount: 25, seed })
    expect(counterExample).toBe('')
    expect(numbers).toMatchObject(eachOnce)
    expect(sent).toBeGreaterThan(100)
  })
})

test('events twice, out of order or not at all leave a screen that is what history says', async () => {
  const numbers = await tellEventsInDisorder({ amount: 2_000, seed })
  expect(numbers).toMatchObject({ wrong: 0, blanked: 0, doubled: 0 })
})
