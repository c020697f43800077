// The one writer of the outbox: keeps it on disk, sends what may be sent, and tells every window what became of it.
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { asPlain, idOf, recordOf, valueOf } from '../../src-shared/chat-untrusted.ts'
import type { Clock } from '../../src-shared/clock.ts'
import { targetKey, type ConnectionState } from '../../src-shared/connection.ts'
import type { GatewayEvent } from '../../src-shared/desktop-api.ts'
import { appError, toErrorReport } from '../../src-shared/errors.ts'
import type { NewMessage, OutboxEntry, StopRequest } from '../../src-shared/outbox.ts'
import type { ConnectionController } from '../connection/connection-controller.ts'
import type { Log } from '../logging/log.ts'
import { lookUp } from './look-up.ts'
import { toEntry, type Message, type Stop } from './message.ts'
import { stepOutbox } from './outbox-machine.ts'
import { emptyOutbox, type Effect, type Happening, type Outbox as Machine } from './outbox-model.ts'
import { openOutboxStore, type OutboxStore } from './outbox-store.ts'

export type Outbox = {
  /** Those of one conversation that are not over, in the order they were written. */
  readonly list: (gateway: string, sessionKey: string) => readonly OutboxEntry[]
  /** Those that are on their way or in question, in the order they were written: for one gateway, or for all. */
  readonly waiting: (gateway: string | undefined) => readonly OutboxEntry[]
  /**
   * Keeps a message and sends it as soon as it may be. When this has returned it is not lost any more; the same key
   * again changes nothing. Errors: OUTBOX_FULL, STORE_FAILED, STATE_DIR_IN_USE; then nothing is kept.
   */
  readonly add: (message: NewMessage) => OutboxEntry
  /** The person's word about one that is in question, or failed. */
  readonly sendAgain: (key: string) => void
  readonly discard: (key: string) => void
  /** Reads the gateway's history once more for one that is in question. */
  readonly check: (key: string) => void
  /**
   * Stops what is being answered now; when the line is cut meanwhile, the named runs are stopped with the next
   * connection within five minutes. Settles with the gateway's answer.
   */
  readonly stop: (request: StopRequest) => Promise<{ readonly aborted: boolean }>
  /** Tells every change of every message. Returns how to stop listening. */
  readonly onChange: (listener: (entry: OutboxEntry) => void) => () => void
  readonly close: () => void
}

export type OutboxParts = {
  readonly stateDir: string
  readonly connection: Pick<ConnectionController, 'state' | 'on' | 'request'>
  readonly clock: Clock
  /** In [0, 1), for pauses. */
  readonly random: () => number
  readonly log: Log
  /** How large the file may grow. */
  readonly maxBytes?: number | undefined
  /** Opens what it keeps in, in place of a file of its own. */
  readonly openStore?: ((file: string) => OutboxStore) | undefined
}

/** A large message over a slow line is not lost only because it takes a while. */
const sendTimeoutMs = 120_000
/** Frame, method and id around the params. */
const envelopeBytes = 512

