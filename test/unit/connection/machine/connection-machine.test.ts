import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ConnectionTarget, GatewayInfo } from '../../../../src-shared/connection.ts'
import type { LadderStepId } from '../../../../src-shared/ladder.ts'
import { errorReport, type ErrorReport } from '../../../../src-shared/errors.ts'
import { stepMachine } from '../../../../src-main/connection/machine/connection-machine.ts'
import {
  initialMachine,
  type Effect,
  type Happening,
  type Kick,
  type Machine,
} from '../../../../src-main/connection/machine/machine.ts'

const server: ConnectionTarget = { kind: 'ssh', host: 'server', gatewayPort: 18_789, engine: 'ssh2' }
const other: ConnectionTarget = { kind: 'direct', url: 'ws://10.0.0.1:18789' }
const gateway = { version: '1', connId: 'c' } as GatewayInfo

const lost = errorReport('CONNECTION_LOST', { host: 'server' })
const unknownKey = errorReport('HOST_KEY_UNKNOWN', { host: 'server', fingerprint: 'x', keyType: 'y' })
const badUrl = errorReport('URL_INVALID', { why: 'x' })
const closedEarly = errorReport('SSH_CLOSED_EARLY', { host: 'server', port: 22 })
const notSsh = errorReport('NOT_AN_SSH_SERVER', { host: 'server', port: 22 })
const wantsPassphrase = errorReport('SSH_LOGIN_NEEDS_YOU', { host: 'server', what: 'the passphrase' })
const pairing = errorReport('PAIRING_REQUIRED', {
  requestId: 'r1',
  deviceId: 'd',
  command: 'openclaw devices approve r1',
  reason: 'not-paired',
})

/** Drives the machine with a clock that stands still unless told. */
function drive() {
  let machine: Machine = initialMachine
  let now = 1_000_000
  let effects: readonly Effect[] = []
  const phases: string[] = []
  const happen = (happening: Happening, random = 0.5): void => {
    const step = stepMachine(machine, happening, { now, random })
    machine = step.machine
    effects = step.effects
    phases.push(machine.state.phase)
  }
  return {
    happen,
    pass: (ms: number) => {
      now += ms
    },
    connect: (target = server, attended = true) => happen({ kind: 'connect', target, attended }),
    opened: () => happen({ kind: 'opened', generation: machine.generation, gateway }),
    failed: (error: ErrorReport) => happen({ kind: 'failed', generation: machine.generation, error }),
    due: () => happen({ kind: 'due', generation: machine.generation }),
    kick: (reason: Kick) => happen({ kind: 'kicked', reason }),
    get state() {
      return machine.state
    },
    get machine() {
      return machine
    },
    get now() {
      return now
    },
    get effects() {
      return effects
    },
    get opens() {
      return effects.filter(effect => effect.kind === 'open')
    },
    get scheduled() {
      return effects.find(effect => effect.kind === 'schedule')?.at
    },
    phases,
  }
}

test('a connection a person begins may ask, and every retry may not', () => {
  const d = drive()
  d.connect()
  expect(d.opens).toMatchObject([{ attended: true, target: server }])
  d.failed(lost)
  d.due()
  expect(d.opens).toMatchObject([{ attended: false }])
})

test('a second connect ends the first attempt, whose late news no longer count', () => {
  const d = drive()
  d.connect()
  const { generation } = d.machine
  d.connect(other)
  expect(d.effects[1]).toEqual({ kind: 'end', road: true })
  d.happen({ kind: 'opened', generation, gateway })
  d.happen({ kind: 'failed', generation, error: badUrl })
  d.happen({ kind: 'climbed', generation, event: { step: 'tcp', verdict: 'passed', at: 1 } })
  expect(d.state).toMatchObject({ phase: 'opening', target: other })
  expect(d.machine.ladder.every(step => step.verdict === 'waiting')).toBe(true)
})

test('the ladder is part of the state, and every failure stands on a step of it', () => {
  const d = drive()
  d.connect()
  d.happen({
    kind: 'climbed',
    generation: d.machine.generation,
    event: { step: 'resolve', verdict: 'running', at: d.now },
  })
  d.failed(lost)
  if (d.state.phase !== 'waiting') throw new Error(d.state.phase)
  expect(d.state.ladder.find(step => step.verdict === 'failed')).toMatchObject({ id: 'resolve', error: lost })
})

