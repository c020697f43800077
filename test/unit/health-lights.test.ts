import { expect, test } from 'vitest'
import type { ConnectionState } from '../../src-shared/connection.ts'
import { errorReport } from '../../src-shared/errors.ts'
import { noHealth, type HealthLook, type HealthSnapshot } from '../../src-shared/health.ts'
import {
  healthLights,
  lightIds,
  lightsChangeAt,
  sayColor,
  sayLight,
  sayMeasured,
  type LightFacts,
} from '../../src-shared/health-lights.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { climb, newLadder, type Ladder } from '../../src-shared/ladder.ts'
import { states } from '../support/window-fixtures.ts'

const now = 1_000_000_000
const target = { kind: 'ssh', host: 'quay', gatewayPort: 18789, engine: 'ssh2' } as const
const online: ConnectionState = { ...states.online, target }
const look: HealthLook = { at: now - 1_000, road: 'alive', approvals: 0, node: 'connected' }
const node = {
  phase: 'on',
  nodeId: 'me',
  commands: [],
  connection: online,
  approval: 'approved',
  running: 0,
} as const
const channel = (id: string, status: 'running' | 'stopped' | 'error' | 'unknown') => ({
  id,
  label: id,
  status,
})
const gateway = (...channels: ReturnType<typeof channel>[]) => ({
  at: now,
  durationMs: 1,
  channels,
  agents: [],
  sessions: 0,
  complaints: [],
})
const well: HealthSnapshot = {
  latency: [{ at: now - 2_000, ms: 20 }],
  gateway: gateway(channel('telegram', 'running')),
  gatewayAt: now - 2_000,
  look,
}
const facts: LightFacts = { now, state: online, health: well, node }
const colors = (given: LightFacts): string =>
  healthLights(given)
    .map(({ color }) => color)
    .join(' ')
const climbedBefore = (step: 'tcp' | 'channel' | 'gateway' | 'gateway-auth'): Ladder => {
  const ladder = newLadder('ssh')
  const before = ladder.slice(
    0,
    ladder.findIndex(({ id }) => id === step),
  )
  return before.reduce<Ladder>(
    (climbed, { id }) => climb(climbed, { step: id, verdict: 'passed', at: now - 3_000 }),
    ladder,
  )
}
const climbedTo = (step: 'tcp' | 'channel' | 'gateway-auth'): Ladder =>
  climb(climbedBefore(step), {
    step,
    verdict: 'failed',
    at: now - 3_000,
    error: errorReport('CANCELLED', {}),
  })
const error = errorReport('TCP_REFUSED', { host: 'quay', port: 22 })
const notListening = errorReport('GATEWAY_NOT_LISTENING', { host: 'quay', to: '127.0.0.1:18789' })
const waiting = (ladder: Ladder): Extract<ConnectionState, { phase: 'waiting' }> => ({
  phase: 'waiting',
  target,
  ladder,
  attempt: 1,
  error,
})
const health = (change: Partial<HealthSnapshot>) => ({ health: { ...well, ...change } })

/** Tunnel, gateway, channels, node, approvals. */
const table: readonly (readonly [string, Partial<LightFacts>, string])[] = [
  ['everything answers', {}, 'green green green green green'],
  ['nobody is connected', { state: { phase: 'idle' } }, 'grey grey grey grey grey'],
  ['the way is being opened', { state: states.opening }, 'amber grey grey grey grey'],
  [
    'the way is open and the gateway is still to answer',
    { state: { ...states.opening, target, ladder: climbedBefore('gateway') } },
    'green amber grey grey grey',
  ],
  [
    'the host was reached and no gateway listens there',
    { state: { ...waiting(climbedTo('channel')), error: notListening } },
    'green amber grey grey grey',
  ],
  ['SSH is refused, and tried again', { state: waiting(climbedTo('tcp')) }, 'amber grey grey grey grey'],
  [
    'SSH is refused for good',
    { state: { phase: 'failed', target, ladder: climbedTo('tcp'), error } },
    'red grey grey grey grey',
  ],
  [
    'the gateway refuses the token for good',
    { state: { phase: 'failed', target, ladder: climbedTo('gateway-auth'), error } },
    'green red grey grey grey',
  ],
  [
    'a person is needed',
    { state: { phase: 'needs-you', target, ladder: climbedTo('gateway-auth'), error } },
    'green amber grey grey grey',
  ],
  ['nothing was measured yet', { health: noHealth }, 'grey grey grey grey grey'],
  ['every answer is too old', { now: now + 15_001 }, 'amber amber amber amber amber'],
  ['the clock was set back', { now: now - 86_400_000 }, 'amber amber amber amber amber'],
  [
    'the gateway is silent and SSH is not',
    health({ latency: [{ at: now - 16_000, ms: 2 }], gatewayAt: now - 16_000, failingSince: now - 10_000 }),
    'green red amber green green',
  ],
  ['a question is late', health({ failingSince: now - 5_000 }), 'green amber green green green'],
  [
    'SSH itself has fallen silent',
    health({ latency: [{ at: now - 9_000, ms: 2 }], look: { ...look, road: 'silent' } }),
    'amber green green green green',
  ],
  [
    'SSH itself stays silent',
    health({ latency: [{ at: now - 15_001, ms: 2 }], look: { ...look, road: 'silent' } }),
    'red amber amber green green',
  ],
  ['answers are slow', health({ latency: [{ at: now, ms: 900 }] }), 'green amber green green green'],
  [
    'the gateway is going down',
    health({
      look: {
        ...look,
        http: {
          healthz: { status: 200, ms: 1, failing: [] },
          startupz: { status: 503, ms: 1, failing: [] },
          readyz: { status: 503, ms: 1, failing: ['draining'] },
        },
      },
    }),
    'green amber green green green',
  ],
  [
    'one channel of two is broken',
    health({ gateway: gateway(channel('a', 'running'), channel('b', 'error')) }),
    'green green amber green green',
  ],
  [
    'all channels are broken',
    health({ gateway: gateway(channel('a', 'error')) }),
    'green green red green green',
  ],
  ['no channel runs', health({ gateway: gateway(channel('a', 'stopped')) }), 'green green grey green green'],
  ['there are no channels', health({ gateway: gateway() }), 'green green grey green green'],
  ['the gateway misses our node', health({ look: { ...look, node: 'away' } }), 'green green green red green'],
  ['our node waits', { node: { ...node, approval: 'waiting' } }, 'green green green amber green'],
  [
    'our node comes back by itself',
    { node: { ...node, connection: waiting(climbedTo('tcp')) } },
    'green green green amber green',
  ],
  [
    'our node is refused',
    { node: { ...node, connection: { phase: 'failed', target, ladder: climbedTo('tcp'), error } } },
    'green green green red green',
  ],
  ['this computer is no node', { node: { phase: 'off' } }, 'green green green grey green'],
  ['a request waits', health({ look: { ...look, approvals: 2 } }), 'green green green green amber'],
  [
    'this device may not decide',
    health({ look: { ...look, approvals: 'not-allowed' } }),
    'green green green green grey',
  ],
  ['nobody has looked', health({ look: undefined }), 'green green green grey grey'],
]

