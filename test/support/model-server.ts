// An OpenAI-compatible model server on loopback that answers as scripted: what agents and gateways are tested against.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A turnstile the test holds: the server waits at it before each token, the test lets it through. */
export type Gate = {
  /** Settles when a release is there for this caller. Used by the server. */
  pass(): Promise<void>
  /** Lets `count` tokens through (default 1). */
  release(count?: number): void
  /** Lets everything through from now on. */
  open(): void
}

export function createGate(): Gate {
  let credit = 0
  const waiting: (() => void)[] = []
  return {
    pass() {
      if (credit > 0) {
        credit -= 1
        return Promise.resolve()
      }
      return new Promise(resolve => waiting.push(resolve))
    },
    release(count = 1) {
      credit += count
      while (credit > 0 && waiting.length > 0) {
        credit -= 1
        waiting.shift()?.()
      }
    },
    open() {
      this.release(Number.POSITIVE_INFINITY)
    },
  }
}

/**
 * How one request is answered. `echo`: "echo: " and the last user text, word by word. `tokens`: those pieces, each
 * waiting at `gate` when there is one. `tool-call`: the model asks for a tool. `error`: that status and message (use
 * 400: OpenClaw puts a provider that answers 401 on a cooldown). `hang`: the connection stays open and silent.
 */
export type ModelScript =
  | { readonly kind: 'echo' }
  | { readonly kind: 'tokens'; readonly pieces: readonly string[]; readonly gate?: Gate }
  | { readonly kind: 'tool-call'; readonly name: string; readonly arguments: unknown }
  | { readonly kind: 'error'; readonly status: number; readonly message: string }
  | { readonly kind: 'hang' }

export type ModelRequest = {
  readonly path: string
  readonly authorization: string | undefined
  readonly body: { model?: string; stream?: boolean; messages?: { role: string; content: unknown }[] }
  /** Settles when this exchange is over; `true` if the client hung up before the answer was whole. */
  readonly abandoned: Promise<boolean>
}

export type ModelServer = {
  /** `http://127.0.0.1:PORT/v1`, as it goes into `models.providers.<id>.baseUrl`. */
  readonly baseUrl: string
  readonly port: number
  /** Every chat request so far, oldest first. */
  readonly requests: readonly ModelRequest[]
  /** The script of one coming request; several queue up. Requests without one get `fallback`. */
  next(script: ModelScript): void
  /** What requests without a script of their own get; `echo` at first. */
  fallback(script: ModelScript): void
  /** The nth chat request (0 is the first), as soon as it is there. */
  request(index: number): Promise<ModelRequest>
  close(): Promise<void>
}

export type ModelServerOptions = {
  /** Model ids that GET /v1/models lists. */
  readonly models?: readonly string[]
  /** 0 (default) asks the system. */
  readonly port?: number
}

/** Starts the server; it answers `/v1/chat/completions` (streamed or whole) and `/v1/models`. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const models = options.models ?? ['scripted']
  const requests: ModelRequest[] = []
  const scripts: ModelScript[] = []
  const watchers: (() => void)[] = []
  let usual: ModelScript = { kind: 'echo' }

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy())
  })

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname
    if (path === '/v1/models') {
      const data = models.map(id => ({ id, object: 'model', owned_by: 'test' }))
      return sendJson(response, 200, { object: 'list', data })
    }
    if (path !== '/v1/chat/completions') return sendJson(response, 404, { error: { message: 'not found' } })
    const body = JSON.parse(await readText(request)) as ModelRequest['body']
    const abandoned = once(response, 'close').then(() => !response.writableFinished)
    requests.push({ path, authorization: request.headers.authorization, body, abandoned })
    for (const wake of watchers.splice(0)) wake()
    await play(scripts.shift() ?? usual, body, response)
  }

  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    port,
    requests,
    next: script => void scripts.push(script),
    fallback: script => void (usual = script),
    async request(index) {
      for (;;) {
        const found = requests[index]
        if (found) return found
        await new Promise<void>(resolve => watchers.push(resolve))
      }
    },
    async close() {
      server.closeAllConnections()
      if (server.listening) await new Promise(resolve => server.close(resolve))
    },
  }
}

async function play(script: ModelScript, body: ModelRequest['body'], response: ServerResponse) {
  if (script.kind === 'hang') return
  if (script.kind === 'error') {
    return sendJson(response, script.status, {
      error: { message: script.message, type: 'invalid_request_error', code: null },
    })
  }
  const model = body.model ?? 'scripted'
  if (script.kind === 'tool-call') {
    const call = {
      id: `call_${script.name}`,
      type: 'function',
      function: { name: script.name, arguments: JSON.stringify(script.arguments) },
    }
    if (!body.stream) return sendWhole(response, model, { content: null, tool_calls: [call] }, 'tool_calls')
    const send = openStream(response, model)
    send({ role: 'assistant', tool_calls: [{ index: 0, ...call }] }, null)
    return endStream(response, send, 'tool_calls')
  }
  const pieces =
    script.kind === 'tokens' ? script.pieces : `echo: ${lastUserText(body)}`.split(/(?<=\s)/).filter(Boolean)
  const gate = script.kind === 'tokens' ? script.gate : undefined
  if (!body.stream) {
    for (const _ of pieces) await gate?.pass()
    return sendWhole(response, model, { content: pieces.join('') }, 'stop')
  }
  const send = openStream(response, model)
  send({ role: 'assistant', content: '' }, null)
  for (const content of pieces) {
    await gate?.pass()
    if (response.destroyed) return
    send({ content }, null)
  }
  endStream(response, send, 'stop')
}

const usage = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 }

type SendChunk = (delta: object, finishReason: string | null) => void

function openStream(response: ServerResponse, model: string): SendChunk {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  return (delta, finish_reason) => {
    const chunk = {
      id: 'chatcmpl-test',
      object: 'chat.completion.chunk',
      created: 0,
      model,
      choices: [{ index: 0, delta, finish_reason }],
    }
    response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  }
}

function endStream(response: ServerResponse, send: SendChunk, finishReason: string) {
  send({}, finishReason)
  const last = { id: 'chatcmpl-test', object: 'chat.completion.chunk', created: 0, choices: [], usage }
  response.end(`data: ${JSON.stringify(last)}\n\ndata: [DONE]\n\n`)
}

function sendWhole(response: ServerResponse, model: string, message: object, finish_reason: string) {
  const choices = [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }]
  sendJson(response, 200, {
    id: 'chatcmpl-test',
    object: 'chat.completion',
    created: 0,
    model,
    choices,
    usage,
  })
}

function sendJson(response: ServerResponse, status: number, value: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

function lastUserText(body: ModelRequest['body']): string {
  const content = body.messages?.findLast(message => message.role === 'user')?.content
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part: { text?: string }) => part.text ?? '').join('')
}
