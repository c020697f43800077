// A command's end of the control socket: the running app's connection, as far as a command needs it.
import { connect } from 'node:net'
import { WebSocket } from 'ws'
import type { ConnectionState } from '../../src-shared/connection.ts'
import { AppError, appError } from '../../src-shared/errors.ts'
import type { ConnectionController, ConnectionWatchers } from '../connection/connection-controller.ts'
import type { GatewayRequestOptions } from '../gateway-client/gateway-connection.ts'
import { readControlFile } from './control-file.ts'
import {
  AppFrame,
  AppHello,
  AppWelcome,
  maxControlBytes,
  readFrame,
  type CommandFrame,
  type CommandHello,
} from './control-frames.ts'
import { isProof, newNonce, prove } from './control-proof.ts'

export type RunningApp = Pick<ConnectionController, 'request'> & {
  readonly state: ConnectionState
  /** Tells of states always, of events and gaps when it was reached with `follows`. */
  readonly on: (watchers: Partial<Pick<ConnectionWatchers, 'state' | 'event' | 'gap'>>) => () => void
  readonly close: () => void
}

/** The app is on this computer: what does not answer within this is not there. */
const patienceMs = 2_000

/** The app that runs with this state directory, as it is connected to that gateway, or to the one it shows; undefined when none does, or it is not surely this user's. Never rejects. */
export async function reachRunningApp(
  stateDir: string,
  follows: boolean,
  gateway?: string,
): Promise<RunningApp | undefined> {
  const file = await readControlFile(stateDir)
  if (!file) return undefined
  const socket = new WebSocket('ws://control/', {
    createConnection: () => connect(file.address),
    perMessageDeflate: false,
    maxPayload: maxControlBytes,
    handshakeTimeout: patienceMs,
  })
  return introduce(socket, file.key, { follows, ...(gateway !== undefined && { gateway }) })
}

/** Settles with the app once both have proved whose they are; the socket is closed otherwise. */
function introduce(
  socket: WebSocket,
  key: string,
  wishes: Pick<CommandHello, 'follows' | 'gateway'>,
): Promise<RunningApp | undefined> {
  return new Promise(resolve => {
    const nonce = newNonce()
    let expected = ''
    let isSettled = false
    const settle = (state: ConnectionState | undefined) => {
      if (isSettled) return
      isSettled = true
      clearTimeout(impatience)
      socket.removeAllListeners('message')
      if (!state) socket.terminate()
      // What is told next may be in the same packet: who listens has to be there at once.
      resolve(state && speakTo(socket, state))
    }
    const impatience = setTimeout(() => settle(undefined), patienceMs)
    socket.on('error', () => settle(undefined))
    socket.on('close', () => settle(undefined))
    socket.on('message', (data, isBinary) => {
      if (expected === '') {
        const hello = readFrame(AppHello, data, isBinary)
        if (!hello) return settle(undefined)
        const nonces = { app: hello.nonce, command: nonce }
        expected = prove(key, 'app', nonces)
        return socket.send(JSON.stringify({ nonce, proof: prove(key, 'command', nonces), ...wishes }))
      }
      const welcome = readFrame(AppWelcome, data, isBinary)
      settle(welcome && isProof(welcome.proof, expected) ? welcome.state : undefined)
    })
  })
}

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void }

function speakTo(socket: WebSocket, first: ConnectionState): RunningApp {
  const watchers = new Set<Parameters<RunningApp['on']>[0]>()
  const waiting = new Map<number, Waiting>()
  let state = first
  let lastId = 0
  const send = (frame: CommandFrame) => socket.send(JSON.stringify(frame))

  socket.on('message', (data, isBinary) => {
    const frame = readFrame(AppFrame, data, isBinary)
    if (!frame) return socket.terminate()
    if ('tell' in frame) {
      if (frame.tell === 'state') state = frame.value
      for (const watcher of watchers) {
        if (frame.tell === 'state') watcher.state?.(frame.value)
        else if (frame.tell === 'event') watcher.event?.(frame.value)
        else watcher.gap?.(frame.value)
      }
      return
    }
    const asked = waiting.get(frame.id)
    waiting.delete(frame.id)
    if ('error' in frame) asked?.reject(new AppError(frame.error))
    else asked?.resolve(frame.value)
  })
  socket.on('close', () => {
    const ended = appError('APP_ENDED', {})
    state =
      state.phase === 'online'
        ? { phase: 'failed', target: state.target, ladder: state.ladder, error: ended.report }
        : { phase: 'idle' }
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
    for (const watcher of watchers) watcher.state?.(state)
  })

  return {
    get state() {
      return state
    },
    on: watcher => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    request: <T>(method: string, params?: unknown, options: GatewayRequestOptions = {}) => {
      const { timeoutMs, untilFinal, signal } = options
      return new Promise<T>((resolve, reject) => {
        if (signal?.aborted) return reject(appError('CANCELLED', {}))
        if (socket.readyState !== socket.OPEN) return reject(appError('APP_ENDED', {}))
        lastId += 1
        const id = lastId
        const onAbort = () => {
          waiting.delete(id)
          send({ cancel: id })
          reject(appError('CANCELLED', {}))
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        const done = () => signal?.removeEventListener('abort', onAbort)
        waiting.set(id, {
          resolve: value => {
            done()
            resolve(value as T)
          },
          reject: error => {
            done()
            reject(error)
          },
        })
        send({
          id,
          method,
          ...(params !== undefined && { params }),
          ...(timeoutMs && { timeoutMs }),
          ...(untilFinal && { untilFinal }),
        })
      })
    },
    close: () => socket.close(),
  }
}