test('the first retry after a loss is immediate and the road below is kept', () => {
  const d = drive()
  d.connect()
  d.opened()
  d.pass(60_000)
  d.failed(lost)
  expect(d.state).toMatchObject({
    phase: 'waiting',
    attempt: 1,
    retryAt: d.now,
    error: lost,
    lastOnlineAt: d.now,
  })
  expect(d.scheduled).toBe(d.now)
  d.due()
  expect(d.state).toMatchObject({ phase: 'opening', attempt: 2, lastOnlineAt: d.now })
  expect(d.effects).toContainEqual({ kind: 'end', road: false })
})

test('only half a minute online makes the failures forgotten', () => {
  const d = drive()
  d.connect()
  const waits: number[] = []
  for (const onlineMs of [0, 5_000, 29_999, 30_000, 1_000]) {
    d.opened()
    d.pass(onlineMs)
    d.failed(lost)
    waits.push((d.scheduled ?? 0) - d.now)
    d.due()
  }
  expect(waits).toEqual([0, 500, 1_000, 0, 500])
})

test('it never gives up on the network', () => {
  const d = drive()
  d.connect()
  for (let attempt = 1; attempt <= 500; attempt += 1) {
    d.failed(lost)
    expect(d.state).toMatchObject({ phase: 'waiting', attempt })
    expect((d.scheduled ?? Infinity) - d.now).toBeLessThanOrEqual(30_000)
    d.due()
  }
})

test('what needs a person waits for one, and the person’s click may ask again', () => {
  const d = drive()
  d.connect()
  d.failed(unknownKey)
  expect(d.state).toMatchObject({ phase: 'needs-you', error: unknownKey })
  expect(d.scheduled).toBeUndefined()
  d.kick('wake')
  d.kick('network')
  expect(d.state.phase).toBe('needs-you')
  d.kick('user')
  expect(d.opens).toMatchObject([{ attended: true }])
})

test('what cannot succeed as it is fails, and closes the road', () => {
  const d = drive()
  d.connect(other)
  d.failed(badUrl)
  expect(d.state).toMatchObject({ phase: 'failed', error: badUrl })
  expect(d.effects).toEqual([{ kind: 'end', road: true }])
})

test('a pairing is asked after quietly, and goes on by itself once it is approved', () => {
  const d = drive()
  d.connect()
  d.failed(pairing)
  const waits: number[] = []
  for (let poll = 0; poll < 6; poll += 1) {
    waits.push((d.scheduled ?? 0) - d.now)
    d.due()
    expect(d.state.phase).toBe('needs-you')
    expect(d.opens).toMatchObject([{ attended: false }])
    d.failed(pairing)
  }
  expect(waits).toEqual([3_000, 4_500, 6_750, 10_125, 15_000, 15_000])
  d.due()
  d.opened()
  expect(d.state).toMatchObject({ phase: 'online', target: server })
})

test('a gateway that goes away while a pairing is awaited is waited for', () => {
  const d = drive()
  d.connect()
  d.failed(pairing)
  d.due()
  d.failed(lost)
  expect(d.state).toMatchObject({ phase: 'waiting', error: lost })
})

test('a click while a pairing is asked after quietly makes the attempt visible', () => {
  const d = drive()
  d.connect()
  d.failed(pairing)
  d.due()
  d.kick('user')
  expect(d.state.phase).toBe('opening')
  expect(d.opens).toMatchObject([{ attended: true }])
})

test('unlocking the computer tries what a locked agent or keychain prevented, without asking', () => {
  const d = drive()
  d.connect()
  d.failed(wantsPassphrase)
  d.kick('unlock')
  expect(d.state.phase).toBe('needs-you')
  expect(d.opens).toMatchObject([{ attended: false }])
  d.failed(wantsPassphrase)
  expect(d.state.phase).toBe('needs-you')
})

test('a server that closes three connections at once is said to be limiting us', () => {
  const d = drive()
  d.connect()
  for (let close = 0; close < 3; close += 1) {
    d.failed(closedEarly)
    if (close < 2) d.due()
  }
  expect(d.state).toMatchObject({ phase: 'waiting', error: { code: 'SERVER_THROTTLING' } })
  expect((d.scheduled ?? 0) - d.now).toBeGreaterThanOrEqual(300_000)
})

