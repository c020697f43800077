// What an HTTP request must look like before any part of the gateway sees it.
import type { IncomingMessage } from 'node:http'

/** `why` is one line for whoever set up the client; it repeats nothing of what was sent. */
export type HttpFault = { readonly status: 400 | 403 | 405 | 413 | 414 | 503; readonly why: string }

const methods = new Set(['GET', 'HEAD', 'POST'])
const maxUrlBytes = 4 * 1024
/** The largest body any address of the gateway takes; each may want less. */
const maxBodyBytes = 26_214_400
const secretNames = ['token', 'password', 'secret', 'api_key', 'apikey', 'access_token', 'auth']

/** What is wrong with a request; undefined when it may go on. An upgrade has its origin checked later, in the protocol. */
export function faultOf(
  request: IncomingMessage,
  isUpgrade: boolean,
  isHostServed: (host: string | undefined) => boolean,
): HttpFault | undefined {
  const { method = '', headers, url = '/' } = request
  if (isUpgrade ? method !== 'GET' : !methods.has(method)) return { status: 405, why: 'method not allowed' }
  if (url.length > maxUrlBytes) return { status: 414, why: 'the address is too long' }
  if (!url.startsWith('/')) return { status: 400, why: 'the address must begin with a slash' }
  // An address ends up in histories, logs and referrers, wherever it passes.
  if (holdsSecret(url)) return { status: 400, why: 'credentials do not belong in an address' }
  if (Number(headers['content-length'] ?? 0) > maxBodyBytes)
    return { status: 413, why: 'the body is too large' }
  // Whoever upgrades without an origin is no browser, and whoever has one is judged by it.
  if (!isUpgrade && !isHostServed(headers.host)) {
    return {
      status: 403,
      why: 'this gateway is not known under that name (see gateway.controlUi.allowedOrigins)',
    }
  }
  return undefined
}

function holdsSecret(url: string): boolean {
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1))
  return url.includes('?') && secretNames.some(name => query.has(name))
}
