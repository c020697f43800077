// A gateway with two roads: which one is taken, and that no refusal sends us to the other one.
import { expect, test } from 'vitest'
import { stepMachine } from '../../../../src-main/connection/machine/connection-machine.ts'
import {
  initialMachine,
  type Happening,
  type Machine,
  type RoadSeen,
} from '../../../../src-main/connection/machine/machine.ts'
import { SshTarget, targetKey } from '../../../../src-shared/connection.ts'
import { errorReport, type ErrorReport } from '../../../../src-shared/errors.ts'
import { firstRoadAgainMs, otherRoadAfterMs } from '../../../../src-shared/retry-policy.ts'
import { gatewayInfo } from '../../../support/window-fixtures.ts'

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
    again: () => happen({ kind: 'kicked', reason: 'user' }),
    open: () => of<'opened'>({ kind: 'opened', gateway: gatewayInfo }),
    wait: () => {
      now = due ?? now
      due = undefined
      of<'due'>({ kind: 'due' })
    },
    saw: (seen: RoadSeen) => of<'first-road'>({ kind: 'first-road', seen }),
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

const otherKey = errorReport('HOST_KEY_CHANGED', {
  host: 'harbour',
  expected: 'SHA256:a',
  presented: 'SHA256:b',
  keyType: 'ssh-ed25519',
  where: 'known_hosts:1',
})
const otherCertificate = errorReport('TLS_FINGERPRINT_MISMATCH', {
  host: 'harbour.quay.ts.net',
  expected: 'a',
  presented: 'b',
})

test('a road with another key needs a person at once; the other one is tried behind that, carries, and says so', () => {
  const { roads, fail, wait, waits, open, state } = play()
  fail(otherKey)
  expect(state()).toMatchObject({ phase: 'needs-you', via: 'ssh', error: otherKey })
  expect(waits()).toBe(otherRoadAfterMs)
  wait()
  expect(state()).toMatchObject({ phase: 'needs-you', error: otherKey })
  fail(errorReport('TCP_REFUSED', { host: 'harbour.quay.ts.net', port: 443 }))
  expect(state()).toMatchObject({ phase: 'needs-you', error: otherKey })
  wait()
  open()
  expect(state()).toMatchObject({ phase: 'online', via: 'direct', stopped: { via: 'ssh', error: otherKey } })
  expect(waits()).toBeUndefined()
  fail(errorReport('CONNECTION_LOST', { host: 'harbour.quay.ts.net' }))
  expect(state()).toMatchObject({ phase: 'needs-you', error: otherKey })
  wait()
  open()
  expect(roads).toEqual(['ssh', 'direct', 'direct', 'direct'])
})

test('where the other road has another certificate, the first goes on being tried', () => {
  const { roads, fail, wait, open, state } = play()
  fail(refused)
  wait()
  fail(otherCertificate)
  expect(state()).toMatchObject({ phase: 'needs-you', via: 'direct', error: otherCertificate })
  wait()
  fail(refused)
  expect(state()).toMatchObject({ phase: 'needs-you', error: otherCertificate })
  wait()
  open()
  expect(state()).toMatchObject({
    phase: 'online',
    via: 'ssh',
    stopped: { via: 'direct', error: otherCertificate },
  })
  expect(roads).toEqual(['ssh', 'direct', 'ssh', 'ssh'])
})

test('where both roads are others than before, nothing is tried until a person begins anew with the first', () => {
  const { roads, fail, wait, waits, again, state } = play()
  fail(otherKey)
  wait()
  fail(otherCertificate)
  expect(state()).toMatchObject({ phase: 'needs-you', error: otherCertificate })
  expect(waits()).toBeUndefined()
  again()
  expect(state()).toMatchObject({ phase: 'opening', via: 'ssh' })
  expect(roads).toEqual(['ssh', 'direct', 'ssh'])
})

test('the first road that comes back as another one is told of, and not looked at again', () => {
  const { roads, fail, wait, waits, open, saw, state } = play()
  fail(refused)
  wait()
  open()
  wait()
  saw({ doubt: otherKey })
  expect(state()).toMatchObject({ phase: 'online', via: 'direct', stopped: { via: 'ssh', error: otherKey } })
  expect(waits()).toBeUndefined()
  expect(roads).toEqual(['ssh', 'direct'])
})

test('with one road another key is the end of it until a person has seen to it', () => {
  const { roads, fail, waits, state } = play(SshTarget.parse({ kind: 'ssh', host: 'harbour' }))
  fail(otherKey)
  expect(state()).toMatchObject({ phase: 'needs-you', error: otherKey })
  expect(waits()).toBeUndefined()
  expect(roads).toEqual(['ssh'])
})

test.each([
  errorReport('GATEWAY_TOKEN_MISSING', { where: 'harbour' }),
  errorReport('GATEWAY_NOT_LISTENING', { host: 'harbour', to: '127.0.0.1:18789' }),
])('$code on the first road is never a reason for the other one', error => {
  const { roads, fail, wait } = play()
  fail(error)
  wait()
  expect(roads).not.toContain('direct')
})

test('a connection that is lost is looked for on its own road before the other one', () => {
  const { roads, fail, wait, open } = play()
  open()
  fail(errorReport('CONNECTION_LOST', { host: 'harbour' }))
  wait()
  expect(roads).toEqual(['ssh', 'ssh'])
})

test('a server that hangs up before it has said anything is a road that does not lead there', () => {
  const { roads, fail, wait } = play()
  fail(errorReport('SSH_CLOSED_EARLY', { host: 'harbour', port: 22 }))
  wait()
  expect(roads).toEqual(['ssh', 'direct'])
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
  saw('busy')
  expect(waits()).toBeLessThan(firstRoadAgainMs)
  wait()
  saw('bad')
  expect(waits()).toBe(firstRoadAgainMs)
  expect(roads).toEqual(['ssh', 'direct'])
  wait()
  saw('good')
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
