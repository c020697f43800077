import { describe, expect, test } from 'vitest'
import { errorReport } from '../../../src-shared/errors.ts'
import type { Message } from '../../../src-main/outbox/message.ts'
import { stepOutbox } from '../../../src-main/outbox/outbox-machine.ts'
import {
  emptyOutbox,
  type Effect,
  type Happening,
  type Link,
  type Outbox,
  type Verdict,
} from '../../../src-main/outbox/outbox-model.ts'
import { repeatWithinMs } from '../../../src-main/outbox/turns.ts'

const link: Link = { gateway: 'local', connId: 'c-1', boot: 'boot-1', maxPayloadBytes: 1_000_000 }
const later: Link = { ...link, connId: 'c-2' }
const restarted: Link = { ...later, boot: 'boot-2' }
const start = 1_000_000

let position = 0
function message(key: string, more: Partial<Message> = {}): Message {
  position += 1
  return {
    key,
    position,
    gateway: 'local',
    sessionKey: 'agent:main:main',
    text: key,
    files: [],
    at: start,
    bytes: 600,
    delivery: { phase: 'queued', setbacks: 0 },
    ...more,
  }
}

const busy = errorReport('GATEWAY_BUSY', { method: 'chat.send', retryAfterMs: 5_000 })
const refusal = errorReport('GATEWAY_REQUEST_FAILED', {
  method: 'chat.send',
  gatewayCode: 'INVALID_REQUEST',
  gatewayMessage: 'no',
})
const strange = errorReport('GATEWAY_REQUEST_FAILED', {
  method: 'chat.send',
  gatewayCode: 'OUTCOME_UNKNOWN',
  gatewayMessage: 'the gateway ended meanwhile',
})
const lost = errorReport('NOT_CONNECTED', {})

/** Walks through happenings; `effects` are those of the last one. */
function walk(...steps: readonly (Happening | { readonly passMs: number })[]) {
  let outbox: Outbox = emptyOutbox
  let effects: readonly Effect[] = []
  let now = start
  for (const one of steps) {
    if ('passMs' in one) {
      now += one.passMs
      continue
    }
    const step = stepOutbox(outbox, one, { now, random: 0 })
    outbox = step.outbox
    effects = step.effects
  }
  const begun = effects.flatMap(effect =>
    effect.kind === 'send'
      ? [`send ${effect.key}`]
      : effect.kind === 'look'
        ? [`look ${effect.keys.join(' ')}`]
        : [],
  )
  return {
    outbox,
    effects,
    begun,
    phases: outbox.messages.map(({ key, delivery }) => `${key} ${delivery.phase}`),
  }
}

const added = (...messages: readonly Message[]): Happening => ({ kind: 'added', messages })
const online = (with_: Link = link): Happening => ({ kind: 'online', link: with_ })
const offline: Happening = { kind: 'offline' }
const looked = (key: string, verdict: Verdict, connId = 'c-2'): Happening => ({
  kind: 'looked',
  connId,
  verdicts: new Map([[key, verdict]]),
})
const accepted = (key: string, more: object = {}): Happening => ({
  kind: 'answered',
  key,
  runId: key,
  status: 'started',
  isRecorded: false,
  ...more,
})
const refused = (key: string, error = refusal, connId = 'c-1'): Happening => ({
  kind: 'refused',
  key,
  connId,
  error,
})

