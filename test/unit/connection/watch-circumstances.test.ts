import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import type { ConnectionState } from '../../../src-shared/connection.ts'
import type { Interfaces } from '../../../src-main/connection/network-interfaces.ts'
import { watchCircumstances } from '../../../src-main/connection/watch-circumstances.ts'
import { createTestClock } from '../../support/test-clock.ts'
import { states } from '../../support/window-fixtures.ts'

const at = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  internal,
  netmask: '',
  mac: '00:00:00:00:00:00',
  cidr: null,
  ...(address.includes(':') ? { family: 'IPv6' as const, scopeid: 0 } : { family: 'IPv4' as const }),
})

const loopback = { lo: [at('127.0.0.1', true), at('::1', true)] }
const wifi: Interfaces = { ...loopback, wlan0: [at('192.0.2.7'), at('fe80::1')] }
const ethernet: Interfaces = { ...loopback, eth0: [at('198.51.100.4')] }

function watching(first: Interfaces, state: ConnectionState = states.waiting) {
  const clock = createTestClock()
  const happened: string[] = []
  const slept: string[] = []
  let setMs = 0
  let interfaces = first
  let sleptMs = 0
  const stop = watchCircumstances(
    {
      state,
      kick: reason => happened.push(reason),
      slept: what => slept.push(what.kind === 'awake' ? `awake after ${what.sleptMs} ms` : what.kind),
      networkAway: away => happened.push(away ? 'away' : 'here'),
    },
    {
      interfaces: () => interfaces,
      clock: { ...clock, now: () => clock.now() + sleptMs + setMs },
      uptime: () => clock.now() + sleptMs,
    },
  )
  return {
    clock,
    happened,
    slept,
    stop,
    /** The clock on the wall is set, by so much. */
    set: (ms: number) => {
      setMs += ms
      clock.pass(60_000)
    },
    be: (next: Interfaces) => {
      interfaces = next
      clock.pass(5_000)
    },
    /** Timers stand still while a computer sleeps; its wall clock does not. */
    sleep: (ms: number) => {
      sleptMs += ms
      clock.pass(15_000)
    },
  }
}

test('another network is worth a try', () => {
  const w = watching(wifi)
  w.be(ethernet)
  expect(w.happened).toEqual(['network'])
})

test('another address on the same network too', () => {
  const w = watching(wifi)
  w.be({ ...loopback, wlan0: [at('192.0.2.8')] })
  expect(w.happened).toEqual(['network'])
})

test('nothing is tried while every network is away, and at once when one is back', () => {
  const w = watching(wifi)
  w.be(loopback)
  expect(w.happened).toEqual(['away'])
  w.be(wifi)
  expect(w.happened).toEqual(['away', 'here', 'network'])
})

test('a computer without any network has not lost one', () => {
  const w = watching(loopback)
  w.clock.pass(60_000)
  expect(w.happened).toEqual([])
})

test('containers that come and go are no other network', () => {
  const w = watching(wifi)
  w.be({ ...wifi, veth1: [at('fe80::2')], docker1: [at('169.254.3.4')] })
  w.be(wifi)
  expect(w.happened).toEqual([])
})

test('time that passes as it should is no sleep', () => {
  const w = watching(wifi, states.online)
  w.clock.pass(10 * 60_000)
  expect(w.happened).toEqual([])
})

test('an open connection is asked whether it lives after any sleep', () => {
  const w = watching(wifi, states.online)
  w.sleep(20_000)
  expect(w.happened).toEqual(['wake'])
})

test('a short sleep on the same network makes no new attempt (macOS wakes for seconds all night)', () => {
  const w = watching(wifi)
  for (let night = 0; night < 10; night++) w.sleep(60_000)
  expect(w.happened).toEqual([])
})

test('a long sleep does', () => {
  const w = watching(wifi)
  w.sleep(10 * 60_000)
  expect(w.happened).toEqual(['wake'])
})

test('a short sleep does when the computer wakes up elsewhere', () => {
  const w = watching(wifi)
  w.be(ethernet)
  w.sleep(60_000)
  expect(w.happened).toEqual(['network', 'wake'])
})

test.each([-86_400_000, -3_600_000, 3_600_000, 86_400_000])(
  'a clock that is set by %i ms is no sleep',
  ms => {
    for (const state of [states.online, states.waiting]) {
      const w = watching(wifi, state)
      w.set(ms)
      expect([w.happened, w.slept]).toEqual([[], []])
    }
  },
)

test('how long the computer slept is told, once for each sleep', () => {
  const w = watching(wifi, states.online)
  w.sleep(8 * 3_600_000)
  w.clock.pass(60_000)
  w.sleep(60_000)
  expect(w.slept).toEqual(['awake after 28800000 ms', 'awake after 60000 ms'])
})

test('ten short wakes of a night ask an open connection each time and dial nothing', () => {
  const w = watching(wifi, states.online)
  for (let night = 0; night < 10; night++) w.sleep(60_000)
  expect(w.happened).toEqual(Array.from({ length: 10 }, () => 'wake'))
})

test('nothing is watched any more once it is stopped', () => {
  const w = watching(wifi)
  w.stop()
  expect(w.clock.waiting()).toBe(0)
})
