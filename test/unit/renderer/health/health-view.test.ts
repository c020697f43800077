import { expect, test } from 'vitest'
import { healthVerdict } from '../../../../src-renderer/health/health-view.ts'
import { inEnglish } from '../../../../src-shared/i18n/in-english.ts'
import { noHealth } from '../../../../src-shared/health.ts'
import { healthy, states } from '../../../support/window-fixtures.ts'

const now = healthy.gatewayAt ?? 0

test('a fresh round trip while online is healthy and proven', () => {
  expect(healthVerdict(states.online, healthy, now, inEnglish)).toEqual({
    shape: 'good',
    headline: 'Healthy',
    reasons: [],
    stale: false,
  })
})

test('an open connection without an answer yet is no green', () => {
  expect(healthVerdict(states.online, noHealth, now, inEnglish)).toMatchObject({
    shape: 'busy',
    stale: false,
  })
})

test('a check that does not come back makes everything besides it the last known', () => {
  expect(
    healthVerdict(states.online, { ...healthy, failingSince: now - 31_000 }, now, inEnglish),
  ).toMatchObject({
    shape: 'bad',
    headline: 'Not answering',
    stale: true,
  })
})

test('a lost connection is out of reach, however well the last answer looked', () => {
  expect(healthVerdict(states.waiting, healthy, now, inEnglish)).toEqual({
    shape: 'bad',
    headline: 'Out of reach',
    reasons: [states.waiting.error.message],
    stale: true,
  })
})
