import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startKeepalive, type Keepalive } from '../../../../src-main/tunnel/built-in/keepalive.ts'

let keepalive: Keepalive
let pings: number
let silences: number[]

beforeEach(() => {
  vi.useFakeTimers()
  pings = 0
  silences = []
  keepalive = startKeepalive({
    intervalMs: 5_000,
    countMax: 2,
    ping: () => {
      pings += 1
    },
    onDead: silentMs => silences.push(silentMs),
  })
})

afterEach(() => {
  keepalive.stop()
  vi.useRealTimers()
})

test('silence is questioned twice and then taken for death, three intervals after the last byte', () => {
  vi.advanceTimersByTime(14_999)
  expect(pings).toBe(2)
  expect(silences).toEqual([])
  vi.advanceTimersByTime(1)
  vi.runOnlyPendingTimers()
  expect(silences).toEqual([15_000])
})

test('any byte counts as life, and a busy line is not questioned', () => {
  for (let second = 0; second < 60; second++) {
    vi.advanceTimersByTime(1_000)
    keepalive.heard()
  }
  expect(pings).toBe(0)
  expect(keepalive.lastHeardAt()).toBe(Date.now())
})

test('a byte after a question starts the count again', () => {
  vi.advanceTimersByTime(11_000)
  expect(pings).toBe(2)
  keepalive.heard()
  vi.advanceTimersByTime(14_999)
  expect(silences).toEqual([])
  vi.advanceTimersByTime(1)
  vi.runOnlyPendingTimers()
  expect(silences).toEqual([15_000])
})

test('a quiet line whose answers come at once is alive, though each is an interval old when it is looked at', () => {
  keepalive.stop()
  keepalive = startKeepalive({
    intervalMs: 5_000,
    countMax: 2,
    ping: () => {
      pings += 1
      keepalive.heard()
    },
    onDead: silentMs => silences.push(silentMs),
  })
  vi.advanceTimersByTime(60_000)
  expect(silences).toEqual([])
  expect(pings).toBe(12)
})

test('after a pause of the whole process nobody is dead before having been asked', () => {
  // As after sleep: the clock has run on while no timer did.
  vi.setSystemTime(Date.now() + 8 * 3_600_000)
  vi.advanceTimersByTime(5_000)
  expect(silences).toEqual([])
  keepalive.heard()
  vi.advanceTimersByTime(5_000)
  expect(silences).toEqual([])
})

test('what came while the process stood still is read before the line is called dead', async () => {
  keepalive.stop()
  vi.useRealTimers()
  const far = Promise.withResolvers<Socket>()
  const server = createServer(far.resolve).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1')
  keepalive = startKeepalive({
    intervalMs: 1_000,
    countMax: 0,
    ping: () => undefined,
    onDead: silentMs => silences.push(silentMs),
  })
  near.on('data', () => keepalive.heard())
  const socket = await far.promise
  socket.write('x')
  // Everything that this process would do, and not what the system does, waits for longer than silence is borne.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500)
  await once(near, 'data')
  keepalive.stop()
  expect(silences).toEqual([])
  near.destroy()
  socket.destroy()
  server.close()
})

test('once stopped it asks and tells nothing', () => {
  keepalive.stop()
  vi.advanceTimersByTime(60_000)
  expect(pings).toBe(0)
  expect(silences).toEqual([])
})
