import { expect, test } from 'vitest'
import { healthVerdict } from '../../../../src-renderer/health/health-view.ts'
import { inEnglish } from '../../../../src-shared/i18n/in-english.ts'
import type { ConnectionState } from '../../../../src-shared/connection.ts'
import { noHealth } from '../../../../src-shared/health.ts'
import { healthLights } from '../../../../src-shared/health-lights.ts'
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

test.each([
  [4_000, 'attention', 'amber'],
  [9_999, 'attention', 'amber'],
  [10_000, 'bad', 'red'],
])('of a silence of %i ms the verdict says the same as the light', (silentMs, shape, color) => {
  const health = { ...healthy, failingSince: now - silentMs }
  expect(healthVerdict(states.online, health, now, inEnglish)).toMatchObject({ shape, stale: true })
  const lights = healthLights({ now, state: states.online, health })
  expect(lights.find(({ id }) => id === 'gateway')).toMatchObject({ color })
})

test('a lost connection comes back, in a try as between two, however well the last answer looked', () => {
  const coming = { shape: 'returning', headline: 'Reconnecting', stale: true }
  expect(healthVerdict(states.waiting, healthy, now, inEnglish)).toEqual({
    ...coming,
    reasons: [states.waiting.error.message],
  })
  const { lastOnlineAt } = states.waiting
  const again = { ...states.opening, attempt: 2, lastOnlineAt }
  expect(healthVerdict(again, healthy, now, inEnglish)).toMatchObject(coming)
})

test('only what is not tried again is red', () => {
  const reach = (state: ConnectionState) => healthVerdict(state, healthy, now, inEnglish)
  expect(reach(states.keyChanged)).toMatchObject({ shape: 'bad', headline: 'Out of reach' })
  expect(reach(states.tokenMissing)).toMatchObject({ shape: 'attention', headline: 'Out of reach' })
  expect(reach(states.opening)).toMatchObject({ shape: 'busy', headline: 'Connecting' })
  expect(reach({ ...states.waiting, lastOnlineAt: undefined })).toMatchObject({ shape: 'returning' })
})
