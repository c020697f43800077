import { describe, expect, test } from 'vitest'
import { readHistoryPage, type HistoryPage } from '../../../src-shared/chat-history.ts'
import { judgeFromHistory, needsOlderPages } from '../../../src-main/outbox/history-evidence.ts'
import type { Message } from '../../../src-main/outbox/message.ts'

const sentAt = 10_000_000
const minute = 60_000

const message: Message = {
  key: 'k',
  position: 7,
  gateway: 'local',
  sessionKey: 'agent:main:main',
  sessionId: 's',
  text: 'yes',
  files: [],
  at: sentAt,
  bytes: 600,
  tries: { first: sentAt, last: sentAt, count: 1, boot: 'b', connId: 'c' },
  delivery: { phase: 'looking', setbacks: 0 },
}

const user = (text: string, at: number, key?: string) => ({
  role: 'user',
  content: text,
  timestamp: at,
  ...(key === undefined ? {} : { idempotencyKey: `${key}:user` }),
})

function page(messages: readonly object[], more: object = {}): HistoryPage {
  const read = readHistoryPage({
    sessionKey: 'agent:main:main',
    sessionId: 's',
    hasMore: false,
    messages,
    ...more,
  })
  if (!read) throw new Error('no page')
  return read
}

const judge = (
  pages: readonly HistoryPage[],
  {
    earlier = [],
    hasTwin = false,
    of = message,
  }: { earlier?: string[]; hasTwin?: boolean; of?: Message } = {},
) => judgeFromHistory({ message: of, earlier: new Set(earlier), hasTwin }, pages)

describe('a message is found', () => {
  test.each([
    ['by its key', page([user('yes', sentAt, 'k')])],
    ['by what its run answered', page([{ role: 'assistant', content: 'ok', __openclaw: { runId: 'k' } }])],
    ['among what waits', page([], { pendingInputs: { items: [{ idempotencyKey: 'k' }] } })],
    ['in the answer under way', page([], { inFlightRun: { runId: 'k', text: '' } })],
    ['among the runs that are active', page([], { sessionInfo: { activeRunIds: ['k'] } })],
    ['by its words and time, where no key was written down', page([user('yes', sentAt + minute)])],
  ])('%s', (_, history) => {
    expect(judge([history])).toBe('found')
  })
})

describe('nobody can tell', () => {
  test('when the same words were said twice and no key was written down', () => {
    expect(judge([page([user('yes', sentAt), user('yes', sentAt + 1)])])).toBe('unknown')
    expect(judge([page([user('yes', sentAt)])], { hasTwin: true })).toBe('unknown')
  })

  test('when the pages do not reach back to when it was sent', () => {
    expect(judge([page([user('no', sentAt + minute, 'x')], { hasMore: true })])).toBe('unknown')
  })

  test('when the conversation was begun anew since', () => {
    expect(judge([page([], { sessionId: 'another' })])).toBe('unknown')
    const mark = { role: 'system', content: '', timestamp: sentAt + 1, __openclaw: { kind: 'reset' } }
    expect(judge([page([user('old', sentAt - 10 * minute, 'x'), mark])])).toBe('unknown')
  })
})

describe('a message is certainly not there', () => {
  test('when the pages reach back to before it, and it is not among them', () => {
    const old = user('old', sentAt - 6 * minute, 'x')
    expect(judge([page([old, user('yes', sentAt, 'another')], { hasMore: true })])).toBe('absent')
    const newest = page([user('new', sentAt + minute, 'y')], { hasMore: true })
    expect(judge([newest, page([old], { hasMore: true })])).toBe('absent')
  })

  test('when one of ours that arrived before it is there, however the clocks differ', () => {
    const before = page([user('before', sentAt + 60 * minute, 'mine')], { hasMore: true })
    expect(judge([before], { earlier: ['mine'] })).toBe('absent')
  })

  test('when this is all that was ever said in the conversation that it was written in', () => {
    expect(judge([page([])])).toBe('absent')
    const first = { ...message, sessionId: undefined }
    expect(judge([page([], { sessionId: undefined })], { of: first })).toBe('absent')
    expect(judge([page([])], { of: first })).toBe('unknown')
  })

  test('although the same words were said by somebody else at that time', () => {
    expect(judge([page([user('yes', sentAt, 'another')])])).toBe('absent')
  })
})

test('older pages are read only while they could still tell something', () => {
  const suspect = { message, earlier: new Set<string>(), hasTwin: false }
  const recent = page([user('no', sentAt + minute, 'x')], { hasMore: true })
  expect(needsOlderPages([suspect], [recent])).toBe(true)
  expect(needsOlderPages([suspect], [page([user('no', sentAt + minute, 'x')])])).toBe(false)
  const old = page([user('old', sentAt - 6 * minute, 'x')], { hasMore: true })
  expect(needsOlderPages([suspect], [recent, old])).toBe(false)
  expect(needsOlderPages([suspect], [page([user('yes', sentAt, 'k')], { hasMore: true })])).toBe(false)
  expect(needsOlderPages([suspect], [page([], { hasMore: true })])).toBe(false)
})
