// A stream through an HTTP proxy: CONNECT (RFC 9110, 9.3.6), with Basic (RFC 7617) where it wants a login.
import { request, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { appError } from '../../../src-shared/errors.ts'
import { proxyName, type ProxyAddress } from '../../../src-shared/proxy-address.ts'

const maxHeaderBytes = 16 * 1024

/**
 * Settles with the same stream, from then on the target's. Rejects with PROXY_LOGIN_REQUIRED, PROXY_REFUSED,
 * PROXY_TARGET_UNREACHABLE or PROXY_ANSWER_INVALID. It has no deadline of its own: destroying the stream ends it.
 */
export async function connectOverHttp(stream: Duplex, proxy: ProxyAddress, to: string): Promise<void> {
  const { login } = proxy
  const { promise, resolve, reject } = Promise.withResolvers<readonly [IncomingMessage, Buffer]>()
  const asked = request({
    method: 'CONNECT',
    path: to,
    headers: {
      host: to,
      ...(login && {
        'proxy-authorization': `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`,
      }),
    },
    maxHeaderSize: maxHeaderBytes,
    // With an agent this would not be asked, and a connection of its own be made.
    createConnection: () => stream,
  })
  asked.once('connect', (answer, _, head) => resolve([answer, head]))
  // Only CONNECT is answered in this way; anything else is told as `response`.
  asked.once('response', answer => resolve([answer, Buffer.alloc(0)]))
  asked.on('error', error => reject(appError('PROXY_ANSWER_INVALID', { proxy: proxyName(proxy) }, error)))
  asked.end()
  const [answer, head] = await promise
  judge(answer, proxy, to)
  // A target that speaks first may have done so in the same breath.
  if (head.length > 0) stream.unshift(head)
}

function judge({ statusCode = 0, headers }: IncomingMessage, proxy: ProxyAddress, to: string): void {
  const name = proxyName(proxy)
  if (statusCode >= 200 && statusCode < 300) return
  const said = `HTTP ${statusCode}`
  if (statusCode === 407) {
    throw appError('PROXY_LOGIN_REQUIRED', {
      proxy: name,
      given: proxy.login ? 'refused' : 'none',
      way: takesPassword(headers['proxy-authenticate']) ? 'password' : 'other',
    })
  }
  if (statusCode >= 500) throw appError('PROXY_TARGET_UNREACHABLE', { proxy: name, to, said })
  if (statusCode >= 400) throw appError('PROXY_REFUSED', { proxy: name, to, said })
  throw appError('PROXY_ANSWER_INVALID', { proxy: name })
}

function takesPassword(offered: string | readonly string[] | undefined): boolean {
  return [offered ?? ''].flat().some(challenge => /(^|,)\s*basic\b/i.test(challenge))
}
