import { expect, test } from 'vitest'
import { wrongSecretDelay } from '../../../src-main/gateway/wrong-secret-delay.ts'

function recordWaits() {
  const waits: number[] = []
  let now = 0
  const delay = wrongSecretDelay(
    () => now,
    1,
    async ms => void waits.push(ms),
  )
  const guess = (address: string) => delay.holdUp(address, new AbortController().signal)
  return { waits, guess, clear: delay.clear, pass: (ms: number) => void (now += ms) }
}

test('each wrong secret from an address waits longer, up to five seconds', async () => {
  const { waits, guess } = recordWaits()
  for (let attempt = 0; attempt < 8; attempt += 1) await guess('203.0.113.9')
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 5000])
})

test('another address does not wait for the faults of the first', async () => {
  const { waits, guess } = recordWaits()
  await guess('203.0.113.9')
  await guess('203.0.113.9')
  await guess('203.0.113.10')
  expect(waits).toEqual([250, 500, 250])
})

test('a right secret, or a quarter of an hour, begins the count anew', async () => {
  const { waits, guess, clear, pass } = recordWaits()
  await guess('203.0.113.9')
  await guess('203.0.113.9')
  clear('203.0.113.9')
  await guess('203.0.113.9')
  pass(16 * 60_000)
  await guess('203.0.113.9')
  expect(waits).toEqual([250, 500, 250, 250])
})

test('whoever hangs up meanwhile is not waited for', async () => {
  const aborter = new AbortController()
  const delay = wrongSecretDelay(() => 0)
  const held = delay.holdUp('203.0.113.9', aborter.signal)
  aborter.abort()
  await expect(held).resolves.toBeUndefined()
})
