// The browser door: the built page and one WebSocket, on loopback, for whoever holds the one-time address.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { appError } from '../../src-shared/errors.ts'
import {
  pageKeyProtocolPrefix,
  signedOutCloseCode,
  windowSocketAgain,
  windowSocketPath,
  windowSocketProtocol,
} from '../../src-shared/window-socket.ts'
import type { OpenWindowSession } from '../desktop-api/window-session.ts'
import type { PageFiles } from '../page/page-files.ts'
import { doorCookieName, openDoorToken } from './door-token.ts'
import { answerPageRequest } from './page-requests.ts'
import { hostIsOurs, originIsOurs, readCookie } from './page-security.ts'
import { servePage } from './page-socket.ts'

/** A message with attachments: the gateway takes 25 MiB, and JSON around it needs some room. */
const maxFrameBytes = 28 * 1024 * 1024
const maxPages = 32
/** How long open sockets get to say goodbye, in milliseconds. */
const farewellMs = 500

export type BrowserDoor = {
  /** With the one-time token: `http://127.0.0.1:PORT/?t=…`. */
  readonly url: string
  readonly port: number
  /** Lets every page go and frees the port, within a second. Safe twice. */
  readonly close: () => Promise<void>
}

export type BrowserDoorOptions = {
  /** 0 asks the system. */
  readonly port: number
  readonly files: PageFiles
  /** 32 bytes that outlive the door; see `openDoorToken`. */
  readonly secret: Buffer
  readonly openSession: OpenWindowSession
}

/** Opens the door on 127.0.0.1; settles when it listens. Rejects with PORT_IN_USE. */
export async function openBrowserDoor(options: BrowserDoorOptions): Promise<BrowserDoor> {
  const server = createServer({ requestTimeout: 10_000, maxHeaderSize: 16_384 })
  const port = await listen(server, options.port)
  const token = openDoorToken(options.secret, port)
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    handleProtocols: protocols => (protocols.has(windowSocketProtocol) ? windowSocketProtocol : false),
  })
  const cookieOf = (request: IncomingMessage) => readCookie(request, doorCookieName(port))

  server.on('request', (request, response) =>
    answerPageRequest(request, response, { port, token, files: options.files }),
  )
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const [path, isBack] = request.url?.endsWith(windowSocketAgain)
      ? [request.url.slice(0, -windowSocketAgain.length), true]
      : [request.url, false]
    if (!hostIsOurs(request, port) || !originIsOurs(request)) return refuseUpgrade(socket, '403 Forbidden')
    if (path !== windowSocketPath) return refuseUpgrade(socket, '404 Not Found')
    if (sockets.clients.size >= maxPages) return refuseUpgrade(socket, '503 Service Unavailable')
    const isSignedIn = token.pageKeyIsGood(cookieOf(request), pageKeyOf(request))
    sockets.handleUpgrade(request, socket, head, page => {
      // A refused upgrade looks to a page like a door that is away; only a close code can tell it to give up.
      if (isSignedIn) servePage(page, options.openSession, isBack)
      else page.close(signedOutCloseCode, 'not signed in')
    })
  })

  let closing: Promise<void> | undefined
  return {
    url: `http://127.0.0.1:${port}/?t=${token.oneTime}`,
    port,
    close: () => (closing ??= closeDoor(server, sockets)),
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? appError('PORT_IN_USE', { port }, error) : error),
    )
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () =>
      resolve((server.address() as AddressInfo).port),
    )
  })
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function pageKeyOf(request: IncomingMessage): string | undefined {
  return request.headers['sec-websocket-protocol']
    ?.split(',')
    .map(protocol => protocol.trim())
    .find(protocol => protocol.startsWith(pageKeyProtocolPrefix))
    ?.slice(pageKeyProtocolPrefix.length)
}

/** 1001 tells pages that the door is going away, and they wait for it to come back. */
async function closeDoor(server: Server, sockets: WebSocketServer): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  for (const page of sockets.clients) page.close(1001, 'the door is closing')
  const impatient = setTimeout(() => {
    for (const page of sockets.clients) page.terminate()
    server.closeAllConnections()
  }, farewellMs)
  server.closeIdleConnections()
  await closed
  clearTimeout(impatient)
}
