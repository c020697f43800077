// One outbox for each gateway over one file: what waits for one gateway neither holds up another's nor goes to it.
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Clock } from '../../src-shared/clock.ts'
import { appError } from '../../src-shared/errors.ts'
import type { OutboxEntry } from '../../src-shared/outbox.ts'
import type { BadFile } from '../../src-shared/troubles.ts'
import { lineTo } from '../connections/line-to.ts'
import type { ConnectionSet } from '../connections/connection-set.ts'
import type { Log } from '../logging/log.ts'
import { noteSalvage } from '../settings/bad-files.ts'
import { openOutbox, type Outbox } from './outbox.ts'
import { openOutboxStore, type OutboxStore } from './outbox-store.ts'

export type OutboxesParts = {
  readonly stateDir: string
  readonly connections: Pick<ConnectionSet, 'of' | 'on' | 'members'>
  readonly clock: Clock
  /** In [0, 1), for pauses. */
  readonly random: () => number
  readonly log: Log
  /** The file was damaged and put aside; what could be read of it waits in a new one. */
  readonly onBadFile: (bad: BadFile) => void
}

/** Nothing is opened until there is something to keep, or to send of what was kept before. */
export function openOutboxes(parts: OutboxesParts): Outbox {
  const { connections, clock, log } = parts
  const file = path.join(parts.stateDir, 'outbox.db')
  const listeners = new Set<(entry: OutboxEntry) => void>()
  const outboxes = new Map<string, Outbox>()
  let opened: OutboxStore | undefined
  let closed = false

  function store(): OutboxStore {
    if (closed) throw appError('CANCELLED', {})
    opened ??= openOutboxStore(file, {
      now: clock.now,
      onDamage: ({ path: aside, kept, lost }) =>
        parts.onBadFile(noteSalvage(aside, { kind: 'outbox', kept, lost })),
    })
    return opened
  }

  function outboxOf(gateway: string): Outbox {
    const known = outboxes.get(gateway)
    if (known) return known
    const outbox = openOutbox({
      ...parts,
      connection: lineTo(connections, gateway),
      openStore: () => storeOf(gateway, store()),
    })
    outboxes.set(gateway, outbox)
    outbox.onChange(entry => {
      for (const listener of listeners) listener(entry)
    })
    return outbox
  }

  /** What an earlier run of the app has left, for each gateway it is for. */
  function openKept(): void {
    if (opened || closed || !existsSync(file)) return
    try {
      const kept = store()
      for (const { gateway } of [...kept.open(), ...kept.stops()]) outboxOf(gateway)
    } catch (error) {
      log.error('the outbox could not be opened', { error })
    }
  }

  /** That of the gateway which a kept message is for. */
  function withKey(key: string, act: (outbox: Outbox) => void): void {
    openKept()
    const message = opened?.find(key)
    if (message) act(outboxOf(message.gateway))
  }

  const stopFollowing = connections.on({ state: (_, { phase }) => void (phase === 'online' && openKept()) })
  if (connections.members.some(({ connection }) => connection.state.phase === 'online')) openKept()

  return {
    list: (gateway, sessionKey) => {
      openKept()
      return outboxes.get(gateway)?.list(gateway, sessionKey) ?? []
    },
    waiting: gateway => {
      openKept()
      const asked = gateway === undefined ? [...outboxes.keys()] : [gateway]
      return asked.flatMap(key => outboxes.get(key)?.waiting(key) ?? [])
    },
    add: message => {
      openKept()
      return outboxOf(message.gateway).add(message)
    },
    sendAgain: key => withKey(key, outbox => outbox.sendAgain(key)),
    discard: key => withKey(key, outbox => outbox.discard(key)),
    check: key => withKey(key, outbox => outbox.check(key)),
    stop: request => {
      openKept()
      return outboxOf(request.gateway).stop(request)
    },
    onChange: listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: () => {
      if (closed) return
      closed = true
      stopFollowing()
      listeners.clear()
      for (const outbox of outboxes.values()) outbox.close()
      opened?.close()
      opened = undefined
    },
  }
}

/** The rows of one gateway; whoever opened the file closes it. */
function storeOf(gateway: string, store: OutboxStore): OutboxStore {
  return {
    ...store,
    open: () => store.open().filter(message => message.gateway === gateway),
    stops: () => store.stops().filter(stop => stop.gateway === gateway),
    close: () => undefined,
  }
}
