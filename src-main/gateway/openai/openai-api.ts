// The OpenAI-compatible addresses, for programs that know nothing of gateways: /v1/chat/completions and /v1/models.
// Off by default. Messages go the same way in as everybody's, so they are answered by the same agent with the same tools.
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { wordsOf } from '../../agent/content.ts'
import { fullKey } from '../../conversations/conversation-key.ts'
import { followRun } from '../../conversations/follow-run.ts'
import type { RunOutcome } from '../../conversations/run.ts'
import type { Doorkeeper } from '../authenticate.ts'
import { reply } from '../http-server.ts'
import type { Peer } from '../peer.ts'
import type { Rooms } from '../rooms.ts'
import { refusalOf } from './bearer.ts'
import { chunk, failureOf, finishReason, usageChunk, wholeAnswer, type Heading } from './completion-answer.ts'
import { isModel, modelIds, readCompletionRequest, type CompletionRequest } from './completion-request.ts'
import { openAiError, type OpenAiError } from './openai-error.ts'
import { readJsonBody } from './read-body.ts'

type Parts = {
  readonly rooms: Pick<Rooms, 'config' | 'conversations' | 'startedAt' | 'log'>
  readonly keeper: Doorkeeper
  readonly isStopping: () => boolean
}

/** A comment this often keeps proxies from giving up on a model that thinks. */
const stillHereMs = 15_000

/** Answers a request under `/v1/`; false when the addresses are switched off, or it is another one. */
export function openAiApi({ rooms, keeper, isStopping }: Parts) {
  const { config, conversations, log } = rooms

  return async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    peer: Peer,
  ): Promise<boolean> {
    const path = (request.url ?? '/').replace(/\?.*$/s, '')
    if (!config.chatCompletions || !path.startsWith('/v1/')) return false
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const refusal = await refusalOf(request, peer, keeper, gone.signal)
    if (refusal) {
      log.info('a request was turned away', { address: peer.address, status: refusal.status })
      fail(response, refusal)
    } else if (path === '/v1/chat/completions') await complete(request, response, gone.signal)
    else listModels(request, response, path)
    return true
  }

  function listModels(request: IncomingMessage, response: ServerResponse, path: string) {
    const created = Math.floor(rooms.startedAt / 1000)
    const row = (id: string) => ({ id, object: 'model', created, owned_by: 'openclaw' })
    const asked = /^\/v1\/models(?:\/(.+))?$/.exec(path)
    const id = asked?.[1] === undefined ? undefined : decoded(asked[1])
    if (!asked) fail(response, openAiError(404, 'there is no such address'))
    else if (request.method === 'POST') fail(response, notAllowed('GET, HEAD'))
    else if (asked[1] === undefined) reply(response, 200, { object: 'list', data: modelIds.map(row) })
    else if (id !== undefined && isModel(id)) reply(response, 200, row(id))
    else fail(response, openAiError(404, 'there is no such model', { code: 'model_not_found' }))
  }

  async function complete(request: IncomingMessage, response: ServerResponse, gone: AbortSignal) {
    if (request.method !== 'POST') return fail(response, notAllowed('POST'))
    if (isStopping()) return fail(response, openAiError(503, 'the gateway is stopping', { retryMs: 2_000 }))
    const body = await readJsonBody(request)
    if (!body.ok) return fail(response, body.error)
    const read = readCompletionRequest(body.json, config.maxAttachmentBytes)
    if (!read.ok) return fail(response, read.error)
    await respond(read.request, response, gone)
  }

  async function respond(asked: CompletionRequest, response: ServerResponse, gone: AbortSignal) {
    const { user, past, text, files, instructions } = asked
    const runId = randomUUID()
    const conversation = fullKey(`openai:${user === undefined ? runId : `user:${digest(user)}`}`)
    const heading = {
      id: `chatcmpl-${runId}`,
      created: Math.floor(Date.now() / 1000),
      model: asked.model,
    }
    const events = followRun(conversations, runId)
    conversations.accept({
      conversation,
      text,
      files,
      instructions,
      // A conversation that goes on knows what was said in it.
      past: user === undefined ? past : [],
      idempotencyKey: runId,
      mayApprove: true,
    })
    const hangUp = () => void conversations.abort(conversation, { runId })
    gone.addEventListener('abort', hangUp, { once: true })
    if (gone.aborted) hangUp()
    const paper = asked.isStreamed ? streamed(response, heading, asked.wantsUsage) : whole(response, heading)
    let outcome: RunOutcome | undefined
    for await (const event of events) {
      if (event.type === 'delta') await paper.add(event.added, gone)
      if (event.type === 'ended') ({ outcome } = event)
    }
    gone.removeEventListener('abort', hangUp)
    // Ended without an end: the gateway closes, and takes the message up again when it is back.
    if (gone.aborted) log.debug('a client hung up before its answer was whole', { runId })
    else if (outcome) paper.end(outcome)
    else paper.breakOff(openAiError(503, 'the gateway is stopping', { retryMs: 2_000 }))
    if (user === undefined && outcome) await conversations.remove(conversation)
  }
}

/** Keeps the answer until it is whole. */
function whole(response: ServerResponse, heading: Heading) {
  let text = ''
  return {
    add(more: string) {
      text += more
    },
    end(outcome: RunOutcome) {
      const failure = failureOf(outcome)
      if (failure) fail(response, failure)
      else reply(response, 200, wholeAnswer(heading, text || wordsOf(outcome.content), outcome))
    },
    breakOff: (error: OpenAiError) => fail(response, error),
  }
}

/** Passes the answer on as it comes, as server-sent events. A failure comes as an event too: the status has gone by then. */
function streamed(response: ServerResponse, heading: Heading, wantsUsage: boolean) {
  const write = (data: object) => response.write(`data: ${JSON.stringify(data)}\n\n`)
  let isSilent = true
  const finish = () => response.end('data: [DONE]\n\n')
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-accel-buffering': 'no',
  })
  write(chunk(heading, { role: 'assistant', content: '' }))
  const timer = setInterval(() => response.write(': still here\n\n'), stillHereMs)
  response.once('close', () => clearInterval(timer))
  return {
    /** Settles when there is room for more. */
    async add(content: string, gone: AbortSignal) {
      isSilent = false
      if (write(chunk(heading, { content })) || gone.aborted) return
      await once(response, 'drain', { signal: gone }).catch(() => undefined)
    },
    end(outcome: RunOutcome) {
      const failure = failureOf(outcome)
      if (failure) write(failure.body)
      else {
        // What the gateway itself says comes at once, with the end.
        if (isSilent) write(chunk(heading, { content: wordsOf(outcome.content) }))
        write(chunk(heading, {}, finishReason(outcome)))
        if (wantsUsage) write(usageChunk(heading, outcome.totalUsage))
      }
      finish()
    },
    breakOff({ body }: OpenAiError) {
      write(body)
      finish()
    },
  }
}

/** What a client sends after its mistake is not waited for. */
function fail(response: ServerResponse, { status, body, headers }: OpenAiError) {
  reply(response, status, body, { ...headers, connection: 'close' })
}

function notAllowed(allow: string): OpenAiError {
  const error = openAiError(405, 'method not allowed')
  return { ...error, headers: { allow } }
}

/** Names of users may be anything, and long; keys of conversations are neither. */
function digest(user: string): string {
  return createHash('sha256').update(user).digest('base64url').slice(0, 22)
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