test('a network change redials a wait at once, on a new road, but not for ever', () => {
  const d = drive()
  d.connect()
  let redials = 0
  for (let kick = 0; kick < 10; kick += 1) {
    d.failed(lost)
    d.pass(5_000)
    d.kick('network')
    if (d.opens.length > 0) {
      redials += 1
      expect(d.effects).toContainEqual({ kind: 'end', road: true })
    } else d.due()
  }
  expect(redials).toBe(3)
})

test('while online, a wake or a network change only looks whether the connection lives', () => {
  const d = drive()
  d.connect()
  d.opened()
  for (const reason of ['wake', 'network', 'unlock'] as const) {
    d.kick(reason)
    expect(d.effects).toEqual([{ kind: 'probe' }])
  }
  d.kick('user')
  expect(d.effects).toEqual([])
  expect(d.state.phase).toBe('online')
})

test('what a browser says of the network is a reason to look, and decides nothing', () => {
  const d = drive()
  d.connect()
  const { generation } = d.machine
  d.kick('said-offline')
  d.kick('said-online')
  expect(d.machine.generation).toBe(generation)
  d.opened()
  for (const reason of ['said-offline', 'said-online'] as const) {
    d.kick(reason)
    expect(d.effects).toEqual([{ kind: 'probe' }])
    expect(d.state.phase).toBe('online')
  }
  d.failed(lost)
  d.pass(5_000)
  d.failed(lost)
  const { state } = d
  d.kick('said-offline')
  expect(d.state).toBe(state)
  d.kick('said-online')
  expect(d.state.phase).toBe('opening')
})

test('a network change begins anew what began on another network, unless a person is being asked', () => {
  const d = drive()
  d.connect()
  const climb = (step: LadderStepId, verdict: 'passed' | 'running' | 'asking') =>
    d.happen({ kind: 'climbed', generation: d.machine.generation, event: { step, verdict, at: d.now } })
  climb('tcp', 'passed')
  climb('host-key', 'running')
  d.kick('network')
  expect(d.opens).toHaveLength(1)
  expect(d.effects).toContainEqual({ kind: 'end', road: true })
  climb('tcp', 'passed')
  climb('host-key', 'asking')
  d.pass(5_000)
  const { generation } = d.machine
  d.kick('network')
  expect(d.machine.generation).toBe(generation)
})

test('a network that answers in place of the server is asked after quietly until it lets us through', () => {
  const d = drive()
  d.connect()
  d.failed(notSsh)
  expect(d.state).toMatchObject({ phase: 'needs-you', error: notSsh })
  expect((d.scheduled ?? 0) - d.now).toBe(3_000)
  d.due()
  expect(d.state.phase).toBe('needs-you')
  expect(d.opens).toMatchObject([{ attended: false }])
  d.failed(notSsh)
  // Another network is another answer.
  d.pass(1_000)
  d.kick('network')
  expect(d.opens).toMatchObject([{ attended: false }])
  d.opened()
  expect(d.state.phase).toBe('online')
})

test('a wake begins a dial anew, but not once the host has been reached', () => {
  const d = drive()
  d.connect()
  d.kick('wake')
  expect(d.opens).toHaveLength(1)
  const { generation } = d.machine
  d.happen({ kind: 'climbed', generation, event: { step: 'tcp', verdict: 'passed', at: d.now } })
  d.pass(5_000)
  d.kick('wake')
  expect(d.machine.generation).toBe(generation)
})

test('while the network is away no attempt is planned, and its return begins one', () => {
  const d = drive()
  d.connect()
  d.failed(lost)
  d.happen({ kind: 'network', away: true })
  expect(d.effects).toEqual([{ kind: 'unschedule' }])
  expect(d.state).toMatchObject({ phase: 'waiting', retryAt: undefined })
  d.kick('wake')
  expect(d.state.phase).toBe('waiting')
  d.happen({ kind: 'network', away: false })
  expect(d.state.phase).toBe('opening')
})

test('a failure while the network is away plans nothing, except for this computer’s own gateway', () => {
  const d = drive()
  d.happen({ kind: 'network', away: true })
  d.connect()
  d.failed(lost)
  expect(d.state).toMatchObject({ phase: 'waiting', retryAt: undefined })
  d.connect({ kind: 'local' })
  d.failed(lost)
  expect(d.scheduled).toBe(d.now)
})