/** Nothing is opened until there is something to keep, or to send of what was kept before. */
export function openOutbox(parts: OutboxParts): Outbox {
  const { connection, clock, log } = parts
  const file = path.join(parts.stateDir, 'outbox.db')
  const listeners = new Set<(entry: OutboxEntry) => void>()
  const happenings: Happening[] = []
  const stopWaiters = new Map<string, PromiseWithResolvers<{ readonly aborted: boolean }>>()
  let opened: OutboxStore | undefined
  let machine: Machine = emptyOutbox
  let stepping = false
  let closed = false
  let unschedule = (): void => undefined

  const hasClosed = () => closed

  function store(): OutboxStore {
    if (closed) throw appError('CANCELLED', {})
    if (opened) return opened
    opened = parts.openStore?.(file) ?? openOutboxStore(file, { now: clock.now, maxBytes: parts.maxBytes })
    happen({ kind: 'added', messages: opened.open() })
    happen({ kind: 'stop-wanted', stops: opened.stops() })
    return opened
  }

  /** What happens while something else is being taken in waits its turn. */
  function happen(happening: Happening): void {
    happenings.push(happening)
    if (stepping) return
    stepping = true
    try {
      for (let next = happenings.shift(); next && !hasClosed(); next = happenings.shift()) {
        const step = stepOutbox(machine, next, { now: clock.now(), random: parts.random() })
        machine = step.outbox
        perform(step.effects)
      }
    } finally {
      stepping = false
    }
  }

  function perform(effects: readonly Effect[]): void {
    const unsaved = new Set<string>()
    for (const effect of effects) {
      switch (effect.kind) {
        case 'save':
          if (!save(effect.message)) unsaved.add(effect.message.key)
          break
        case 'tell':
          tell(effect.message)
          break
        case 'send':
          if (!unsaved.has(effect.key)) void send(effect.key, effect.connId)
          break
        case 'look':
          void look(effect)
          break
        case 'abort':
          void abort(effect)
          break
        case 'forget-stop':
          forgetStop(effect.key)
          break
        case 'schedule':
          schedule(effect.at)
          break
      }
    }
  }

  function save(message: Message): boolean {
    try {
      store().save(message)
      return true
    } catch (error) {
      log.error('the state of a message could not be kept', { phase: message.delivery.phase, error })
      // A byte that leaves before this is written down could leave twice.
      if (message.delivery.phase === 'sent') {
        happen({ kind: 'not-saved', key: message.key, error: toErrorReport(error) })
      }
      return false
    }
  }

  function tell(message: Message): void {
    const entry = toEntry(message)
    for (const listener of listeners) {
      try {
        listener(entry)
      } catch (error) {
        log.error('a watcher of the outbox failed', { error })
      }
    }
  }

  function schedule(at: number | undefined): void {
    unschedule()
    unschedule =
      at === undefined
        ? () => undefined
        : clock.after(Math.max(0, at - clock.now()), () => happen({ kind: 'due' }))
  }

  async function send(key: string, connId: string): Promise<void> {
    const message = machine.messages.find(other => other.key === key)
    if (!message) return
    try {
      const attachments = store().attachments(key)
      const params = {
        sessionKey: message.sessionKey,
        message: message.text,
        idempotencyKey: key,
        ...(attachments ? { attachments } : {}),
      }
      const answer = asPlain(await connection.request('chat.send', params, { timeoutMs: sendTimeoutMs }))
      happen({
        kind: 'answered',
        key,
        runId: idOf(answer, 'runId') ?? key,
        status: idOf(answer, 'status') ?? 'started',
        isRecorded: typeof valueOf(answer, 'messageSeq') === 'number',
      })
    } catch (failure) {
      const error = toErrorReport(failure)
      happen({ kind: isRefusal(error.code) ? 'refused' : 'unanswered', key, connId, error })
    }
  }

  async function look({ sessionKey, keys, connId }: Extract<Effect, { kind: 'look' }>): Promise<void> {
    try {
      const kept = store()
      const suspects = machine.messages
        .filter(({ key }) => keys.includes(key))
        .map(message => ({
          message,
          earlier: kept.earlierKeys(message),
          hasTwin: kept.hasTwin(message),
        }))
      const verdicts = await lookUp(
        (method, params) => connection.request(method, params),
        sessionKey,
        suspects,
      )
      happen({ kind: 'looked', connId, verdicts })
    } catch (error) {
      log.info('history could not be read for a message in doubt', { error })
      happen({ kind: 'not-looked', keys, connId })
    }
  }

  async function abort({ stop, connId }: Extract<Effect, { kind: 'abort' }>): Promise<void> {
    const { sessionKey, runIds, key } = stop
    // Later another answer may be under way, which nobody wanted to stop.
    const wanted = stop.connId === connId ? [{ sessionKey }] : runIds.map(runId => ({ sessionKey, runId }))
    try {
      let aborted = false
      for (const params of wanted) {
        const answer = asPlain(await connection.request('chat.abort', params))
        aborted ||= valueOf(answer, 'aborted') !== false
      }
      stopWaiters.get(key)?.resolve({ aborted })
      happen({ kind: 'stopped', key, isSettled: true })
    } catch (failure) {
      const { code } = toErrorReport(failure)
      const isSettled = isRefusal(code) && code !== 'GATEWAY_BUSY'
      if (isSettled || code === 'GATEWAY_BUSY') stopWaiters.get(key)?.reject(failure)
      happen({ kind: 'stopped', key, isSettled })
    }
  }

  function forgetStop(key: string): void {
    stopWaiters.get(key)?.resolve({ aborted: false })
    stopWaiters.delete(key)
    try {
      store().forgetStop(key)
    } catch (error) {
      log.error('a stop that is done could not be forgotten', { error })
    }
  }

  // ── what the connection tells ──

  function follow(state: ConnectionState): void {
    if (state.phase !== 'online') {
      if (machine.link) happen({ kind: 'offline', error: 'error' in state ? state.error : undefined })
      return
    }
    const { gateway, target } = state
    const { connId } = gateway
    if (machine.link?.connId === connId) return
    openKept()
    happen({
      kind: 'online',
      link: {
        gateway: targetKey(target),
        connId,
        boot: gateway.bootId ?? connId,
        maxPayloadBytes: gateway.maxPayloadBytes,
      },
    })
  }

  /** What an earlier run of the app has left. */
  function openKept(): void {
    if (opened || closed || !existsSync(file)) return
    try {
      store()
    } catch (error) {
      log.error('the outbox could not be opened', { error })
    }
  }

  function hear({ event, payload }: GatewayEvent): void {
    const key = keyIn(event, payload)
    if (key === undefined) return
    if (machine.messages.some(message => message.key === key)) happen({ kind: 'seen', key })
  }

  const stopFollowing = connection.on({ state: follow, event: hear })
  follow(connection.state)

  return {
    list: (gateway, sessionKey) => {
      openKept()
      return machine.messages
        .filter(message => message.gateway === gateway && message.sessionKey === sessionKey)
        .map(toEntry)
    },
    waiting: gateway => {
      openKept()
      return machine.messages
        .filter(
          message =>
            message.delivery.phase !== 'accepted' && (gateway === undefined || message.gateway === gateway),
        )
        .map(toEntry)
    },
    add: message => {
      const kept = store()
      const known = kept.find(message.key)
      if (known) return toEntry(machine.messages.find(({ key }) => key === message.key) ?? known)
      const added = kept.add(message, requestBytes(message))
      happen({ kind: 'added', messages: [added] })
      return toEntry(machine.messages.find(({ key }) => key === message.key) ?? added)
    },
    sendAgain: key => happen({ kind: 'again', key }),
    discard: key => happen({ kind: 'discard', key }),
    check: key => happen({ kind: 'check', key }),
    stop: request => {
      const stop: Stop = {
        ...request,
        key: randomUUID(),
        at: clock.now(),
        connId: machine.link?.connId,
        isUnderWay: false,
      }
      const waiter = Promise.withResolvers<{ readonly aborted: boolean }>()
      stopWaiters.set(stop.key, waiter)
      try {
        store().addStop(stop)
      } catch (error) {
        // It is asked for all the same; only a restart in between would forget it.
        log.warn('a wish to stop could not be kept', { error })
      }
      happen({ kind: 'stop-wanted', stops: [stop] })
      return waiter.promise
    },
    onChange: listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: () => {
      if (closed) return
      closed = true
      unschedule()
      stopFollowing()
      listeners.clear()
      for (const waiter of stopWaiters.values()) waiter.resolve({ aborted: false })
      opened?.close()
      opened = undefined
    },
  }
}

/** These are the gateway's own no; any other failure leaves open what became of the request. */
function isRefusal(code: string): boolean {
  return ['GATEWAY_REQUEST_FAILED', 'GATEWAY_BUSY', 'SCOPE_MISSING', 'MESSAGE_TOO_LARGE'].includes(code)
}

function requestBytes({ key, text, sessionKey, attachments }: NewMessage): number {
  const params = { sessionKey, message: text, idempotencyKey: key, attachments }
  return Buffer.byteLength(JSON.stringify(params)) + envelopeBytes
}

/** The key of the message that this event proves to have arrived. */
function keyIn(event: string, payload: unknown): string | undefined {
  const record = asPlain(payload)
  if (event === 'session.message') {
    const written = idOf(recordOf(record, 'message'), 'idempotencyKey')
    return written?.endsWith(':user') ? written.slice(0, -':user'.length) : written
  }
  if (event !== 'chat') return undefined
  const state = valueOf(record, 'state')
  return state === 'delta' || state === 'final' || state === 'aborted' || state === 'error'
    ? idOf(record, 'runId')
    : undefined
}
