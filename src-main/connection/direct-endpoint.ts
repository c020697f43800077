// A gateway at an address of its own: over a tailnet, on the same network, or through a proxy, with a certificate.
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { DirectTarget } from '../../src-shared/connection.ts'
import { appError, isAppError } from '../../src-shared/errors.ts'
import type { LadderStepId } from '../../src-shared/ladder.ts'
import { proxyName, type ProxyAddress } from '../../src-shared/proxy-address.ts'
import { phrase, type Said } from '../../src-shared/said.ts'
import { dialTcp } from '../tunnel/dial-tcp.ts'
import { openTls, type TlsRequest } from './certificate.ts'
import type { Endpoint, RoadWatchers } from './endpoint.ts'
import { isPrivateAddress, parseGatewayUrl, type GatewayAddress } from './gateway-address.ts'
import type { PinnedCertificates } from './pinned-certificates.ts'
import { dialThroughProxy } from './proxy/dial-through-proxy.ts'
import { chooseProxy, type ProxyParts } from './proxy/proxy-choice.ts'

const tcpTimeoutMs = 10_000

export type DirectRoadParts = ProxyParts & {
  /** Where what a pinned certificate said of itself is kept. */
  readonly pinned?: PinnedCertificates | undefined
}

/** Nothing is opened yet. Every stream of it is held to the target's pin. Throws URL_INVALID or PLAINTEXT_REFUSED. */
export function directEndpoint(target: DirectTarget, parts: DirectRoadParts): Endpoint {
  const address = parseGatewayUrl(target.url)
  const { hostname, port } = address
  const pin = { fingerprint: target.tlsFingerprint, pinned: parts.pinned }
  const open = (watchers: RoadWatchers) => dialGateway(address, pin, parts, watchers)

  return {
    url: () => address.url,
    where: `${hostname}:${port}`,
    host: hostname,
    openStream: open,
    openBeside: signal => open({ report: () => undefined, attended: false, signal }),
    credentials: async () => ({}),
    probe: async () => 'unknown',
    handovers: () => 0,
    whyLost: async () => undefined,
    close: async () => undefined,
  }
}

async function dialGateway(
  address: GatewayAddress,
  pin: Pick<TlsRequest, 'fingerprint' | 'pinned'>,
  parts: ProxyParts,
  watchers: RoadWatchers,
): Promise<Duplex> {
  const { report, signal } = watchers
  let step: LadderStepId = 'resolve'
  const begin = (next: LadderStepId): void => {
    step = next
    report({ step, verdict: 'running' })
  }
  const pass = (note: Said): void => report({ step, verdict: 'passed', note })
  try {
    const proxy = await chooseProxy(address, parts).catch((error: unknown) => {
      step = 'proxy'
      throw error
    })
    signal.throwIfAborted()
    const stream = proxy ? await throughProxy(proxy) : await straight()
    const secured = address.secure ? await openTls({ ...address, ...pin, socket: stream }, signal) : stream
    pass(noteOf(secured, stream, proxy))
    return secured
  } catch (error) {
    if (!signal.aborted && isAppError(error)) report({ step, verdict: 'failed', error: error.report })
    throw error
  }

  async function straight(): Promise<Duplex> {
    begin('resolve')
    const onResolved = (addresses: readonly string[]): void => {
      // A name of a private network may still lead out of it.
      if (!address.secure && !addresses.every(isPrivateAddress)) {
        throw appError('PLAINTEXT_REFUSED', { host: address.hostname })
      }
      pass(addresses.join(', '))
      begin('tcp')
    }
    const { hostname, port } = address
    return dialTcp(
      {
        name: hostname,
        hostname,
        port,
        service: 'gateway',
        family: 'any',
        timeoutMs: tcpTimeoutMs,
        onResolved,
      },
      signal,
    )
  }

  async function throughProxy(proxy: ProxyAddress): Promise<Duplex> {
    begin('proxy')
    const stream = await dialThroughProxy(proxy, address, signal)
    pass(phrase('noteProxy', { proxy: proxyName(proxy), kind: proxy.scheme }))
    begin('resolve')
    pass(phrase('noteResolvedByProxy'))
    begin('tcp')
    return stream
  }
}

function noteOf(stream: Duplex, below: Duplex, proxy: ProxyAddress | undefined): Said {
  const where = proxy
    ? phrase('noteThroughProxy')
    : below instanceof Socket
      ? `${below.remoteAddress ?? ''}:${below.remotePort ?? ''}`
      : ''
  if (stream === below || !('getProtocol' in stream)) return where
  const tls = String((stream as { getProtocol: () => string | null }).getProtocol())
  return typeof where === 'string' ? `${where}, ${tls}` : phrase('noteWithTls', { where, tls })
}
