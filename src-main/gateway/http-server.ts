// The gateway's one port: health addresses over HTTP, and the upgrade to WebSocket.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { appError } from '../../src-shared/errors.ts'
import type { GatewayLimits } from './limits.ts'
import { isProxied, peerOf, type Peer } from './peer.ts'

export type HttpServer = {
  readonly port: number
  /** Takes no more connections. */
  refuseNewcomers(): void
  /** Ends what is left and frees the port. Safe twice. */
  close(): Promise<void>
}

export type HttpServerOptions = {
  readonly host: string
  /** 0 asks the system. */
  readonly port: number
  readonly limits: GatewayLimits
  readonly isReady: () => boolean
  readonly onConnection: (socket: WebSocket, wire: Socket, peer: Peer) => void
}

/** Errors: PORT_IN_USE, INVALID_INPUT when this computer has no such address. */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer(answer)
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: options.limits.maxPayload,
    // Compressed frames wait for each other; OpenClaw's gateway never accepts the offer either.
    perMessageDeflate: false,
    clientTracking: false,
  })
  const wires = new Set<Socket>()
  let isOpen = true

  server.on('connection', wire => {
    wires.add(wire)
    wire.once('close', () => wires.delete(wire))
  })

  server.on('upgrade', (request: IncomingMessage, wire: Socket, head: Buffer) => {
    wire.on('error', () => wire.destroy())
    const peer = peerOf(request)
    if (!isOpen) return rejectUpgrade(wire, '503 Service Unavailable')
    // Behind a proxy "loopback" would be anyone at all, and silent pairing open to the world.
    if (peer.isLoopback && isProxied(request)) return rejectUpgrade(wire, '403 Forbidden')
    sockets.handleUpgrade(request, wire, head, socket => options.onConnection(socket, wire, peer))
  })

  function answer(request: IncomingMessage, response: ServerResponse) {
    const path = (request.url ?? '/').replace(/\?.*$/s, '')
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return reply(response, 405, { error: 'method not allowed' })
    switch (path) {
      case '/health':
      case '/healthz':
        return reply(response, 200, { ok: true, status: 'live' })
      case '/startupz':
      case '/ready':
      case '/readyz': {
        const isReady = isOpen && options.isReady()
        return reply(response, isReady ? 200 : 503, { ok: isReady, ready: isReady })
      }
      default:
        return reply(response, 404, { error: 'not found' })
    }
  }

  await listen(server, options)

  return {
    port: (server.address() as AddressInfo).port,
    refuseNewcomers: () => void (isOpen = false),
    async close() {
      isOpen = false
      const closed = server.listening
        ? new Promise<void>(resolve => server.close(() => resolve()))
        : Promise.resolve()
      // Node counts upgraded sockets as connections, but does not close them with the others.
      for (const wire of wires) wire.destroy()
      sockets.close()
      await closed
    },
  }
}

function listen(server: Server, { host, port }: HttpServerOptions): Promise<void> {
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
      resolve()
    })
  })
}

function reply(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(JSON.stringify(body))
}

function rejectUpgrade(wire: Socket, status: string) {
  wire.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
