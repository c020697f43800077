import { afterEach, describe, expect, test } from 'vitest'
import { cutAtEveryByte } from '../proof/outbox/cut-at-every-byte.ts'
import { killBetweenSteps } from '../proof/outbox/kill-between-steps.ts'
import { sendFromEverywhere } from '../proof/outbox/many-senders.ts'
import { disconnectAtRandom } from '../proof/outbox/random-disconnects.ts'
import { testSeed } from '../support/seeded-random.ts'
import { closeTestGateways } from '../support/test-gateway.ts'

const seed = testSeed
const eachOnce = { lost: 0, twice: 0, uncertain: 0, outOfOrder: 0 }

afterEach(closeTestGateways)

describe('each message arrives once and in its order', () => {
  test('wherever the line is cut in its request and the answer', async () => {
    const numbers = await cutAtEveryByte({ amount: 24, seed })
    expect(numbers).toMatchObject(eachOnce)
    expect(numbers.delivered).toBe(numbers.sent)
    expect(numbers.cuts).toBeGreaterThan(20)
  })

  test('while the line is cut at random, in three conversations', async () => {
    const numbers = await disconnectAtRandom({ amount: 200, seed })
    expect(numbers).toMatchObject({ ...eachOnce, sent: 200, delivered: 200, cuts: 20 })
  })

  test('when the app is killed between the steps of a send', async () => {
    const numbers = await killBetweenSteps({ amount: 1, seed })
    expect(numbers).toMatchObject({ ...eachOnce, kills: 6, endedOtherwise: 0 })
  })

  test('from two windows and the command line at once', async () => {
    const numbers = await sendFromEverywhere({ amount: 90, seed })
    expect(numbers).toMatchObject({ ...eachOnce, sent: 90, delivered: 90 })
  })
})
