// Chromium's DevTools protocol over the pipe that Chromium is started with: NUL ends each message.
import type { Readable, Writable } from 'node:stream'
// Playwright's own typing of the protocol, which its package does not export.
import type { Protocol } from '../../node_modules/playwright-core/types/protocol.d.ts'

export type { Protocol }

/** One attached page, or the browser itself. */
export type DevToolsSession = {
  /** Rejects with Chromium's own words, and when Chromium or the page has gone. */
  readonly send: <M extends keyof Protocol.CommandParameters>(
    method: M,
    params?: Protocol.CommandParameters[M],
  ) => Promise<Protocol.CommandReturnValues[M]>
  readonly on: <E extends keyof Protocol.Events>(
    event: E,
    listener: (params: Protocol.Events[E]) => void,
  ) => void
}

export type DevToolsPipe = DevToolsSession & {
  /** Pages are attached with flat sessions, so one pipe carries all of them. */
  readonly session: (sessionId: string) => DevToolsSession
  /** Everything that still waits for an answer is refused; Chromium has gone. */
  readonly close: () => void
}

type Listener = (params: unknown) => void
type Waiting = {
  readonly sessionId: string
  resolve: (value: unknown) => void
  reject: (error: Error) => void
}
type Message = {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

export function openDevToolsPipe(output: Writable, input: Readable): DevToolsPipe {
  const waiting = new Map<number, Waiting>()
  const listeners = new Map<string, Set<Listener>>()
  let lastId = 0
  let isClosed = false

  const refuse = (sessionId: string | undefined, why: string) => {
    for (const [id, question] of waiting) {
      if (sessionId !== undefined && question.sessionId !== sessionId) continue
      waiting.delete(id)
      question.reject(new Error(why))
    }
  }

  const take = (message: Message) => {
    if (message.id === undefined) {
      const { method = '', params, sessionId = '' } = message
      for (const listener of listeners.get(`${sessionId} ${method}`) ?? []) listener(params)
      if (method === 'Target.detachedFromTarget')
        refuse((params as { sessionId: string }).sessionId, 'the page has gone')
      return
    }
    const question = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.error) question?.reject(new Error(message.error.message))
    else question?.resolve(message.result)
  }

  let rest: Buffer[] = []
  input.on('data', (chunk: Buffer) => {
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0)) {
      const text = Buffer.concat([...rest, chunk.subarray(0, end)]).toString('utf8')
      rest = []
      chunk = chunk.subarray(end + 1)
      take(JSON.parse(text) as Message)
    }
    if (chunk.length > 0) rest.push(chunk)
  })
  // What was written to a Chromium that has gone is answered by `close`.
  output.on('error', () => undefined)
  input.on('error', () => undefined)

  const session = (sessionId: string): DevToolsSession => {
    return {
      send: ((method: string, params: unknown = {}) =>
        new Promise<unknown>((resolve, reject) => {
          if (isClosed) return reject(new Error('Chromium has gone'))
          const id = ++lastId
          waiting.set(id, { sessionId, resolve, reject })
          const address = sessionId === '' ? {} : { sessionId }
          output.write(`${JSON.stringify({ id, method, params, ...address })}\0`)
        })) as DevToolsSession['send'],
      on: ((event: string, listener: Listener) => {
        const key = `${sessionId} ${event}`
        listeners.set(key, (listeners.get(key) ?? new Set()).add(listener))
      }) as DevToolsSession['on'],
    }
  }

  return {
    ...session(''),
    session,
    close: () => {
      isClosed = true
      refuse(undefined, 'Chromium has gone')
    },
  }
}
