import { describe, expect, test } from 'vitest'
import { networkOf, watchGuesses } from '../../../src-main/gateway/guesses.ts'
import { createLockOut } from '../../../src-main/gateway/lock-out.ts'
import type { Visitor } from '../../../src-main/gateway/peer.ts'

const rules = { maxAttempts: 3, windowMs: 60_000, lockoutMs: 300_000, exemptLoopback: true }

function startClock() {
  let now = 1_000
  return { now: () => now, pass: (ms: number) => void (now += ms) }
}

test('the third wrong secret within a minute closes the door for five', () => {
  const clock = startClock()
  const lockOut = createLockOut(rules, clock.now)
  for (const remaining of [0, 0, 300_000]) {
    lockOut.noteWrong('a')
    expect(lockOut.remainingMs('a')).toBe(remaining)
  }
  expect(lockOut.remainingMs('b')).toBe(0)
  clock.pass(299_000)
  expect(lockOut.remainingMs('a')).toBe(1_000)
  clock.pass(1_000)
  expect(lockOut.remainingMs('a')).toBe(0)
})

test('wrong secrets that lie further apart are forgotten', () => {
  const clock = startClock()
  const lockOut = createLockOut(rules, clock.now)
  for (let attempt = 0; attempt < 10; attempt += 1) {
    lockOut.noteWrong('a')
    clock.pass(30_001)
  }
  expect(lockOut.remainingMs('a')).toBe(0)
})

test('a flood of addresses costs no memory without bound', () => {
  const lockOut = createLockOut(rules, () => 0)
  for (let count = 0; count < 3; count += 1) lockOut.noteWrong('first')
  for (let count = 0; count < 10_000; count += 1) lockOut.noteWrong(`address ${count}`)
  expect(lockOut.remainingMs('first')).toBe(0)
})

const direct = (address: string, more: Partial<Visitor['peer']> = {}): Visitor => ({
  peer: {
    address,
    isLoopback: address.startsWith('127.'),
    via: 'direct',
    origin: undefined,
    host: undefined,
    claimedLogin: undefined,
    ...more,
  },
  tailnet: undefined,
})

describe('who is counted', () => {
  async function guess(visitors: Visitor[], more: Partial<typeof rules> = {}) {
    const guesses = watchGuesses({ ...rules, ...more }, () => 0, 0)
    for (const visitor of visitors)
      await guesses.noteWrong(visitor, 'shared-secret', new AbortController().signal)
    return guesses
  }
  const thrice = (visitor: Visitor) => [visitor, visitor, visitor]

  test('an address, and nobody else', async () => {
    const guesses = await guess(thrice(direct('203.0.113.9')))
    expect(guesses.lockedMs(direct('203.0.113.9'), 'shared-secret')).toBe(300_000)
    expect(guesses.lockedMs(direct('203.0.113.10'), 'shared-secret')).toBe(0)
  })

  test('not the tokens of devices with the shared secret', async () => {
    const guesses = await guess(thrice(direct('203.0.113.9')))
    expect(guesses.lockedMs(direct('203.0.113.9'), 'device-token')).toBe(0)
  })

  test('all addresses of one IPv6 network together', async () => {
    const guesses = await guess([
      direct('2001:db8:0:7::1'),
      direct('2001:db8::7:0:0:0:2'),
      direct('2001:0db8:0:7:aa::'),
    ])
    expect(guesses.lockedMs(direct('2001:db8:0:7:ffff::9'), 'shared-secret')).toBe(300_000)
    expect(guesses.lockedMs(direct('2001:db8:0:8::1'), 'shared-secret')).toBe(0)
  })

  test('nobody on this computer, unless it is set so', async () => {
    const free = await guess(thrice(direct('127.0.0.1')))
    expect(free.lockedMs(direct('127.0.0.1'), 'shared-secret')).toBe(0)
    const strict = await guess(thrice(direct('127.0.0.1')), { exemptLoopback: false })
    expect(strict.lockedMs(direct('127.0.0.1'), 'shared-secret')).toBe(300_000)
  })

  test('a page in a browser of this computer, by its origin', async () => {
    const page = direct('127.0.0.1', { origin: 'http://localhost:5173' })
    const guesses = await guess(thrice(page))
    expect(guesses.lockedMs(page, 'shared-secret')).toBe(300_000)
    expect(guesses.lockedMs(direct('127.0.0.1', { origin: 'http://localhost:3000' }), 'shared-secret')).toBe(
      0,
    )
    expect(guesses.lockedMs(direct('127.0.0.1'), 'shared-secret')).toBe(0)
  })

  test('everyone behind Serve together, until Tailscale vouches for somebody', async () => {
    const served = (address: string) => direct(address, { via: 'tailscale' })
    const guesses = await guess([served('100.64.0.1'), served('100.64.0.2'), served('100.64.0.3')])
    expect(guesses.lockedMs(served('100.64.0.4'), 'shared-secret')).toBe(300_000)
    guesses.noteRight(served('100.64.0.4'), 'shared-secret')
    expect(guesses.lockedMs(served('100.64.0.4'), 'shared-secret')).toBe(300_000)
    const known = { ...served('100.64.0.4'), tailnet: { ok: true, login: 'ada@example.com' } as const }
    expect(guesses.lockedMs(known, 'shared-secret')).toBe(0)
  })
})

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4::/64'],
])('%s belongs to %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
