// `fetch` for the requests of model libraries, over connections that stay warm between two messages of a person. Node's own
// closes them after four seconds (https://undici.nodejs.org/#/docs/api/Client), and every message would wait for TCP and
// TLS anew. It also takes half as long to get to the first byte.
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'

/** Most servers give up a silent connection after 60 s. Who says less with `Keep-Alive: timeout=` is heeded by Node. */
const idleMs = 50_000

/** With what Node's own agent was told of proxies. */
const options = { ...(http.globalAgent as { options?: http.AgentOptions }).options, timeout: idleMs }
const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) }

/**
 * Fetches as the global `fetch` does; what is no plain POST of a text is left to that. Rejects with the signal's reason, or
 * with a TypeError `fetch failed` whose cause says why.
 */
export const modelFetch: typeof fetch = async (url, init = {}) => {
  const { body, method, signal } = init
  const target = new URL(url instanceof Request ? url.url : url)
  const { protocol } = target
  const isPlain = method === 'POST' && typeof body === 'string'
  if (!isPlain || !(protocol === 'http:' || protocol === 'https:')) return fetch(url, init)
  try {
    const question = { target, headers: new Headers(init.headers), body, signal: signal ?? undefined }
    const kept = await send(question, agents[protocol])
    // A connection of its own is surely no stale one.
    const response = kept === 'stale' ? await send(question, false) : kept
    if (response === 'stale') throw new Error('the connection was closed')
    if (response.headers.location !== undefined) {
      response.destroy()
      return await fetch(url, init)
    }
    return new Response(bodyOf(response), {
      status: response.statusCode ?? 0,
      headers: headersOf(response),
    })
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw error instanceof TypeError ? error : new TypeError('fetch failed', { cause: error })
  }
}

type Question = {
  readonly target: URL
  readonly headers: Headers
  readonly body: string
  readonly signal: AbortSignal | undefined
}

/** The answer, as soon as its header is there; `stale` when the server gave a kept connection up just as it was used again. */
function send(
  { target, headers, body, signal }: Question,
  agent: http.Agent | false,
): Promise<IncomingMessage | 'stale'> {
  const { request } = target.protocol === 'https:' ? https : http
  const length = { 'content-length': String(Buffer.byteLength(body)) }
  return new Promise((resolve, reject) => {
    const asking = request(target, {
      method: 'POST',
      agent,
      headers: { accept: '*/*', ...Object.fromEntries(headers), ...length },
      ...(signal ? { signal } : {}),
    })
    asking.on('response', resolve)
    asking.on('error', (error: NodeJS.ErrnoException) => {
      // See https://nodejs.org/api/http.html#requestreusedsocket.
      if (asking.reusedSocket && error.code === 'ECONNRESET') resolve('stale')
      else reject(error)
    })
    asking.end(body)
  })
}

/** Statuses that have no body, which `Response` would refuse one for. */
const bodiless = new Set([204, 205, 304])

function bodyOf(response: IncomingMessage): ReadableStream<Uint8Array> | null {
  if (bodiless.has(response.statusCode ?? 0)) {
    response.resume()
    return null
  }
  return new ReadableStream<Uint8Array>({
    start(controller) {
      response.on('data', (part: Uint8Array) => {
        controller.enqueue(part)
        if ((controller.desiredSize ?? 0) <= 0) response.pause()
      })
      response.on('end', () => controller.close())
      response.on('error', error => controller.error(error))
    },
    pull: () => void response.resume(),
    cancel: () => void response.destroy(),
  })
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers()
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '')
  }
  return headers
}
