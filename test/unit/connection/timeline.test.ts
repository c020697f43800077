import { describe, expect, test } from 'vitest'
import { errorReport } from '../../../src-shared/errors.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import {
  addToTimeline,
  emptyTimeline,
  episodesOf,
  storyLines,
  type TimelineFact,
} from '../../../src-shared/timeline.ts'

const error = errorReport('SERVER_SILENT', { host: 'harbour', silentMs: 3_000 })
const night = Date.parse('2026-03-01T00:00:00Z')
const at = (clock: string, moreMs = 0): number => Date.parse(`2026-03-01T${clock}:00Z`) + moreMs
const clockTime = (ms: number): string => new Date(ms).toISOString().slice(11, 16)

function story(...facts: readonly TimelineFact[]): string[] {
  const { entries } = facts.reduce(addToTimeline, emptyTimeline)
  return storyLines(entries, inEnglish, clockTime)
}

test('a night with the lid closed is one line', () => {
  const lines = story(
    { at: at('03:12'), kind: 'asleep' },
    { at: at('08:01'), kind: 'awake' },
    { at: at('08:01', 900), kind: 'lost', error },
    { at: at('08:01', 1_400), kind: 'came-online' },
  )
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(
    /^03:12 the computer went to sleep · 08:01 the computer woke up · 08:01 connection lost: .*harbour.* · 08:01 back in 1\.4 s$/,
  )
})

test('a loss of which no more is known is said once', () => {
  const lost = errorReport('CONNECTION_LOST', { host: 'harbour' })
  expect(story({ at: at('10:00'), kind: 'lost', error: lost })).toEqual(['10:00 connection lost'])
})

describe('the return is counted', () => {
  const lost = { at: at('10:00', 5_000), kind: 'lost', error } as const
  const back = { at: at('10:00', 7_000), kind: 'came-online' } as const
  test.each([
    ['from the loss, when nothing came before', [], '2.0 s'],
    ['from the wake before it', [{ at: at('10:00', 4_000), kind: 'awake' }], '3.0 s'],
    ['from the network’s return before it', [{ at: at('10:00', 4_500), kind: 'network-back' }], '2.5 s'],
    ['from the loss, when the wake was long ago', [{ at: at('09:00'), kind: 'awake' }], '2.0 s'],
  ] as const)('%s', (_name, before, span) => {
    expect(story(...before, lost, back).at(-1)).toMatch(new RegExp(`10:00 back in ${span}$`))
  })

  test('from the network’s return after it', () => {
    const here = { at: at('10:00', 6_600), kind: 'network-back' } as const
    expect(story(lost, here, back).at(-1)).toMatch(/10:00 the network is back · 10:00 back in 400 ms$/)
  })
})

test('a new line that took over before anything was missed says so', () => {
  expect(story({ at: at('10:00'), kind: 'handed-over' })).toEqual([
    '10:00 a line that had fallen silent was replaced',
  ])
  expect(story({ at: at('10:00'), kind: 'awake' }, { at: at('10:00', 800), kind: 'handed-over' })).toEqual([
    '10:00 the computer woke up · 10:00 back in 800 ms, over a new line',
  ])
})

test('each return ends a line, and what lasts is the newest line', () => {
  const { entries } = [
    { at: night, kind: 'came-online' },
    { at: night + 1, kind: 'awake', sleptMs: 60_000 },
    { at: night + 2, kind: 'kept' },
    { at: night + 3, kind: 'network-away' },
    { at: night + 4, kind: 'lost', error },
  ].reduce((timeline, fact) => addToTimeline(timeline, fact as TimelineFact), emptyTimeline)
  expect(episodesOf(entries).map(episode => episode.map(({ kind }) => kind))).toEqual([
    ['online'],
    ['awake', 'kept'],
    ['network-away', 'lost'],
  ])
})

test('two hundred entries are kept, the newest', () => {
  let timeline = emptyTimeline
  for (let turn = 0; turn < 500; turn++) timeline = addToTimeline(timeline, { at: turn, kind: 'kept' })
  expect(timeline.entries).toHaveLength(200)
  expect(timeline.entries.at(-1)).toEqual({ at: 499, kind: 'kept' })
})
