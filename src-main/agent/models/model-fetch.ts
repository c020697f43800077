// `fetch` for the requests of model libraries, over connections that stay warm between two messages of a person. Node's own
// closes them after four seconds (https://undici.nodejs.org/#/docs/api/Client), and every message would wait for TCP and
// TLS anew. A question that may have been taken is not sent again: an answer costs money, and time on a slow computer.
import http from 'node:http'
import { APICallError } from 'ai'
import { Agent, EnvHttpProxyAgent, fetch as fetchOver, type RequestInit } from 'undici'

/** Most servers give up a silent connection after 60 s. Who says less with `Keep-Alive: timeout=` is heeded. */
const idleMs = 50_000

const options = {
  keepAliveTimeout: idleMs,
  keepAliveMaxTimeout: idleMs,
  pipelining: 1,
  // A model on this computer may read a long conversation for more than the five minutes that are the library's limit. A
  // server that has gone is noticed by TCP's own probes, and a person can stop the answer.
  headersTimeout: 0,
  bodyTimeout: 0,
}

/** Proxies of the environment count where they do for Node's own requests (NODE_USE_ENV_PROXY, --use-env-proxy). */
const usesProxies = (http.globalAgent as { options?: { proxyEnv?: object } }).options?.proxyEnv !== undefined
// Without a tunnel for plain HTTP, as Node's own requests do it: many proxies allow CONNECT to port 443 alone.
const dispatcher = usesProxies
  ? new EnvHttpProxyAgent({ ...options, proxyTunnel: false })
  : new Agent(options)

/**
 * Fetches as the global `fetch` does. Rejects with the signal's reason; with a TypeError `fetch failed` whose cause says why,
 * where nothing was sent; and with an APICallError that is not to be tried again where the connection was lost later.
 */
// The library's types and Node's name the same classes, and differ in what they know of iterators.
export const modelFetch = fetchOnce as unknown as typeof fetch

async function fetchOnce(url: string | URL, init?: RequestInit) {
  try {
    return await fetchOver(url, { ...init, dispatcher })
  } catch (error) {
    const cause = error instanceof TypeError ? error.cause : undefined
    if (!(cause instanceof Error) || isBeforeSending(cause)) throw error
    // No cause: by its code the model library would make it an error to try again.
    throw new APICallError({
      message: `The connection was lost before the answer: ${cause.message}`,
      url: String(url),
      requestBodyValues: {},
      isRetryable: false,
    })
  }
}

type NetworkError = Error & { readonly code?: string; readonly syscall?: string }

/** Whether the connection was never made: its name not found, or none of its addresses reached. */
function isBeforeSending(cause: Error): boolean {
  const errors = cause instanceof AggregateError ? cause.errors : [cause]
  return errors.every(
    ({ code, syscall }: NetworkError) =>
      syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT',
  )
}
