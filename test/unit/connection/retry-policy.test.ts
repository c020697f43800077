import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { errorReport, type ErrorReport } from '../../../src-shared/errors.ts'
import {
  admitKick,
  noKicks,
  quietPollDelay,
  planRetry,
  longestWait,
} from '../../../src-shared/retry-policy.ts'

const lost = errorReport('CONNECTION_LOST', { host: 'server' })
const closedEarly = errorReport('SSH_CLOSED_EARLY', { host: 'server', port: 22 })
const notListening = errorReport('GATEWAY_NOT_LISTENING', { host: 'server', to: '127.0.0.1:18789' })
const refused = errorReport('TCP_REFUSED', { host: 'server', port: 22 })
const starting = (retryAfterMs?: number) => errorReport('GATEWAY_STARTING', { retryAfterMs })
const limited = (retryAfterMs?: number) => errorReport('GATEWAY_RATE_LIMITED', { retryAfterMs })

const plan = (error: ErrorReport, failures: number, random: number, earlyCloses = 0) =>
  planRetry(error, { failures, earlyCloses }, random)

test.each([
  ['the first retry is immediate', lost, 1, 0.99, 0],
  ['the second waits at least half a second', lost, 2, 0, 500],
  ['the second waits at most a second', lost, 2, 0.999, 999],
  ['the third doubles', lost, 3, 0.999, 1_998],
  ['the sixth is within sixteen seconds', lost, 6, 0.5, 8_000],
  ['the cap is thirty seconds', lost, 40, 0.5, 15_000],
  ['a port that refuses is asked every second at first', refused, 20, 0.999, 999],
  ['then every five', refused, 60, 0.999, 4_995],
  ['and at last no more often than anything else', refused, 200, 0.5, 15_000],
  ['a gateway that is not there is asked more slowly from the start', notListening, 1, 0, 2_000],
  ['and at most every fifteen seconds', notListening, 30, 0.5, 8_500],
  ['a starting gateway is asked when it said', starting(500), 1, 0, 500],
  ['a starting gateway that says nothing is asked after a second', starting(), 1, 0, 1_000],
  ['a rate limit is waited out', limited(30_000), 1, 0, 30_000],
  ['a rate limit without a time is a minute', limited(), 1, 0, 60_000],
  ['a rate limit of a day is not believed', limited(86_400_000), 1, 0, 900_000],
  ['a negative hint is not believed', starting(-5), 1, 0, 1_000],
] as const)('%s', (_, error, failures, random, delayMs) => {
  expect(plan(error, failures, random)).toEqual({ delayMs, error })
})

test('the longest wait is what is asked for', () => {
  const capped = (capMs: number) => planRetry(lost, { failures: 40, earlyCloses: 0 }, 0.5, capMs).delayMs
  expect(capped(5_000)).toBe(2_500)
  expect(capped(600_000)).toBe(300_000)
})

test('no wait is shorter than half a second after the first, nor longer than thirty, however long it fails', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 10_000 }),
      fc.double({ min: 0, max: 0.999_999, noNaN: true }),
      (n, random) => {
        const { delayMs } = plan(lost, n, random)
        return delayMs >= 500 && delayMs <= 30_000
      },
    ),
  )
})

test('a server that closes at once three times is left alone for five minutes, and it says why', () => {
  expect(plan(closedEarly, 2, 0, 2).error.code).toBe('SSH_CLOSED_EARLY')
  const throttled = plan(closedEarly, 3, 0.5, 3)
  expect(throttled.error.code).toBe('SERVER_THROTTLING')
  expect(throttled.delayMs).toBeGreaterThanOrEqual(300_000)
  expect(throttled.delayMs).toBeLessThanOrEqual(330_000)
})

test('an approval is asked for every three seconds at first and every fifteen at last', () => {
  expect(quietPollDelay(0, 0.5)).toBe(3_000)
  expect(quietPollDelay(50, 0.5)).toBe(15_000)
})

test('kicks within a second count once, and three in two minutes are followed by five quiet ones', () => {
  const allowed: number[] = []
  let history = noKicks
  const kickAt = (seconds: number) => {
    const answer = admitKick(history, seconds * 1_000)
    history = answer.history
    if (answer.allowed) allowed.push(seconds)
  }
  for (const seconds of [0, 0.5, 10, 20, 30, 40, 200, 320, 331]) kickAt(seconds)
  expect(allowed).toEqual([0, 10, 20, 331])
})

test('a kick now and then is always taken', () => {
  let history = noKicks
  for (let at = 0; at < 3_600_000; at += 60_000) {
    const answer = admitKick(history, at)
    history = answer.history
    expect(answer.allowed).toBe(true)
  }
})

test.each([
  [true, true, 30_000],
  [true, false, 30_000],
  [false, false, 30_000],
  [false, true, 60_000],
])(
  'with a window that is seen: %s, and a battery that pays: %s, no wait is longer than %d ms',
  (isSeen, onBattery, ms) => {
    expect(longestWait(30_000, { isSeen, onBattery })).toBe(ms)
  },
)
