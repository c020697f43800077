// A gateway behind the window bench, as far as chat needs one: it answers from what the test put into it.
import type { ConnectionState, GatewayInfo } from '../../src-shared/connection.ts'
import { AppError, errorReport, toErrorReport } from '../../src-shared/errors.ts'
import { mainKey } from './chat-events.ts'
import type { Answers, BenchWindow } from './window-bench.ts'
import { gatewayInfo, states } from './window-fixtures.ts'

const methods =
  'chat.send chat.history chat.abort commands.list health status sessions.list sessions.create sessions.patch ' +
  'sessions.reset sessions.delete sessions.subscribe sessions.messages.subscribe'

export const chatGateway: GatewayInfo = { ...gatewayInfo, methods: methods.split(' ') }

/** `bootId` names the gateway's process. */
export function onlineAs(connId: string, bootId?: string): ConnectionState {
  return { ...states.online, gateway: { ...chatGateway, connId, bootId } }
}

type Request = { method: string; params: Record<string, unknown> }
type Answer = (params: Record<string, unknown>) => unknown

export type ChatGateway = {
  readonly answers: Answers
  /** One request, as anybody on the connection makes it. */
  readonly request: (method: string, params: unknown) => Promise<unknown>
  /** What was asked of one method, oldest first. */
  readonly asked: (method: string) => Record<string, unknown>[]
  /** The rows of each session, oldest first; `chat.history` pages through them. */
  readonly rows: Map<string, unknown[]>
  readonly sessions: Record<string, unknown>[]
  /** What `chat.history` says besides its rows. */
  historyMore: Record<string, unknown>
  /** Answers a method otherwise from now on. */
  readonly on: (method: string, answer: Answer) => void
}

export function scriptChatGateway(): ChatGateway {
  const requests: Request[] = []
  const rows = new Map<string, unknown[]>()
  const sessions: Record<string, unknown>[] = []

  const history: Answer = ({ sessionKey, limit, offset }) => {
    const all = rows.get(String(sessionKey)) ?? []
    const skip = typeof offset === 'number' ? offset : 0
    const end = Math.max(0, all.length - skip)
    const start = Math.max(0, end - Number(limit))
    return {
      sessionKey,
      sessionId: `session of ${String(sessionKey)}`,
      messages: all.slice(start, end),
      hasMore: start > 0,
      nextOffset: all.length - start,
      totalMessages: all.length,
      sessionInfo: { hasActiveRun: false },
      ...gateway.historyMore,
    }
  }
  const known: Record<string, Answer> = {
    'chat.history': history,
    'chat.send': ({ idempotencyKey }) => ({ runId: idempotencyKey, status: 'started' }),
    'chat.abort': () => ({ ok: true, aborted: true, runIds: [] }),
    'sessions.list': () => ({ sessions, count: sessions.length, hasMore: false }),
    'sessions.create': () => ({ ok: true, key: 'agent:main:dashboard:5f0c1c4e-0000-4000-8000-000000000001' }),
    'sessions.patch': () => ({ ok: true }),
    'sessions.reset': () => ({ ok: true }),
    'sessions.delete': () => ({ ok: true }),
    'sessions.subscribe': () => ({ subscribed: true }),
    'sessions.messages.subscribe': () => ({ subscribed: true }),
    'commands.list': () => ({ commands }),
  }

  const request = async (method: string, params: unknown): Promise<unknown> => {
    const given = (params ?? {}) as Record<string, unknown>
    requests.push({ method, params: given })
    const answer = known[method]
    if (!answer) throw requestFailed(method, 'unknown method')
    return await answer(given)
  }

  const gateway: ChatGateway = {
    request,
    rows,
    sessions,
    historyMore: {},
    asked: method => requests.filter(request => request.method === method).map(({ params }) => params),
    on: (method, answer) => {
      known[method] = answer
    },
    answers: {
      'connection.current': () => onlineAs('c-1'),
      'gateway.request': ({ method, params }) => request(method, params),
      // An outbox that keeps nothing: `chat-outbox.ts` has the real one.
      'outbox.add': async message => {
        const { key, gateway: place, sessionKey, text, attachments, at } = message
        const params = { sessionKey, message: text, idempotencyKey: key, ...(attachments && { attachments }) }
        const delivery = await request('chat.send', params).then(
          () => ({ phase: 'accepted', runId: key, status: 'started' }) as const,
          (error: unknown) => ({ phase: 'failed', error: toErrorReport(error) }) as const,
        )
        return { key, gateway: place, sessionKey, text, files: [], at, delivery }
      },
      'outbox.stop': async ({ sessionKey }) => {
        const answer = await request('chat.abort', { sessionKey })
        return { aborted: (answer as { aborted?: boolean }).aborted !== false }
      },
    },
  }
  return gateway
}

export function requestFailed(method: string, gatewayMessage: string): AppError {
  return new AppError(
    errorReport('GATEWAY_REQUEST_FAILED', { method, gatewayCode: 'INVALID_REQUEST', gatewayMessage }),
  )
}

/** Events reach the page as the app tells them, in order. */
export async function tellEvents(
  window: BenchWindow,
  events: readonly { event: string; payload: unknown }[],
): Promise<void> {
  for (const event of events) await window.tell('gateway.event', event)
}

const commands = [
  {
    name: 'help',
    textAliases: ['/help'],
    description: 'Show what can be done here',
    scope: 'both',
    acceptsArgs: false,
    source: 'native',
  },
  {
    name: 'status',
    textAliases: ['/status'],
    description: 'Show model, context and queue',
    scope: 'both',
    acceptsArgs: false,
    source: 'native',
  },
  {
    name: 'stop',
    textAliases: ['/stop', '/abort'],
    description: 'Stop the answer that is being written',
    scope: 'both',
    acceptsArgs: false,
    source: 'native',
  },
  {
    name: 'model',
    textAliases: ['/model'],
    description: 'Show or choose the model',
    scope: 'both',
    acceptsArgs: true,
    args: [{ name: 'name', description: 'The model', type: 'string' }],
    source: 'native',
  },
  {
    name: 'think',
    textAliases: ['/think'],
    description: 'How much the model thinks before it answers',
    scope: 'text',
    acceptsArgs: true,
    args: [{ name: 'level', description: 'off to high', type: 'string' }],
    source: 'native',
  },
  { name: 'native-only', description: 'Not for text', scope: 'native', acceptsArgs: false, source: 'native' },
]

export { mainKey }
