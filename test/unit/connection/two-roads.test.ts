// A gateway with two roads: which one is taken, and that no refusal sends us to the other one.
import { expect, test } from 'vitest'
import { stepMachine } from '../../../src-main/connection/machine/connection-machine.ts'
import { initialMachine, type Happening, type Machine } from '../../../src-main/connection/machine/machine.ts'
import { SshTarget, targetKey } from '../../../src-shared/connection.ts'
import { errorReport, type ErrorReport } from '../../../src-shared/errors.ts'
import { firstRoadAgainMs, otherRoadAfterMs } from '../../../src-shared/retry-policy.ts'
import { gatewayInfo } from '../../support/window-fixtures.ts'

const url = 'wss://harbour.quay.ts.net'
const target = SshTarget.parse({ kind: 'ssh', host: 'harbour', direct: { url } })
const refused = errorReport('TCP_REFUSED', { host: 'harbour', port: 22 })

/** A machine that something happens to, and the roads it takes. */
function play(goal = target) {
  let machine: Machine = initialMachine
  let now = 1_000_000
  const roads: string[] = []
  const looks: number[] = []
  let due: number | undefined
  const happen = (happening: Happening) => {
    const step = stepMachine(machine, happening, { now, random: 0 })
    machine = step.machine
    for (const effect of step.effects) {
      if (effect.kind === 'open') roads.push(effect.road.kind)
      if (effect.kind === 'schedule') due = effect.at
      if (effect.kind === 'unschedule') due = undefined
      if (effect.kind === 'look-at-first-road') looks.push(effect.generation)
    }
  }
  const of = <Kind extends 'opened' | 'failed' | 'due' | 'first-road'>(
    happening: Omit<Extract<Happening, { kind: Kind }>, 'generation'>,
  ) => happen({ ...happening, generation: machine.generation } as Happening)
  happen({ kind: 'connect', target: goal, attended: true })
  return {
    roads,
    looks,
    state: () => machine.state,
    waits: () => (due === undefined ? undefined : due - now),
    fail: (error: ErrorReport) => of<'failed'>({ kind: 'failed', error }),
    open: () => of<'opened'>({ kind: 'opened', gateway: gatewayInfo }),
    wait: () => {
      now = due ?? now
      of<'due'>({ kind: 'due' })
    },
    saw: (isGood: boolean) => of<'first-road'>({ kind: 'first-road', isGood }),
  }
}

test('where the first road fails, the other is tried after a moment, and the first again after that', () => {
  const { roads, fail, wait, waits, state } = play()
  expect(state()).toMatchObject({ phase: 'opening', via: 'ssh' })
  fail(refused)
  expect(waits()).toBe(otherRoadAfterMs)
  wait()
  expect(state()).toMatchObject({ phase: 'opening', target, via: 'direct' })
  fail(errorReport('TCP_TIMEOUT', { host: 'harbour.quay.ts.net', port: 443 }))
  wait()
  wait()
  expect(roads).toEqual(['ssh', 'direct', 'ssh'])
})

test.each([
  errorReport('HOST_KEY_CHANGED', {
    host: 'harbour',
    expected: 'SHA256:a',
    presented: 'SHA256:b',
    keyType: 'ssh-ed25519',
    where: 'known_hosts:1',
  }),
  errorReport('TLS_FINGERPRINT_MISMATCH', { host: 'harbour', expected: 'a', presented: 'b' }),
  errorReport('GATEWAY_TOKEN_MISSING', { where: 'harbour' }),
  errorReport('CONNECTION_LOST', { host: 'harbour' }),
])('$code on the first road is never a reason for the other one', error => {
  const { roads, fail, wait } = play()
  fail(error)
  wait()
  expect(roads).not.toContain('direct')
})

test('the address may come first; it is the same gateway all the same', () => {
  const turned = SshTarget.parse({ ...target, direct: { url, isFirst: true } })
  expect(targetKey(turned)).toBe(targetKey(target))
  const { roads, fail, wait } = play(turned)
  fail(refused)
  wait()
  expect(roads).toEqual(['direct', 'ssh'])
})

test('after a loss on the other road the first is the first to be tried', () => {
  const { roads, fail, wait, open } = play()
  fail(refused)
  wait()
  open()
  fail(errorReport('CONNECTION_LOST', { host: 'harbour' }))
  wait()
  expect(roads).toEqual(['ssh', 'direct', 'ssh'])
})

test('while the other road serves, the first is looked at now and then, and taken without the state leaving online', () => {
  const { roads, looks, fail, wait, waits, open, saw, state } = play()
  fail(refused)
  wait()
  open()
  expect(state()).toMatchObject({ phase: 'online', via: 'direct' })
  expect(waits()).toBe(firstRoadAgainMs)
  wait()
  expect(looks).toHaveLength(1)
  saw(false)
  expect(roads).toEqual(['ssh', 'direct'])
  wait()
  saw(true)
  expect(roads).toEqual(['ssh', 'direct', 'ssh'])
  expect(state()).toMatchObject({ phase: 'online', via: 'direct' })
  open()
  expect(state()).toMatchObject({ phase: 'online', via: 'ssh' })
  expect(waits()).toBeUndefined()
})

test('a gateway with one road says nothing of roads', () => {
  const { state, roads, fail, wait } = play(SshTarget.parse({ kind: 'ssh', host: 'harbour' }))
  expect(state()).not.toHaveProperty('via')
  fail(refused)
  wait()
  expect(roads).toEqual(['ssh', 'ssh'])
})
