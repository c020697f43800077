// A gateway as far as an outbox needs one, in this process and on the test's clock: it may be cut off before it has a
// request, or before its answer is heard, and it forgets its keys after five minutes and with each restart.
import type { ConnectionState } from '../../../src-shared/connection.ts'
import { AppError, appError, errorReport } from '../../../src-shared/errors.ts'
import { testConnection, type TestConnection } from '../../support/chat-outbox.ts'
import { onlineAs } from '../../support/chat-gateway.ts'
import { states } from '../../support/window-fixtures.ts'

type Row = { readonly sessionKey: string; readonly key: string; readonly text: string; readonly at: number }

/** What goes wrong with the next `chat.send`. `kept`: whether the gateway has it all the same. */
export type Mishap =
  | 'none'
  | 'lost-on-the-way'
  | 'answer-lost'
  | 'busy'
  | 'restart-before'
  | 'restart-after'
  | 'restart-between-answer-and-record'

export type ModelGateway = {
  readonly connection: TestConnection
  /** What was written down, in order. */
  readonly rows: readonly Row[]
  mishap: Mishap
  readonly connect: () => void
  readonly cut: () => void
  /** Another process: the history stays, the memory of keys does not. */
  readonly restart: () => void
  /** The history begins anew, and what was said is gone from it. */
  readonly beginAnew: (sessionKey: string) => void
  /** Every row ever written, whatever was thrown away since. */
  readonly everWritten: readonly Row[]
  /** Settles when no request is under way. */
  readonly quiet: () => Promise<void>
}

const rememberMs = 5 * 60_000

export type ModelGatewayOptions = {
  readonly now: () => number
  /** Whether rows carry the key they were sent under. */
  readonly writesKeys?: boolean | undefined
  /** Whether it tells what it has written down. */
  readonly tells?: boolean | undefined
}

export function openModelGateway({
  now,
  writesKeys = true,
  tells = true,
}: ModelGatewayOptions): ModelGateway {
  const everWritten: Row[] = []
  let rows: Row[] = []
  let memory = new Map<string, number>()
  let boot = 1
  let conn = 0
  let isUp = false
  let underWay = 0
  const sessions = new Map<string, number>()

  const isBusy = () => underWay > 0
  const lost = () => appError('NOT_CONNECTED', {})

  /** What a person at the other end would have: one run for each of these. */
  function accept(sessionKey: string, key: string, text: string): string {
    const before = memory.get(key)
    if (before !== undefined && now() - before < rememberMs) return 'ok'
    memory.set(key, now())
    sessions.set(sessionKey, sessions.get(sessionKey) ?? 1)
    const row = { sessionKey, key, text, at: now() }
    rows.push(row)
    everWritten.push(row)
    const asked = conn
    underWay += 1
    setImmediate(() => {
      underWay -= 1
      const message = { role: 'user', content: text, idempotencyKey: `${key}:user` }
      if (tells && isUp && asked === conn) {
        connection.tellEvent({ event: 'session.message', payload: { sessionKey, message } })
      }
    })
    return 'started'
  }

  function send(params: Record<string, unknown>): unknown {
    const [sessionKey, key, text] = ['sessionKey', 'idempotencyKey', 'message'].map(name =>
      String(params[name]),
    )
    const { mishap } = gateway
    gateway.mishap = 'none'
    const take = () => accept(sessionKey ?? '', key ?? '', text ?? '')
    switch (mishap) {
      case 'none':
        return { runId: key, status: take() }
      case 'busy':
        throw new AppError(errorReport('GATEWAY_BUSY', { method: 'chat.send', retryAfterMs: 500 }))
      case 'lost-on-the-way':
        gateway.cut()
        throw lost()
      case 'answer-lost':
        take()
        gateway.cut()
        throw lost()
      case 'restart-before':
        gateway.restart()
        throw lost()
      case 'restart-after':
        take()
        gateway.restart()
        throw lost()
      case 'restart-between-answer-and-record': {
        setImmediate(gateway.restart)
        return { runId: key, status: take() }
      }
    }
  }

  function history({ sessionKey, limit, offset = 0 }: Record<string, unknown>): unknown {
    const all = rows.filter(row => row.sessionKey === sessionKey)
    const end = Math.max(0, all.length - Number(offset))
    const start = Math.max(0, end - Number(limit))
    const session = sessions.get(String(sessionKey))
    return {
      sessionKey,
      ...(session === undefined ? {} : { sessionId: `${String(sessionKey)} ${session}` }),
      hasMore: start > 0,
      nextOffset: all.length - start,
      messages: all.slice(start, end).map(row => ({
        role: 'user',
        content: row.text,
        timestamp: row.at,
        ...(writesKeys ? { idempotencyKey: `${row.key}:user` } : {}),
      })),
    }
  }

  async function request(method: string, params: unknown): Promise<unknown> {
    const asked = conn
    underWay += 1
    try {
      await Promise.resolve()
      if (!isUp || asked !== conn) throw lost()
      const given = (params ?? {}) as Record<string, unknown>
      if (method === 'chat.history') return history(given)
      if (method === 'chat.send') return send(given)
      return { aborted: false }
    } finally {
      underWay -= 1
    }
  }

  const connection = testConnection(request)
  const gateway: ModelGateway = {
    connection,
    everWritten,
    get rows() {
      return rows
    },
    mishap: 'none',
    connect: () => {
      if (isUp) return
      isUp = true
      conn += 1
      connection.tellState(onlineAs(`c-${conn}`, `boot-${boot}`))
    },
    cut: () => {
      if (!isUp) return
      isUp = false
      connection.tellState(states.waiting satisfies ConnectionState)
    },
    restart: () => {
      boot += 1
      memory = new Map()
      gateway.cut()
    },
    beginAnew: sessionKey => {
      rows = rows.filter(row => row.sessionKey !== sessionKey)
      sessions.set(sessionKey, (sessions.get(sessionKey) ?? 1) + 1)
    },
    quiet: async () => {
      // A turn of the loop lets answers be taken in, which may begin the next request.
      do await new Promise(resolve => setImmediate(resolve))
      while (isBusy())
    },
  }
  return gateway
}