test('disconnecting closes first and is idle then', () => {
  const d = drive()
  d.connect()
  d.opened()
  d.happen({ kind: 'disconnect' })
  expect(d.state).toEqual({ phase: 'closing', target: server })
  expect(d.effects.map(effect => effect.kind)).toEqual(['unschedule', 'end', 'report-closed'])
  d.failed(lost)
  expect(d.state.phase).toBe('closing')
  d.happen({ kind: 'closed', generation: d.machine.generation })
  expect(d.state).toEqual({ phase: 'idle' })
  d.happen({ kind: 'disconnect' })
  expect(d.effects).toEqual([])
})

test('a connect while the last one closes is not ended by the late report', () => {
  const d = drive()
  d.connect()
  d.happen({ kind: 'disconnect' })
  const { generation } = d.machine
  d.connect(other)
  d.happen({ kind: 'closed', generation })
  expect(d.state).toMatchObject({ phase: 'opening', target: other })
})

test('what is not well while online is said, and taken back', () => {
  const d = drive()
  d.connect()
  d.opened()
  const { generation } = d.machine
  d.happen({ kind: 'judged', generation, degraded: 'slow' })
  expect(d.state).toMatchObject({ degraded: 'slow' })
  d.happen({ kind: 'judged', generation, degraded: undefined })
  expect(d.state).toMatchObject({ phase: 'online', degraded: undefined })
})

test('whatever happens in whatever order, it is never stuck and never attempts behind the person’s back', () => {
  const happening = fc.oneof(
    fc.constant({ kind: 'connect', target: server, attended: true } as const),
    fc.constant({ kind: 'disconnect' } as const),
    fc
      .constantFrom('network', 'wake', 'unlock', 'user', 'said-online', 'said-offline')
      .map(reason => ({ kind: 'kicked', reason }) as const),
    fc.boolean().map(away => ({ kind: 'network', away }) as const),
    fc
      .constantFrom(lost, unknownKey, badUrl, pairing, closedEarly)
      .map(error => ({ kind: 'failed', error }) as const),
    fc.constant({ kind: 'opened', gateway } as const),
    fc.constant({ kind: 'due' } as const),
    fc.constant({ kind: 'closed' } as const),
    fc.constant({ kind: 'judged', degraded: 'slow' } as const),
  )
  fc.assert(
    fc.property(
      fc.array(fc.tuple(happening, fc.integer({ min: 0, max: 120_000 })), { maxLength: 60 }),
      steps => {
        let machine = initialMachine
        let now = 0
        let attempting = false
        let scheduled: number | undefined
        for (const [partial, ms] of steps) {
          now += ms
          const step = stepMachine(machine, { generation: machine.generation, ...partial } as Happening, {
            now,
            random: 0.5,
          })
          const before = machine
          machine = step.machine
          if (partial.kind === 'failed') attempting = false
          if (partial.kind === 'due') scheduled = undefined
          for (const effect of step.effects) {
            if (effect.kind === 'end') attempting = false
            if (effect.kind === 'open') {
              attempting = true
              // Only a person's own act may lead to questions.
              const byPerson =
                partial.kind === 'connect' || (partial.kind === 'kicked' && partial.reason === 'user')
              expect(effect.attended && !byPerson).toBe(false)
            }
            if (effect.kind === 'schedule') scheduled = effect.at
            if (effect.kind === 'unschedule') scheduled = undefined
          }
          const { state } = machine
          expect(machine.generation).toBeGreaterThanOrEqual(before.generation)
          // Somebody is always going to move it on: an attempt, a timer, the network, or a person.
          if (state.phase === 'opening') expect(attempting).toBe(true)
          if (state.phase === 'waiting') {
            expect(state.retryAt === undefined ? machine.networkAway : scheduled !== undefined).toBe(true)
          }
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('no try to reconnect is put off for longer than a person wants', () => {
  const tries = (longestWaitMs: number) => {
    let machine = stepMachine(
      initialMachine,
      { kind: 'connect', target: server, attended: true },
      { now: 0, random: 0.9 },
    ).machine
    let waitedMs = 0
    for (let round = 0; round < 20; round += 1) {
      const { generation } = machine
      machine = stepMachine(
        machine,
        { kind: 'failed', generation, error: lost },
        { now: 0, random: 0.9, longestWaitMs },
      ).machine
      if (machine.state.phase === 'waiting') waitedMs = machine.state.retryAt ?? 0
      machine = stepMachine(
        machine,
        { kind: 'due', generation: machine.generation },
        { now: 0, random: 0.9 },
      ).machine
    }
    return waitedMs
  }
  expect(tries(5_000)).toBe(4_500)
  expect(tries(120_000)).toBe(108_000)
})
