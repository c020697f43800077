// A connection to a gateway as short as it can be, for a process that is killed soon: no tunnel, no device, one secret.
import { WebSocket, type RawData } from 'ws'
import type { ConnectionState } from '../../../src-shared/connection.ts'
import { AppError, appError, errorReport } from '../../../src-shared/errors.ts'
import { gatewayInfo, Hello } from '../../../src-shared/wire/hello.ts'
import type { OutboxParts } from '../../../src-main/outbox/outbox.ts'

type Connection = OutboxParts['connection']
type Frame = {
  readonly id?: string
  readonly event?: string
  readonly ok?: boolean
  readonly payload?: unknown
  readonly error?: { readonly code: string; readonly message: string }
}

export type PlainConnectionOptions = {
  readonly url: string
  readonly token: string
  /** Called when the socket has taken all bytes of this request. */
  readonly onWritten?: ((method: string) => void) | undefined
  /** Called with the answer, before anybody else has it. */
  readonly onAnswer?: ((method: string) => void) | undefined
}

/** Connects at once; settles when it is greeted. */
export async function openPlainConnection(options: PlainConnectionOptions): Promise<Connection> {
  const { url, token, onWritten, onAnswer } = options
  const socket = new WebSocket(url, { perMessageDeflate: false })
  const waiting = new Map<string, { method: string; answer: PromiseWithResolvers<unknown> }>()
  const events = new Set<(event: { event: string; payload?: unknown }) => void>()
  const challenged = Promise.withResolvers<void>()
  let count = 0

  const request = (method: string, params?: unknown): Promise<unknown> => {
    count += 1
    const id = `r${count}`
    const answer = Promise.withResolvers<unknown>()
    waiting.set(id, { method, answer })
    socket.send(JSON.stringify({ type: 'req', id, method, params }), () => onWritten?.(method))
    return answer.promise
  }

  socket.on('message', (data: RawData) => {
    const frame = JSON.parse((data as Buffer).toString('utf8')) as Frame
    if (frame.event === 'connect.challenge') return challenged.resolve()
    if (frame.event !== undefined) {
      for (const hear of events) hear({ event: frame.event, payload: frame.payload })
      return
    }
    const asked = waiting.get(frame.id ?? '')
    if (!asked) return
    onAnswer?.(asked.method)
    if (frame.ok) return asked.answer.resolve(frame.payload)
    const { code: gatewayCode = '', message: gatewayMessage = '' } = frame.error ?? {}
    const details = { method: asked.method, gatewayCode, gatewayMessage }
    asked.answer.reject(new AppError(errorReport('GATEWAY_REQUEST_FAILED', details)))
  })
  socket.on('error', challenged.reject)
  socket.on('close', () => {
    for (const { answer } of waiting.values()) answer.reject(appError('NOT_CONNECTED', {}))
  })
  await challenged.promise
  const hello = Hello.parse(
    await request('connect', {
      minProtocol: 4,
      maxProtocol: 4,
      client: { id: 'cli', version: '1', platform: 'linux', mode: 'cli' },
      role: 'operator',
      scopes: ['operator.read', 'operator.write'],
      auth: { token },
    }),
  )
  const state: ConnectionState = {
    phase: 'online',
    target: { kind: 'local' },
    ladder: [],
    since: Date.now(),
    gateway: gatewayInfo(hello, Date.now()),
  }
  return {
    state,
    on: ({ event }) => {
      if (event) events.add(event)
      return () => undefined
    },
    request: async <T>(method: string, params?: unknown) => (await request(method, params)) as T,
  }
}
