// The app's real outbox behind a window of the bench: what the page is told of connection and events, it hears as well.
import { existsSync, mkdirSync } from 'node:fs'
import type { ConnectionState } from '../../src-shared/connection.ts'
import type { GatewayEvent } from '../../src-shared/desktop-api.ts'
import { openOutbox, type Outbox, type OutboxParts } from '../../src-main/outbox/outbox.ts'
import { systemClock } from '../../src-main/connection/clock.ts'
import { silentLog } from '../../src-main/logging/log.ts'
import { onlineAs, type ChatGateway } from './chat-gateway.ts'
import type { Answers, BenchWindow } from './window-bench.ts'

export type TestConnection = OutboxParts['connection'] & {
  readonly tellState: (state: ConnectionState) => void
  readonly tellEvent: (event: GatewayEvent) => void
}

type Watcher = { state?: (state: ConnectionState) => void; event?: (event: GatewayEvent) => void }

/** A connection that is as the test says. */
export function testConnection(
  request: (method: string, params: unknown) => Promise<unknown>,
  first: ConnectionState = { phase: 'idle' },
): TestConnection {
  let state = first
  const watchers = new Set<Watcher>()
  return {
    get state() {
      return state
    },
    on: watcher => {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    request: async <T>(method: string, params?: unknown) => (await request(method, params)) as T,
    tellState: next => {
      state = next
      for (const watcher of watchers) watcher.state?.(next)
    },
    tellEvent: event => {
      for (const watcher of watchers) watcher.event?.(event)
    },
  }
}

export type ChatOutbox = {
  readonly outbox: Outbox
  readonly answers: Answers
  /** The window, whose connection and events the outbox hears too. */
  readonly behind: (window: BenchWindow) => BenchWindow
  readonly close: () => void
}

/** `stateDir` is made when it is not there, and stays. */
export function openChatOutbox(
  gateway: ChatGateway,
  stateDir: string,
  options: { readonly maxBytes?: number | undefined; readonly state?: ConnectionState | undefined } = {},
): ChatOutbox {
  if (!existsSync(stateDir)) mkdirSync(stateDir, { recursive: true })
  const connection = testConnection(gateway.request, options.state ?? onlineAs('c-1'))
  const outbox = openOutbox({
    stateDir,
    connection,
    clock: systemClock,
    random: () => 0,
    log: silentLog,
    maxBytes: options.maxBytes,
  })
  return {
    outbox,
    answers: {
      'outbox.list': ({ gateway: place, sessionKey }) => outbox.list(place, sessionKey),
      'outbox.waiting': ({ gateway: place }) => outbox.waiting(place),
      'outbox.add': message => outbox.add(message),
      'outbox.sendAgain': ({ key }) => outbox.sendAgain(key),
      'outbox.discard': ({ key }) => outbox.discard(key),
      'outbox.check': ({ key }) => outbox.check(key),
      'outbox.stop': request => outbox.stop(request),
    },
    behind: window => {
      outbox.onChange(entry => {
        window.tell('outbox.changed', entry).catch(() => undefined)
      })
      return {
        ...window,
        tell: async (name, value) => {
          if (name === 'connection.changed') connection.tellState(value as ConnectionState)
          if (name === 'gateway.event') connection.tellEvent(value as GatewayEvent)
          await window.tell(name, value)
        },
      }
    },
    close: outbox.close,
  }
}