describe('a message', () => {
  test('is written down as sent before it is sent', () => {
    const { effects } = walk(added(message('a')), online())
    expect(effects.map(effect => effect.kind)).toEqual(['save', 'tell', 'send', 'schedule'])
    expect(effects[0]).toMatchObject({ message: { delivery: { phase: 'sent' }, tries: { boot: 'boot-1' } } })
  })

  test('waits while there is no connection, or one to another gateway', () => {
    expect(walk(added(message('a'))).phases).toEqual(['a queued'])
    const elsewhere = walk(added(message('a')), online({ ...link, gateway: 'ssh:harbour:18789' }))
    expect(elsewhere.phases).toEqual(['a queued'])
  })

  test('waits for the one before it in its conversation, and for no other', () => {
    const { begun, phases } = walk(
      added(message('a'), message('b'), message('c', { sessionKey: 'agent:main:boat' })),
      online(),
    )
    expect(begun).toEqual(['send a', 'send c'])
    expect(phases).toEqual(['a sent', 'b queued', 'c sent'])
    expect(walk(added(message('a'), message('b')), online(), accepted('a')).begun).toEqual(['send b'])
  })

  test('is over when the gateway says where it stands, or had it before, or an event shows it', () => {
    for (const end of [
      accepted('a', { isRecorded: true }),
      accepted('a', { status: 'ok' }),
      { kind: 'seen', key: 'a' } as const,
    ]) {
      expect(walk(added(message('a')), online(), end).phases).toEqual([])
    }
  })

  test('that the gateway refused has failed, and does not hold up the next', () => {
    const { phases, begun } = walk(added(message('a'), message('b')), online(), refused('a'))
    expect(phases).toEqual(['a failed', 'b sent'])
    expect(begun).toEqual(['send b'])
  })

  test('that finds the gateway busy is sent again after the time it named, before the next one', () => {
    const before = [added(message('a'), message('b')), online(), refused('a', busy)]
    const waiting = walk(...before)
    expect(waiting.phases).toEqual(['a queued', 'b queued'])
    expect(waiting.effects.at(-1)).toEqual({ kind: 'schedule', at: start + 5_000 })
    expect(walk(...before, { passMs: 4_999 }, { kind: 'due' }).begun).toEqual([])
    expect(walk(...before, { passMs: 5_000 }, { kind: 'due' }).begun).toEqual(['send a'])
  })

  test('that is larger than the gateway takes is parked with both numbers, unsent', () => {
    const { outbox, begun } = walk(added(message('a', { bytes: 1_000_001 }), message('b')), online())
    expect(begun).toEqual(['send b'])
    expect(outbox.messages[0]?.delivery).toMatchObject({
      phase: 'failed',
      error: { code: 'MESSAGE_TOO_LARGE', details: { bytes: 1_000_001, maxBytes: 1_000_000 } },
    })
  })

  test('over which the gateway closed with 1009 is parked and not sent again', () => {
    const tooBig = errorReport('GATEWAY_CLOSED', { closeCode: 1009, reason: 'too big' })
    const steps = [
      added(message('a', { bytes: 200_000 }), message('b', { sessionKey: 'agent:main:boat' })),
      online(),
    ]
    const closed: Happening = { kind: 'offline', error: tooBig }
    expect(walk(...steps, closed, online(later)).phases).toEqual(['a failed', 'b sent'])
    const unanswered: Happening = { kind: 'unanswered', key: 'a', connId: 'c-1', error: lost }
    expect(walk(...steps, unanswered, closed, online(later)).phases).toEqual(['a failed', 'b sent'])
  })

  test('that could not be written down as sent is not sent, and tried again', () => {
    const full = errorReport('OUTBOX_FULL', { path: 'outbox.db' })
    const { outbox } = walk(added(message('a')), online(), { kind: 'not-saved', key: 'a', error: full })
    expect(outbox.messages[0]).toMatchObject({ tries: undefined, delivery: { phase: 'queued', error: full } })
  })
})

describe('a message whose answer was lost', () => {
  const cut = [added(message('a')), online(), offline]

  test('is repeated while the same gateway process remembers its key', () => {
    expect(walk(...cut, { passMs: repeatWithinMs - 1 }, online(later)).begun).toEqual(['send a'])
  })

  test('is looked for when the gateway may have forgotten it', () => {
    expect(walk(...cut, { passMs: repeatWithinMs }, online(later)).begun).toEqual(['look a'])
    expect(walk(...cut, online(restarted)).begun).toEqual(['look a'])
    expect(walk(...cut, { passMs: -60_000 }, online(later)).begun).toEqual(['look a'])
  })

  test.each([
    ['found', [], []],
    ['absent', ['a sent'], ['send a']],
    ['unknown', ['a uncertain'], []],
  ] as const)('and that is %s in history ends so', (verdict, phases, begun) => {
    const end = walk(...cut, online(restarted), looked('a', verdict))
    expect(end.phases).toEqual(phases)
    expect(end.begun).toEqual(begun)
  })

  test('holds up the next until it is settled or a question', () => {
    const both = [added(message('a'), message('b')), online(), offline, online(restarted)]
    expect(walk(...both).phases).toEqual(['a looking', 'b queued'])
    expect(walk(...both, looked('a', 'unknown')).begun).toEqual(['send b'])
  })

  test('is looked for again when history could not be read', () => {
    const failed: Happening = { kind: 'not-looked', keys: ['a'], connId: 'c-2' }
    const steps = [...cut, online(restarted), failed]
    expect(walk(...steps).phases).toEqual(['a queued'])
    expect(walk(...steps, { passMs: 1_000 }, { kind: 'due' }).begun).toEqual(['look a'])
  })

  test('is a question when it is a command, which may leave no trace', () => {
    const command = message('c', { text: '/reset' })
    const end = walk(added(command), online(), offline, online(restarted), looked('c', 'absent'))
    expect(end.phases).toEqual(['c uncertain'])
  })

  test('and to whose repetition the gateway says no is looked for before that is believed', () => {
    const again = [...cut, online(later), refused('a', refusal, 'c-2')]
    expect(walk(...again).begun).toEqual(['look a'])
    expect(walk(...again, looked('a', 'found')).phases).toEqual([])
    expect(walk(...again, looked('a', 'absent')).phases).toEqual(['a failed'])
    expect(walk(...again, looked('a', 'unknown')).phases).toEqual(['a uncertain'])
  })

  test('is looked for when even a first refusal leaves it open', () => {
    expect(walk(added(message('a')), online(), refused('a', strange)).begun).toEqual(['look a'])
  })

  test('is over with a late answer, whatever was thought meanwhile', () => {
    const asked = [...cut, online(restarted), looked('a', 'unknown')]
    expect(walk(...asked, accepted('a', { isRecorded: true })).phases).toEqual([])
    expect(walk(...asked, looked('a', 'found', 'c-1')).phases).toEqual([])
  })

  test('is not set back by bad news of an earlier connection', () => {
    expect(walk(...cut, online(later), refused('a', refusal, 'c-1')).phases).toEqual(['a sent'])
    const unanswered: Happening = { kind: 'unanswered', key: 'a', connId: 'c-1', error: lost }
    expect(walk(...cut, online(later), unanswered).phases).toEqual(['a sent'])
  })
})

