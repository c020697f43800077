import { expect, test } from 'vitest'
import {
  connectionInOneLine,
  describeConnection,
  describeShortly,
  standingOf,
  type ConnectionState,
} from '../../src-shared/connection.ts'
import { errorReport } from '../../src-shared/errors.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { climb, newLadder } from '../../src-shared/ladder.ts'

const now = 1_000_000_000
const target = { kind: 'ssh', host: 'quay', gatewayPort: 18789, engine: 'ssh2' } as const
const error = errorReport('TCP_REFUSED', { host: 'quay', port: 22 })
const waiting = (retryAt: number | undefined): Extract<ConnectionState, { phase: 'waiting' }> => ({
  phase: 'waiting',
  target,
  ladder: newLadder('ssh'),
  attempt: 1,
  retryAt,
  error,
  lastOnlineAt: now - 60_000,
})

test.each([
  [0, 'Next try now.'],
  [900, 'Next try in 1 s.'],
  [59_000, 'Next try in 59 s.'],
  [315_000, 'Next try in 5 min 15 s.'],
])('a try in %i ms is said as people count', (inMs, next) => {
  expect(describeConnection(waiting(now + inMs), now, inEnglish).next).toBe(next)
})

test('a terminal has why and when in one line', () => {
  expect(connectionInOneLine(waiting(now + 3_000), now, inEnglish)).toBe(
    'Reconnecting to quay: quay refused the connection on port 22. Next try in 3 s.',
  )
  expect(connectionInOneLine(waiting(undefined), now, inEnglish)).toMatch(/Waiting for the network\.$/)
  expect(connectionInOneLine({ phase: 'closing', target }, now, inEnglish)).toBe('Disconnecting from quay')
})

test('a step under way is not said as if it were done', () => {
  const ladder = climb(newLadder('ssh'), { step: 'gateway', verdict: 'running', at: now })
  const opening: ConnectionState = { phase: 'opening', target, ladder, attempt: 1, since: now }
  expect(describeConnection(opening, now, inEnglish).detail).toBe('Waiting for the gateway to answer…')
})

test('nobody is said to reconnect who was never connected', () => {
  const { lastOnlineAt: _, ...first } = waiting(now)
  expect(describeConnection(first, now, inEnglish).headline).toBe('quay does not answer yet')
  expect(describeShortly(standingOf(first), inEnglish)).toBe('no answer yet')
})

test('a try says what is said between two, so that nothing flickers', () => {
  const { lastOnlineAt, ...first } = waiting(now)
  const opening = { phase: 'opening', target, ladder: newLadder('ssh'), since: now } as const
  const said = (state: ConnectionState) => {
    const { tone, headline } = describeConnection(state, now, inEnglish)
    return [tone, headline, describeShortly(standingOf(state), inEnglish)]
  }
  const back = ['returning', 'Reconnecting to quay', 'reconnecting']
  expect(said(waiting(now))).toEqual(back)
  expect(said({ ...opening, attempt: 2, lastOnlineAt })).toEqual(back)
  // The person has just asked for it: the failures are forgotten, the loss is not.
  expect(said({ ...opening, attempt: 1, lastOnlineAt })).toEqual(back)
  expect(said({ ...opening, attempt: 2 })).toEqual(said(first))
  expect(said({ ...opening, attempt: 1 })).toEqual(['busy', 'Connecting to quay', 'connecting'])
})
