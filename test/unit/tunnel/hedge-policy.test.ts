import { describe, expect, test } from 'vitest'
import {
  hedgeBegan,
  hedgeEnded,
  judgeSilence,
  noHedges,
  patienceMs,
  type HedgeHistory,
  type Signs,
} from '../../../src-main/tunnel/hedge-policy.ts'

const calm = 5_000
/** At 100,000 ms a byte came; nothing was used lately, and the line takes 10 ms. */
const quiet: Signs = {
  heardOn: 100_000,
  askedOn: undefined,
  busyOn: 0,
  unheardBytes: 0,
  roundTripMs: 10,
}
const asked: Signs = { ...quiet, askedOn: 101_000 }

describe('how long an answer may take', () => {
  test.each([
    ['on a quick line, half a second', { roundTripMs: 3 }, 500],
    ['on a line of 300 ms, twice that', { roundTripMs: 300 }, 600],
    ['on a slow line, two seconds', { roundTripMs: 1_200 }, 2_000],
    ['on a line slower still, no less than it needs', { roundTripMs: 2_000 }, 2_500],
    ['on a line that was never measured, a second', { roundTripMs: undefined }, 1_000],
    ['behind half a megabyte that is being sent, four seconds more', { unheardBytes: 512_000 }, 4_500],
  ])('%s', (_name, change, ms) => {
    expect(patienceMs({ ...quiet, ...change })).toBe(ms)
  })
})

describe('a silent line', () => {
  test.each([
    ['that nobody uses rests until its keepalive is due', quiet, 101_000, 'wait', 4_000],
    ['that nobody uses is asked at the keepalive’s pace', quiet, 105_000, 'ask', 500],
    ['that was used lately rests for a second', { ...quiet, busyOn: 100_000 }, 100_400, 'wait', 600],
    ['that was used lately is asked every second', { ...quiet, busyOn: 100_000 }, 101_000, 'ask', 500],
    ['that was used long ago is asked no sooner', { ...quiet, busyOn: 85_000 }, 101_000, 'wait', 4_000],
    ['into which something is sent is asked soon', { ...quiet, unheardBytes: 64 }, 100_200, 'ask', 500.5],
    ['that was just asked is given its time', asked, 101_100, 'wait', 400],
    ['that did not answer in time gets a second one', asked, 101_500, 'hedge', 5_000],
    ['that is slow is given longer', { ...asked, roundTripMs: 600 }, 101_500, 'wait', 700],
    [
      'that a large upload fills is given longer',
      { ...asked, unheardBytes: 128_000 },
      101_500,
      'wait',
      1_000,
    ],
  ] as const)('%s', (_name, signs, now, act, lookInMs) => {
    expect(judgeSilence(signs, noHedges, now, calm)).toEqual({ act, lookInMs })
  })

  test.each([
    ['none beside one that is being made', hedgeBegan(noHedges), 5_000],
    ['none where a person is wanted', hedgeEnded(hedgeBegan(noHedges), 'refused', 101_400), 5_000],
    ['none while one cools down', { ...noHedges, coolUntil: 103_000 }, 1_500],
  ])('gets a second line, but %s', (_name, history: HedgeHistory, lookInMs) => {
    expect(judgeSilence(asked, history, 101_500, calm)).toEqual({ act: 'wait', lookInMs })
  })
})

test('a silence of eight seconds with nothing beside it is the truth, and not before', () => {
  const failed = hedgeEnded(hedgeBegan(noHedges), 'unreached', 105_500)
  const judged = (history: HedgeHistory, now: number) => judgeSilence(asked, history, now, calm).act
  expect(judged(failed, 107_900)).toBe('hedge')
  expect(judged(failed, 108_000)).toBe('give-up')
  expect(judged(hedgeBegan(failed), 108_000)).toBe('give-up')
  expect(judged(hedgeBegan(noHedges), 112_000)).toBe('wait')
})

describe('after a second line', () => {
  const cools = (history: HedgeHistory, now: number) => history.coolUntil - now

  test('that took over, another may follow after two seconds', () => {
    const after = hedgeEnded({ ...hedgeBegan(noHedges), wasted: 3 }, 'took-over', 1_000)
    expect(after).toEqual({ ...noHedges, coolUntil: 3_000 })
  })

  test('that never reached the server, the next try is a second away', () => {
    expect(cools(hedgeEnded(hedgeBegan(noHedges), 'unreached', 1_000), 1_000)).toBe(1_000)
  })

  test('made for nothing, the pause doubles from ten seconds up to five minutes', () => {
    let history = noHedges
    const pauses: number[] = []
    for (let turn = 0; turn < 8; turn++) {
      history = hedgeEnded(hedgeBegan(history), 'first-lives', 0)
      pauses.push(cools(history, 0) / 1_000)
    }
    expect(pauses).toEqual([10, 20, 40, 80, 160, 300, 300, 300])
  })
})

test('a line that falls silent is doubted after its patience, whatever it was doing', () => {
  // The clock is turned from look to look, as a timer would.
  for (const busyAgoMs of [0, 60_000]) {
    for (const roundTripMs of [2, 80, 400, 900]) {
      let signs: Signs = { ...quiet, roundTripMs, busyOn: quiet.heardOn - busyAgoMs }
      let now = quiet.heardOn
      let looks = 0
      for (;;) {
        const verdict = judgeSilence(signs, noHedges, now, calm)
        if (verdict.act === 'hedge') break
        if (verdict.act === 'ask') signs = { ...signs, askedOn: now }
        now += verdict.lookInMs
        expect(++looks).toBeLessThan(10)
      }
      const noticedMs = now - quiet.heardOn
      expect(noticedMs).toBe((busyAgoMs === 0 ? 1_000 : calm) + patienceMs(signs))
    }
  }
})