test.each(table)('when %s, the lights say so', (_when, change, expected) => {
  expect(colors({ ...facts, ...change })).toBe(expected)
})

test('no green light outlives its measurement by more than 15 s, whatever the facts', () => {
  for (const [, change] of table) {
    for (const laterMs of [0, 5_000, 13_000, 15_000, 15_001, 60_000, 3_600_000]) {
      const given = { ...facts, ...change }
      const at = given.now + laterMs
      for (const light of healthLights({ ...given, now: at })) {
        if (light.color !== 'green') continue
        expect(at - (light.measuredAt ?? -Infinity)).toBeLessThanOrEqual(15_000)
      }
    }
  }
})

test('the lights are known to change when the first green one is out of date', () => {
  const lights = healthLights(facts)
  const at = lightsChangeAt(lights) ?? 0
  const greens = (when: number) =>
    healthLights({ ...facts, now: when }).filter(({ color }) => color === 'green').length
  expect(greens(at - 1)).toBe(lightIds.length)
  expect(greens(at)).toBeLessThan(lightIds.length)
  expect(lightsChangeAt(healthLights({ ...facts, state: { phase: 'idle' } }))).toBeUndefined()
})

test('the light of the tunnel is of the road that is taken, and never green for one that is not', () => {
  const sshTarget = { ...target, direct: { url: 'wss://quay.example' } }
  const lightOf = (more: Partial<typeof states.sshStopped>) => {
    const state: ConnectionState = { ...online, target: sshTarget, via: 'ssh', ...more }
    const [light] = healthLights({ ...facts, state })
    return light && [light.color, sayLight(light, inEnglish), light.road]
  }
  expect(lightOf({})).toEqual(['green', 'Carries traffic both ways.', 'ssh'])
  expect(lightOf({ via: 'direct' })).toEqual([
    'amber',
    'The SSH road is away; the gateway’s own address serves meanwhile.',
    'direct',
  ])
  const addressFirst = { ...target, direct: { url: 'wss://quay.example', isFirst: true } }
  expect(lightOf({ via: 'direct', target: addressFirst })).toEqual([
    'grey',
    'Reached directly: there is no tunnel.',
    'direct',
  ])
  const { stopped } = states.sshStopped
  expect(lightOf({ via: 'direct', stopped })).toEqual(['amber', stopped.error.message, 'direct'])
})

test('each light says why, when and over which road', () => {
  const [tunnel, gatewayLight] = healthLights(facts)
  expect(tunnel && sayLight(tunnel, inEnglish)).toBe('Carries traffic both ways.')
  expect(gatewayLight && sayMeasured(gatewayLight, now, inEnglish)).toBe('2 s ago, over the SSH road')
  const [, failed] = healthLights({ ...facts, state: waiting(climbedTo('gateway-auth')) })
  expect(failed && sayLight(failed, inEnglish)).toBe(error.message)
})

test('amber that comes by itself has its own word, in a try as between two', () => {
  const words = (state: ConnectionState) => {
    const [tunnel, gatewayLight] = healthLights({ ...facts, state })
    return [tunnel, gatewayLight].map(light => light && `${light.color}: ${sayColor(light, inEnglish)}`)
  }
  const lastOnlineAt = now - 60_000
  const grey = 'grey: no reading'
  expect(words(states.opening)).toEqual(['amber: connecting', grey])
  expect(words(waiting(climbedTo('tcp')))).toEqual(['amber: connecting', grey])
  expect(words({ ...waiting(climbedTo('tcp')), lastOnlineAt })).toEqual(['amber: reconnecting', grey])
  expect(words({ ...states.opening, attempt: 2, lastOnlineAt })).toEqual(['amber: reconnecting', grey])
  expect(words({ phase: 'needs-you', target, ladder: climbedTo('gateway-auth'), error })).toEqual([
    'green: in order',
    'amber: needs a look',
  ])
})
