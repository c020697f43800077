// A stream to a gateway's port by way of a proxy: its address, its TLS where it has one, and what it is asked for.
import type { Duplex } from 'node:stream'
import { appError, isAppError, type DetailsOf, type ErrorCode } from '../../../src-shared/errors.ts'
import { proxyName, type ProxyAddress } from '../../../src-shared/proxy-address.ts'
import { dialTcp } from '../../tunnel/dial-tcp.ts'
import { openTls } from '../certificate.ts'
import { connectOverHttp } from './http-connect.ts'
import { connectOverSocks } from './socks5.ts'

const tcpTimeoutMs = 10_000
/** The proxy itself may wait for the gateway's computer that long. */
const answerTimeoutMs = 20_000

/**
 * Settles with a stream that ends at `to`. Rejects with one of the PROXY_… errors or the signal's reason; nothing is left
 * open then. Nothing of the gateway's, no name and no credential, is sent before the proxy's own TLS is checked.
 */
export async function dialThroughProxy(
  proxy: ProxyAddress,
  to: { readonly hostname: string; readonly port: number },
  signal: AbortSignal,
): Promise<Duplex> {
  const name = proxyName(proxy)
  const stream = await reachProxy(proxy, signal)
  const late = setTimeout(() => {
    cut(appError('PROXY_TARGET_UNREACHABLE', { proxy: name, to: proxyName(to), said: 'no answer' }))
  }, answerTimeoutMs)
  let why: unknown
  const cut = (reason: unknown): void => {
    why ??= reason
    stream.destroy()
  }
  const onAbort = (): void => cut(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    signal.throwIfAborted()
    if (proxy.scheme === 'socks5') await connectOverSocks(stream, proxy, to)
    else await connectOverHttp(stream, proxy, proxyName(to))
    signal.throwIfAborted()
    return stream
  } catch (error) {
    stream.destroy()
    throw why ?? error
  } finally {
    clearTimeout(late)
    signal.removeEventListener('abort', onAbort)
  }
}

async function reachProxy(proxy: ProxyAddress, signal: AbortSignal): Promise<Duplex> {
  const { hostname, port } = proxy
  const name = proxyName(proxy)
  try {
    const socket = await dialTcp(
      { name, hostname, port, family: 'any', timeoutMs: tcpTimeoutMs, onResolved: () => undefined },
      signal,
    )
    if (proxy.scheme !== 'https') return socket
    return await openTls({ socket, hostname, port, fingerprint: undefined }, signal)
  } catch (error) {
    signal.throwIfAborted()
    throw explain(error, name)
  }
}

const reasons: Partial<Record<ErrorCode, DetailsOf<'PROXY_UNREACHABLE'>['reason']>> = {
  HOST_NOT_FOUND: 'name',
  TCP_REFUSED: 'refused',
  TCP_TIMEOUT: 'silent',
}
const notAProxy: ReadonlySet<ErrorCode> = new Set(['NOT_A_GATEWAY', 'CONNECTION_LOST', 'SSH_CLOSED_EARLY'])

/** What is said of the proxy in its own words: nobody is to take its certificate or its silence for the gateway's. */
function explain(error: unknown, proxy: string): unknown {
  if (!isAppError(error)) return error
  if (error.code === 'TLS_UNTRUSTED') return appError('PROXY_UNTRUSTED', { proxy }, error)
  if (notAProxy.has(error.code)) return appError('PROXY_ANSWER_INVALID', { proxy }, error)
  return appError('PROXY_UNREACHABLE', { proxy, reason: reasons[error.code] ?? 'route' }, error)
}
