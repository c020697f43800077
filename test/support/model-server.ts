// A model server on loopback that answers as scripted: what agents and gateways are tested against. It speaks the OpenAI
// API, and under their usual paths those of Anthropic and Google.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { playAnthropic } from './anthropic-wire.ts'
import type { Gate, ModelScript, Speech } from './model-script.ts'
import { playGoogle } from './google-wire.ts'

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

export type ModelRequest = {
  readonly path: string
  readonly authorization: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: {
    model?: string
    stream?: boolean
    messages?: { role: string; content: unknown }[]
    [key: string]: unknown
  }
  /** Settles when this exchange is over; `true` if the client hung up before the answer was whole. */
  readonly abandoned: Promise<boolean>
}

export type ModelServer = {
  /** `http://127.0.0.1:PORT/v1`, as it goes into `models.providers.<id>.baseUrl`. */
  readonly baseUrl: string
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string
  readonly port: number
  /** Every chat request so far, oldest first. */
  readonly requests: readonly ModelRequest[]
  /** The script of one coming request; several queue up. Requests without one get `fallback`. */
  next(script: ModelScript): void
  /** What requests without a script of their own get, or how that is chosen; `echo` at first. */
  fallback(script: ModelScript | ((body: ModelRequest['body']) => ModelScript)): void
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
  let usual: (body: ModelRequest['body']) => ModelScript = () => ({ kind: 'echo' })

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy())
  })

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname
    if (path === '/v1/models') {
      const data = models.map(id => ({ id, object: 'model', owned_by: 'test' }))
      return sendJson(response, 200, { object: 'list', data })
    }
    const play = dialectOf(path)
    if (!play) return sendJson(response, 404, { error: { message: 'not found' } })
    const body = JSON.parse(await readText(request)) as ModelRequest['body']
    const abandoned = once(response, 'close').then(() => !response.writableFinished)
    const { headers } = request
    requests.push({ path, authorization: headers.authorization, headers, body, abandoned })
    for (const wake of watchers.splice(0)) wake()
    const script = scripts.shift() ?? usual(body)
    if (script.kind === 'hang') return
    if (script.kind === 'hang-up') return void response.destroy()
    if (script.kind === 'error') {
      const { status, message, code = null } = script
      return sendJson(response, status, { error: { message, type: 'invalid_request_error', code } })
    }
    const words = () => speak(script, piecesOf(script, body), response)
    await play({ script, model: body.model ?? 'scripted', words }, body, response)
    // Not before what was said has left, or the client would hear nothing at all.
    if (script.kind === 'cut') response.write(':\n\n', () => response.destroy())
  }

  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    origin: `http://127.0.0.1:${port}`,
    port,
    requests,
    next: script => void scripts.push(script),
    fallback: script => void (usual = typeof script === 'function' ? script : () => script),
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

type Dialect = (speech: Speech, body: ModelRequest['body'], response: ServerResponse) => Promise<void>

function dialectOf(path: string): Dialect | undefined {
  if (path === '/v1/chat/completions') return playOpenAi
  if (path === '/v1/messages') return playAnthropic
  return path.startsWith('/v1beta/models/') && path.endsWith(':streamGenerateContent')
    ? playGoogle
    : undefined
}

function piecesOf(script: ModelScript, body: ModelRequest['body']): readonly string[] {
  if (script.kind === 'tokens' || script.kind === 'cut') return script.pieces
  return script.kind === 'echo' ? `echo: ${lastUserText(body)}`.split(/(?<=\s)/).filter(Boolean) : []
}

async function* speak(script: ModelScript, pieces: readonly string[], response: ServerResponse) {
  for (const piece of pieces) {
    if (script.kind === 'tokens') await script.gate?.pass()
    if (script.kind === 'echo' && script.paceMs) await sleep(script.paceMs)
    if (response.destroyed) return
    yield piece
  }
}

async function playOpenAi(speech: Speech, body: ModelRequest['body'], response: ServerResponse) {
  const { script, model } = speech
  if (script.kind === 'tool-call') {
    const call = {
      id: script.id ?? `call_${script.name}`,
      type: 'function',
      function: {
        name: script.name,
        arguments: typeof script.arguments === 'string' ? script.arguments : JSON.stringify(script.arguments),
      },
    }
    if (!body.stream) return sendWhole(response, model, { content: null, tool_calls: [call] }, 'tool_calls')
    const send = openStream(response, model)
    if (script.thought) send({ role: 'assistant', reasoning_content: script.thought }, null)
    send({ role: 'assistant', tool_calls: [{ index: 0, ...call }] }, null)
    return endStream(response, send, 'tool_calls')
  }
  if (!body.stream) {
    let content = ''
    for await (const word of speech.words()) content += word
    return sendWhole(response, model, { content }, 'stop')
  }
  const send = openStream(response, model)
  send({ role: 'assistant', content: '' }, null)
  if (script.kind === 'tokens' && script.thought) send({ reasoning_content: script.thought }, null)
  for await (const content of speech.words()) send({ content }, null)
  if (script.kind !== 'cut' && !response.destroyed) endStream(response, send, 'stop')
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

/** What was last said by a person, in any of the three dialects. */
export function lastUserText(body: ModelRequest['body']): string {
  const turns = body.messages ?? (body['contents'] as { role: string; parts: unknown }[] | undefined) ?? []
  const last = turns.findLast(message => message.role === 'user')
  const content = last && ('content' in last ? last.content : last.parts)
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part: { text?: string }) => part.text ?? '').join('')
}
