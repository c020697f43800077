// A gateway at an address of its own: over a tailnet, on the same network, or behind a proxy with a certificate.
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import type { DirectTarget } from '../../src-shared/connection.ts'
import { appError, isAppError } from '../../src-shared/errors.ts'
import { dialTcp } from '../tunnel/dial-tcp.ts'
import { openTls } from './certificate.ts'
import type { Endpoint, RoadWatchers } from './endpoint.ts'
import { isPrivateAddress, parseGatewayUrl, type GatewayAddress } from './gateway-address.ts'

const tcpTimeoutMs = 10_000

/** Nothing is opened yet. Throws URL_INVALID or PLAINTEXT_REFUSED. */
export function directEndpoint(target: DirectTarget): Endpoint {
  const address = parseGatewayUrl(target.url)
  const { hostname, port } = address

  return {
    url: () => address.url,
    where: `${hostname}:${port}`,
    host: hostname,
    openStream: watchers => dialGateway(address, target.tlsFingerprint, watchers),
    openBeside: signal =>
      dialGateway(address, target.tlsFingerprint, { report: () => undefined, attended: false, signal }),
    credentials: async () => ({}),
    probe: async () => 'unknown',
    handovers: () => 0,
    whyLost: async () => undefined,
    close: async () => undefined,
  }
}

async function dialGateway(
  address: GatewayAddress,
  fingerprint: string | undefined,
  watchers: RoadWatchers,
): Promise<Duplex> {
  const { report, signal } = watchers
  let step: 'resolve' | 'tcp' = 'resolve'
  report({ step, verdict: 'running' })
  try {
    const onResolved = (addresses: readonly string[]): void => {
      // A name of a private network may still lead out of it.
      if (!address.secure && !addresses.every(isPrivateAddress)) {
        throw appError('PLAINTEXT_REFUSED', { host: address.hostname })
      }
      report({ step, verdict: 'passed', note: addresses.join(', ') })
      step = 'tcp'
      report({ step, verdict: 'running' })
    }
    const socket = await dial(address, onResolved, signal)
    const stream = address.secure ? await openTls({ ...address, socket, fingerprint }, signal) : socket
    report({ step, verdict: 'passed', note: noteOf(stream, socket) })
    return stream
  } catch (error) {
    if (!signal.aborted && isAppError(error)) report({ step, verdict: 'failed', error: error.report })
    throw error
  }
}

function dial(
  { hostname, port }: GatewayAddress,
  onResolved: (addresses: readonly string[]) => void,
  signal: AbortSignal,
): Promise<Socket> {
  return dialTcp(
    { name: hostname, hostname, port, family: 'any', timeoutMs: tcpTimeoutMs, onResolved },
    signal,
  )
}

function noteOf(stream: Duplex, socket: Socket): string {
  const where = `${socket.remoteAddress ?? ''}:${socket.remotePort ?? ''}`
  if (stream === socket || !('getProtocol' in stream)) return where
  return `${where}, ${String((stream as { getProtocol: () => string | null }).getProtocol())}`
}
