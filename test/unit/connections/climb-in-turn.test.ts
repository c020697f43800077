import { expect, test } from 'vitest'
import { climbInTurn } from '../../../src-main/connections/climb-in-turn.ts'
import { createTestClock } from '../../support/test-clock.ts'

/** Connections that begin in this order, and which of them climb. */
function openTurns() {
  const clock = createTestClock()
  const turns = climbInTurn(clock)
  const ends = new Map<string, () => void>()
  let shown: string | undefined
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
  }
  return {
    clock,
    climbing: async () => {
      await settle()
      return [...ends.keys()]
    },
    show: (name: string) => {
      shown = name
      turns.shownMoved()
    },
    begin: (name: string, signal = new AbortController().signal) =>
      turns
        .of(() => shown === name)(signal)
        .then(end => void ends.set(name, end)),
    end: (name: string) => {
      ends.get(name)?.()
      ends.delete(name)
    },
  }
}

test('the one that is shown climbs at once, and those beside it when it has', async () => {
  const { show, begin, end, climbing, clock } = openTurns()
  show('shown')
  void begin('shown')
  for (const name of ['a', 'b', 'c', 'd']) void begin(name)
  expect(await climbing()).toEqual(['shown'])
  end('shown')
  expect(await climbing()).toEqual(['a', 'b', 'c'])
  void begin('shown')
  expect(await climbing()).toEqual(['a', 'b', 'c', 'shown'])
  end('a')
  expect(await climbing()).toEqual(['b', 'c', 'shown'])
  end('shown')
  expect(await climbing()).toEqual(['b', 'c', 'd'])
  for (const name of ['b', 'c', 'd']) end(name)
  expect(clock.waiting()).toBe(0)
})

test('a host that does not answer is waited for half a second', async () => {
  const { show, begin, climbing, clock } = openTurns()
  show('shown')
  for (const name of ['shown', 'a', 'b', 'c', 'd']) void begin(name)
  clock.pass(499)
  expect(await climbing()).toEqual(['shown'])
  clock.pass(1)
  expect(await climbing()).toEqual(['shown', 'a', 'b', 'c'])
  clock.pass(500)
  expect(await climbing()).toEqual(['shown', 'a', 'b', 'c', 'd'])
})

test('one that waits and is turned to waits no longer', async () => {
  const { show, begin, climbing } = openTurns()
  for (const name of ['a', 'b', 'c', 'd', 'e']) void begin(name)
  expect(await climbing()).toEqual(['a', 'b', 'c'])
  show('e')
  expect(await climbing()).toEqual(['a', 'b', 'c', 'e'])
})

test('an attempt that is called off while it waits leaves its place, with the reason', async () => {
  const { begin, end, climbing } = openTurns()
  for (const name of ['a', 'b', 'c']) void begin(name)
  const calledOff = new AbortController()
  const waiting = begin('d', calledOff.signal)
  void begin('e')
  calledOff.abort(new Error('not any more'))
  await expect(waiting).rejects.toThrow('not any more')
  await expect(begin('f', calledOff.signal)).rejects.toThrow('not any more')
  end('a')
  end('a')
  expect(await climbing()).toEqual(['b', 'c', 'e'])
})
