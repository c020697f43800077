// The running app's end of the control socket: commands of the same user use its live connection instead of one of their own.
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { WebSocketServer, type WebSocket } from 'ws'
import { toErrorReport } from '../../src-shared/errors.ts'
import type { ConnectionController } from '../connection/connection-controller.ts'
import type { Log } from '../logging/log.ts'
import { removeControlFile, writeControlFile } from './control-file.ts'
import {
  type AppFrame,
  type AppHello,
  type AppWelcome,
  CommandFrame,
  CommandHello,
  maxControlBytes,
  readFrame,
} from './control-frames.ts'
import { isProof, newNonce, prove } from './control-proof.ts'

export type ControlSocket = {
  /** Ends what is under way and leaves nothing behind. Safe twice. */
  readonly close: () => Promise<void>
}

type Parts = {
  readonly stateDir: string
  /** To the gateway that is shown. */
  readonly connection: Pick<ConnectionController, 'state' | 'on' | 'request'>
  /** To any other, by its `targetKey`. */
  readonly lineTo: (gateway: string) => Pick<ConnectionController, 'state' | 'on' | 'request'>
  readonly log: Log
}

const maxCommands = 32
const maxUnderWay = 64
/** A command that takes nothing any more is let go at this. */
const maxUnsentBytes = 64 * 1024 * 1024
const helloMs = 5_000
/** What the systems leave of `sun_path` (104 bytes on macOS, 108 on Linux), with its final zero. */
const maxPathBytes = 103
const policyViolation = 1008

/**
 * Opens the socket and says in DIR/control.json where it is. The caller holds the lock of the directory, so what an
 * earlier app left there is nobody's. Rejects with STORE_FAILED, or with what the system says.
 */
export async function openControlSocket({
  stateDir,
  connection,
  lineTo,
  log,
}: Parts): Promise<ControlSocket> {
  const key = randomBytes(32).toString('base64url')
  const place = await findPlace(stateDir)
  const server = createServer((_, response) => response.writeHead(404).end())
  const sockets = new WebSocketServer({ server, maxPayload: maxControlBytes, perMessageDeflate: false })
  sockets.on('connection', socket => {
    if (sockets.clients.size > maxCommands) socket.close(1013, 'too many commands')
    else receive(socket, key, gateway => (gateway === undefined ? connection : lineTo(gateway)), log)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    sockets.once('error', reject)
    server.listen(place.address, () => resolve())
  })
  if (process.platform !== 'win32') await chmod(place.address, 0o600)
  await writeControlFile(stateDir, { address: place.address, key })

  let closing: Promise<void> | undefined
  const close = async () => {
    await removeControlFile(stateDir)
    for (const socket of sockets.clients) socket.terminate()
    await new Promise<void>(resolve => server.close(() => resolve()))
    await place.remove()
  }
  return { close: () => (closing ??= close()) }
}

type Place = { readonly address: string; readonly remove: () => Promise<void> }

async function findPlace(stateDir: string): Promise<Place> {
  if (process.platform === 'win32') {
    const name = randomBytes(16).toString('hex')
    return { address: `\\\\.\\pipe\\gangway-${name}`, remove: async () => undefined }
  }
  const address = path.join(stateDir, 'control.sock')
  if (Buffer.byteLength(address) <= maxPathBytes) {
    await rm(address, { force: true })
    return { address, remove: () => rm(address, { force: true }) }
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'gangway-'))
  return {
    address: path.join(folder, 'control.sock'),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Says nothing of the app before the other end has proved whose it is. */
function receive(
  socket: WebSocket,
  key: string,
  lineOf: (gateway: string | undefined) => Parts['connection'],
  log: Log,
) {
  const nonce = newNonce()
  const impatience = setTimeout(() => socket.terminate(), helloMs)
  socket.on('close', () => clearTimeout(impatience))
  socket.on('error', () => socket.terminate())
  socket.once('message', (data, isBinary) => {
    clearTimeout(impatience)
    const hello = readFrame(CommandHello, data, isBinary)
    const nonces = hello && { app: nonce, command: hello.nonce }
    if (!nonces || !isProof(hello.proof, prove(key, 'command', nonces))) {
      log.warn('a program that cannot read this app’s files tried its control socket')
      return socket.close(policyViolation, 'no proof')
    }
    const connection = lineOf(hello.gateway)
    socket.send(
      JSON.stringify({ proof: prove(key, 'app', nonces), state: connection.state } satisfies AppWelcome),
    )
    serve(socket, connection, hello.follows)
  })
  socket.send(JSON.stringify({ nonce } satisfies AppHello))
}

function serve(socket: WebSocket, connection: Parts['connection'], follows: boolean) {
  const underWay = new Map<number, AbortController>()
  const send = (frame: AppFrame) => {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > maxUnsentBytes) socket.terminate()
    else socket.send(JSON.stringify(frame))
  }
  const stop = connection.on({
    state: value => send({ tell: 'state', value }),
    ...(follows && {
      event: value => send({ tell: 'event', value }),
      gap: value => send({ tell: 'gap', value }),
    }),
  })
  socket.on('close', () => {
    stop()
    for (const request of underWay.values()) request.abort()
  })
  socket.on('message', (data, isBinary) => {
    const frame = readFrame(CommandFrame, data, isBinary)
    if (!frame) return socket.close(policyViolation, 'not a question')
    if ('cancel' in frame) return underWay.get(frame.cancel)?.abort()
    const { id, method, params, timeoutMs, untilFinal } = frame
    if (underWay.has(id) || underWay.size >= maxUnderWay)
      return socket.close(policyViolation, 'too many questions')
    const asked = new AbortController()
    underWay.set(id, asked)
    connection
      .request(method, params, { timeoutMs, untilFinal, signal: asked.signal })
      .then(
        value => send({ id, value: value ?? null }),
        (error: unknown) => send({ id, error: toErrorReport(error) }),
      )
      .finally(() => underWay.delete(id))
  })
}
