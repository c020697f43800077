// The gateway's one port: looks at every request before anything answers it, hands plain HTTP to the pages and addresses
// of the gateway, and upgrades the rest to WebSocket.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { appError } from '../../src-shared/errors.ts'
import { attribute, type IngressRules } from './ingress.ts'
import type { GatewayLimits } from './limits.ts'
import type { Peer } from './peer.ts'
import { faultOf, type HttpFault } from './request-check.ts'
import type { TlsCertificate } from './tls-certificate.ts'

export type HttpServer = {
  readonly port: number
  /** Shows this certificate from the next connection on. Only where one was shown before. */
  setCertificate(certificate: TlsCertificate): void
  /** Takes no more connections. */
  refuseNewcomers(): void
  /** Ends what is left and frees the port. Safe twice. */
  close(): Promise<void>
}

export type HttpServerOptions = {
  /** Where to listen; the first decides the port when the system is asked for one. */
  readonly hosts: readonly string[]
  /** 0 asks the system. */
  readonly port: number
  readonly limits: GatewayLimits
  /** With it the port speaks TLS, and nothing else. */
  readonly certificate: TlsCertificate | undefined
  readonly ingress: IngressRules
  readonly isHostServed: (host: string | undefined) => boolean
  /** A plain request that has passed every check; it must be answered. */
  readonly onRequest: (request: IncomingMessage, response: ServerResponse, peer: Peer) => void | Promise<void>
  readonly onConnection: (socket: WebSocket, wire: Socket, peer: Peer) => void
  /** Told why a request got no further. */
  readonly onRefused: (why: string, address: string) => void
}

/** Errors: PORT_IN_USE, INVALID_INPUT when this computer has no such address. */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { limits, ingress } = options
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.maxPayload,
    // Compressed frames wait for each other; OpenClaw's gateway never accepts the offer either.
    perMessageDeflate: false,
    clientTracking: false,
  })
  const wires = new Set<Socket>()
  let isOpen = true

  /** The peer of a request that may go on; otherwise the fault to answer with. */
  function inspect(request: IncomingMessage, isUpgrade: boolean): Peer | HttpFault {
    const arrival = attribute(request, ingress)
    const fault = arrival.ok
      ? faultOf(request, isUpgrade, options.isHostServed)
      : { status: 403 as const, why: arrival.why }
    if (fault) options.onRefused(fault.why, request.socket.remoteAddress ?? '')
    return fault ?? (arrival as { peer: Peer }).peer
  }

  function onRequest(request: IncomingMessage, response: ServerResponse) {
    const found = inspect(request, false)
    if ('status' in found) return refuse(response, found)
    Promise.resolve(options.onRequest(request, response, found)).catch(() => response.destroy())
  }

  function openServer(): Server | TlsServer {
    // Whoever sends a header byte by byte (Slowloris), or none at all, does not keep a socket for long.
    const pace = {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
      keepAliveTimeout: 5_000,
      maxHeaderSize: limits.maxHeaderBytes,
    }
    const server = options.certificate
      ? createTlsServer(
          { ...pace, ...secureContext(options.certificate), handshakeTimeout: limits.headersMs },
          onRequest,
        )
      : createServer(pace, onRequest)
    server.maxConnections = limits.maxConnections
    server.on('connection', wire => {
      wires.add(wire)
      wire.once('close', () => wires.delete(wire))
    })
    server.on('upgrade', (request: IncomingMessage, wire: Socket, head: Buffer) => {
      wire.on('error', () => wire.destroy())
      if (!isOpen) return refuseUpgrade(wire, { status: 503, why: 'the gateway is stopping' })
      const found = inspect(request, true)
      if ('status' in found) return refuseUpgrade(wire, found)
      sockets.handleUpgrade(request, wire, head, socket => options.onConnection(socket, wire, found))
    })
    return server
  }

  const servers: (Server | TlsServer)[] = []
  const close = async () => {
    isOpen = false
    const closed = servers.map(server => new Promise<void>(resolve => server.close(() => resolve())))
    // Node counts upgraded sockets as connections, but does not close them with the others.
    for (const wire of wires) wire.destroy()
    sockets.close()
    await Promise.all(closed)
  }

  try {
    let { port } = options
    for (const host of options.hosts) {
      const server = openServer()
      port = await listen(server, host, port)
      servers.push(server)
    }
    return {
      port,
      setCertificate(certificate) {
        for (const server of servers) {
          if ('setSecureContext' in server) server.setSecureContext(secureContext(certificate))
        }
      },
      refuseNewcomers: () => void (isOpen = false),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function secureContext({ key, cert }: TlsCertificate) {
  return { key, cert, minVersion: 'TLSv1.2' as const }
}

function listen(server: Server | TlsServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(appError('PORT_IN_USE', { port }, error))
      else
        reject(
          appError('INVALID_INPUT', { what: `${host}:${port}`, why: error.code ?? error.message }, error),
        )
    })
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** Answers with plain data, and leaves nothing of it in caches. */
export function reply(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  })
  response.end(JSON.stringify(body))
}

/** What a refused client still sends is not waited for. */
function refuse(response: ServerResponse, { status, why }: HttpFault) {
  reply(
    response,
    status,
    { error: why },
    { connection: 'close', ...(status === 405 && { allow: 'GET, HEAD, POST' }) },
  )
}

function refuseUpgrade(wire: Socket, { status, why }: HttpFault) {
  const body = JSON.stringify({ error: why })
  wire.end(
    `HTTP/1.1 ${status} ${statusTexts[status]}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

const statusTexts: Readonly<Record<HttpFault['status'], string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  414: 'URI Too Long',
  503: 'Service Unavailable',
}