describe('what the gateway said it has', () => {
  const steps = [added(message('a')), online(), accepted('a'), offline]

  test('is looked for with the next connection, and stays where the same process goes on', () => {
    expect(walk(...steps, online(later)).begun).toEqual(['look a'])
    expect(walk(...steps, online(later), looked('a', 'absent')).phases).toEqual(['a accepted'])
  })

  test('is a question when a new process does not have it: a run may have begun', () => {
    expect(walk(...steps, online(restarted), looked('a', 'absent')).phases).toEqual(['a uncertain'])
  })
})

describe('a question', () => {
  const open = [added(message('a')), online(), offline, online(restarted), looked('a', 'unknown')]

  test('is asked of history again with each connection, and never answered by sending', () => {
    const next = walk(...open, offline, online({ ...restarted, connId: 'c-3' }))
    expect(next.begun).toEqual(['look a'])
    const still = walk(
      ...open,
      offline,
      online({ ...restarted, connId: 'c-3' }),
      looked('a', 'absent', 'c-3'),
    )
    expect(still.phases).toEqual(['a uncertain'])
    expect(still.begun).toEqual([])
  })

  test('is answered by the person: send again, discard, check', () => {
    expect(walk(...open, { kind: 'again', key: 'a' }).begun).toEqual(['send a'])
    expect(walk(...open, { kind: 'discard', key: 'a' }).phases).toEqual([])
    expect(walk(...open, { kind: 'check', key: 'a' }).begun).toEqual(['look a'])
  })
})

test('what is under way cannot be discarded', () => {
  expect(walk(added(message('a')), online(), { kind: 'discard', key: 'a' }).phases).toEqual(['a sent'])
})

describe('a wish to stop', () => {
  const stop = {
    key: 's',
    gateway: 'local',
    sessionKey: 'agent:main:main',
    runIds: ['r'],
    at: start,
    connId: 'c-1',
    isUnderWay: false,
  }
  const aborts = (steps: readonly (Happening | { readonly passMs: number })[]) =>
    walk(...steps).effects.filter(effect => effect.kind === 'abort').length

  test('is asked for once a connection, until it is settled', () => {
    const wanted: Happening = { kind: 'stop-wanted', stops: [stop] }
    expect(aborts([online(), wanted])).toBe(1)
    expect(aborts([online(), wanted, { kind: 'due' }])).toBe(0)
    expect(aborts([online(), wanted, offline, online(later)])).toBe(1)
    const settled: Happening = { kind: 'stopped', key: 's', isSettled: true }
    expect(aborts([online(), wanted, settled, offline, online(later)])).toBe(0)
  })

  test('is forgotten after five minutes', () => {
    const wanted: Happening = { kind: 'stop-wanted', stops: [stop] }
    const late = walk(online(), wanted, offline, { passMs: 300_000 }, online(later))
    expect(late.effects).toContainEqual({ kind: 'forget-stop', key: 's' })
    expect(late.outbox.stops).toEqual([])
  })
})
