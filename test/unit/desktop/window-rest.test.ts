import { expect, test } from 'vitest'
import { openHeldPages } from '../../../src-main/desktop/held-pages.ts'
import { restAfterMs, restInTray } from '../../../src-main/desktop/window-rest.ts'
import { createTestClock } from '../../support/test-clock.ts'

function openWindow() {
  const clock = createTestClock()
  const listeners = new Set<() => void>()
  let isInTray = false
  let ends = 0
  let isNeeded = false
  const be = (inTray: boolean) => {
    isInTray = inTray
    for (const listener of listeners) listener()
  }
  const window = {
    isInTray: () => isInTray,
    onSeen: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    end: () => {
      ends += 1
      be(false)
    },
  }
  const stop = restInTray(window, () => isNeeded, clock)
  return { clock, be, stop, ends: () => ends, need: (is: boolean) => void (isNeeded = is) }
}

test('a window is ended after a minute in the tray, and not before', () => {
  const { clock, be, ends } = openWindow()
  clock.pass(10 * restAfterMs)
  expect([ends(), clock.waiting()]).toEqual([0, 0])
  be(true)
  clock.pass(restAfterMs - 1)
  expect(ends()).toBe(0)
  clock.pass(1)
  expect([ends(), clock.waiting()]).toEqual([1, 0])
})

test('one that is shown again meanwhile stays, and its minute begins anew', () => {
  const { clock, be, ends } = openWindow()
  be(true)
  clock.pass(restAfterMs - 1)
  be(false)
  clock.pass(restAfterMs)
  be(true)
  clock.pass(restAfterMs - 1)
  expect(ends()).toBe(0)
  clock.pass(1)
  expect(ends()).toBe(1)
})

test('one that is needed stays until it is not', () => {
  const { clock, be, ends, need } = openWindow()
  need(true)
  be(true)
  clock.pass(5 * restAfterMs)
  expect(ends()).toBe(0)
  need(false)
  clock.pass(restAfterMs)
  expect(ends()).toBe(1)
})

test('nothing waits once the app has ended', () => {
  const { clock, be, stop, ends } = openWindow()
  be(true)
  stop()
  expect(clock.waiting()).toBe(0)
  clock.pass(restAfterMs)
  expect(ends()).toBe(0)
})

test('a page is held until it says otherwise or is gone', () => {
  const pages = openHeldPages()
  const [one, other] = [new AbortController(), new AbortController()]
  pages.hold(true, one.signal)
  pages.hold(true, other.signal)
  pages.hold(false, one.signal)
  expect(pages.isAny()).toBe(true)
  other.abort()
  expect(pages.isAny()).toBe(false)
  pages.hold(true, other.signal)
  expect(pages.isAny()).toBe(false)
})
