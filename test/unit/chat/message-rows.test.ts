import { expect, test } from 'vitest'
import { applyHistory, applyOlderHistory, historyAsked } from '../../../src-shared/chat-sync.ts'
import { newTranscript } from '../../../src-shared/chat.ts'
import { rowCache } from '../../../src-renderer/chat/message-rows.ts'
import { mainKey, page, rows } from '../../support/chat-events.ts'

const at = (day: number, hour: number) => new Date(2026, 9, day, hour).getTime()
const row = (text: string, timestamp: number) => ({ ...rows.user(text), timestamp })

test('the first message of each day says which day it is, the days on which clocks are changed among them', () => {
  const times = [at(23, 23), at(24, 0), at(24, 23), at(25, 0), at(25, 23), at(26, 0), at(29, 12), at(28, 12)]
  const transcript = applyHistory(
    historyAsked(newTranscript(mainKey)),
    page(times.map((time, n) => row(`message ${n}`, time))),
  )
  const days = rowCache()(transcript).map(({ day }) => day)
  expect(days).toEqual([times[0], times[1], undefined, times[3], undefined, times[5], times[6], times[7]])
})

test('an older page leaves every message as it was, whatever it answers', () => {
  const newest = [rows.assistant('one'), rows.user('two'), rows.assistant('three')]
  const first = applyHistory(
    historyAsked(newTranscript(mainKey)),
    page(newest, { hasMore: true, nextOffset: 3 }),
  )
  const older = applyOlderHistory(first, page([rows.user('nought', 'k0')]), 3)
  expect(older.history.slice(2)).toEqual(first.history.slice(1))
  expect(older.history.slice(2).every((message, n) => message === first.history[n + 1])).toBe(true)
  // The first one has found its question, and with it the run that it belongs to.
  expect(older.history.slice(0, 2)).toMatchObject([{ key: 'k0:user' }, { key: 'k0:assistant', runId: 'k0' }])
})
