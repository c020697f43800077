import { expect, test } from 'vitest'
import type { ConnectionState } from '../../../src-shared/connection.ts'
import {
  downAfterMs,
  nothingTold,
  stepNotices,
  type Notice,
} from '../../../src-main/desktop/notice-policy.ts'
import { errors, states } from '../../support/window-fixtures.ts'

const started = 1_000_000
const waiting: ConnectionState = { ...states.waiting, lastOnlineAt: undefined }

/** A person who looks elsewhere, unless `isSeen`. */
function person() {
  let state = nothingTold
  let now = started
  let lookAt: number | undefined
  const told: Notice[] = []
  const see = (connection: ConnectionState, { isSeen = false, prompts = [] as string[] } = {}) => {
    const step = stepNotices(state, { connection, prompts: prompts.map(id => ({ id })), isSeen, now })
    state = step.state
    lookAt = step.lookAt
    if (step.notice) told.push(step.notice)
    return told.map(notice => notice.kind)
  }
  return {
    see,
    told,
    lookAt: () => lookAt,
    pass: (ms: number) => {
      now += ms
    },
  }
}

test('connecting, being connected and disconnecting are no news', () => {
  const p = person()
  for (const state of [states.idle, states.opening, states.online, states.degraded, states.idle]) p.see(state)
  expect(p.told).toEqual([])
})

test('a road that needs a person is told once, also when the other road carries meanwhile', () => {
  const p = person()
  p.see(states.online)
  p.see({ ...states.keyChanged, target: states.sshStopped.target })
  expect(p.see(states.sshStopped)).toEqual(['needs-you'])
  expect(p.see({ ...states.sshStopped, degraded: states.degraded.degraded })).toEqual(['needs-you'])
})

test('a connection that comes back within a minute was never away', () => {
  const p = person()
  p.see(states.online)
  p.see(waiting)
  p.pass(downAfterMs - 1)
  p.see(states.opening)
  p.see(states.online)
  expect(p.told).toEqual([])
})

test('one that is away for a minute is told once, over all attempts, and once more when it is back', () => {
  const p = person()
  p.see(states.online)
  p.see(waiting)
  expect(p.lookAt()).toBe(started + downAfterMs)
  p.pass(downAfterMs)
  expect(p.see(waiting)).toEqual(['down'])
  for (let attempt = 0; attempt < 5; attempt++) {
    p.pass(30_000)
    p.see(states.opening)
    p.see(waiting)
  }
  expect(p.see(states.online)).toEqual(['down', 'back'])
  expect(p.see(states.online)).toEqual(['down', 'back'])
})

test('the minute is counted from the moment the connection was lost', () => {
  const p = person()
  p.pass(downAfterMs)
  expect(p.see({ ...waiting, lastOnlineAt: started })).toEqual(['down'])
})

test('an outage that a person ends is not told as over', () => {
  const p = person()
  p.see(waiting)
  p.pass(downAfterMs)
  p.see(waiting)
  p.see(states.idle)
  p.see(states.opening)
  expect(p.see(states.online)).toEqual(['down'])
})

test('an outage that turns into a question is over when the connection is back', () => {
  const p = person()
  p.see(waiting)
  p.pass(downAfterMs)
  p.see(waiting)
  p.see(states.tokenMissing)
  expect(p.see(states.online)).toEqual(['down', 'needs-you', 'back'])
})

test('the outage of one gateway says nothing about another', () => {
  const p = person()
  p.see(waiting)
  p.pass(downAfterMs)
  p.see(waiting)
  expect(p.see({ ...states.online, target: { kind: 'local' } })).toEqual(['down'])
})

test('a connection that cannot go on without a person is told once, with the reason', () => {
  const p = person()
  p.see(states.opening)
  p.see(states.tokenMissing)
  p.see(states.tokenMissing)
  expect(p.told).toEqual([{ kind: 'needs-you', why: errors.tokenMissing }])
})

test('a question is one notice however long it waits; the next question is another', () => {
  const p = person()
  p.see(states.asking, { prompts: ['1'] })
  p.see(states.asking, { prompts: ['1', '2'] })
  expect(p.see(states.asking, { prompts: ['1', '2'] })).toEqual(['needs-you'])
  expect(p.see(states.opening, { prompts: [] })).toEqual(['needs-you'])
  expect(p.see(states.asking, { prompts: ['3'] })).toEqual(['needs-you', 'needs-you'])
})

test('who looks at the window sees it there, and is not told again when it is hidden', () => {
  const p = person()
  p.see(states.asking, { prompts: ['1'], isSeen: true })
  p.see(states.tokenMissing, { isSeen: true })
  p.see(waiting, { isSeen: true })
  p.pass(downAfterMs)
  p.see(waiting, { isSeen: true })
  expect(p.see(waiting)).toEqual([])
})

test('there is nothing to look at again while nothing is down', () => {
  const p = person()
  for (const state of [states.idle, states.online, states.opening, states.tokenMissing]) {
    p.see(state)
    expect(p.lookAt()).toBeUndefined()
  }
})
