// A WebSocket over whatever stream the road gives, made fit for the protocol client.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, type RawData } from 'ws'
import type { GatewayProtocolSocket, GatewayProtocolSocketHandlers } from '@openclaw/gateway-client/browser'
import { appError, type AppError } from '../../src-shared/errors.ts'
import { explainHttpAnswer, explainSocketError } from '../../src-shared/wire/gateway-errors.ts'

/** 25 MiB is the protocol's own limit; one more leaves room for a gateway that counts differently. */
const maxFrameBytes = 26 * 1024 * 1024

/** How long a polite goodbye may take before the socket is cut. */
const goodbyeMs = 1_000

export type GatewaySocket = GatewayProtocolSocket & {
  /** Ends it at once. */
  readonly cut: () => void
  /** Settles when the socket is gone. */
  readonly closed: Promise<void>
}

export type SocketWatchers = {
  /** Any sign of life: a frame, a ping, a pong. */
  readonly heard: () => void
  /** Each text frame before the client sees it; the watcher may cut the socket and return false to drop it. */
  readonly admit: (text: string) => boolean
  /** Why the socket could not be opened, before it closes. */
  readonly failed: (error: AppError) => void
}

/**
 * Opens a WebSocket on `stream`. `maxSendBytes` is asked at each send, for the gateway names its limit only in its
 * greeting; more than that throws MESSAGE_TOO_LARGE. No Origin header is sent: gateways take it for a browser.
 */
export function openGatewaySocket(
  road: { readonly url: string; readonly stream: Duplex; readonly where: string; readonly host: string },
  handlers: GatewayProtocolSocketHandlers,
  watchers: SocketWatchers,
  maxSendBytes: () => number,
): GatewaySocket {
  const socket = new WebSocket(road.url, {
    createConnection: () => road.stream,
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
    // The stream is already where it should be; a redirect would lead a credential elsewhere.
    followRedirects: false,
  })
  const closed = Promise.withResolvers<void>()

  socket.on('open', handlers.open)
  socket.on('ping', watchers.heard)
  socket.on('pong', watchers.heard)
  socket.on('message', (data, isBinary) => {
    watchers.heard()
    const text = isBinary ? '' : textOf(data)
    if (watchers.admit(text)) handlers.message(text)
  })
  socket.on('unexpected-response', (_request, response: IncomingMessage) => {
    const answer = { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] }
    watchers.failed(explainHttpAnswer(road.where, road.host, answer))
    socket.terminate()
  })
  socket.on('error', error => {
    watchers.failed(explainSocketError(road.where, road.host, error))
    handlers.error(error)
  })
  socket.on('close', (code, reason) => {
    road.stream.destroy()
    handlers.close(code, reason.toString('utf8'))
    closed.resolve()
  })

  return {
    isOpen: () => socket.readyState === WebSocket.OPEN,
    send: text => {
      const bytes = Buffer.byteLength(text)
      const maxBytes = maxSendBytes()
      if (bytes > maxBytes) throw appError('MESSAGE_TOO_LARGE', { bytes, maxBytes })
      socket.send(text)
    },
    close: (code, reason) => {
      socket.close(code, reason)
      const timer = setTimeout(() => socket.terminate(), goodbyeMs)
      socket.once('close', () => clearTimeout(timer))
    },
    cut: () => socket.terminate(),
    closed: closed.promise,
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString('utf8')
}
