// The desktop bridge over one WebSocket, which comes back by itself when the door restarts.
import type { BridgeRefusal, DesktopBridge, Reply } from '../src-shared/desktop-api.ts'
import {
  signedOutCloseCode,
  windowSocketAgain,
  windowSocketProtocol,
  pageKeyProtocolPrefix,
  type DoorFrame,
  type PageFrame,
} from '../src-shared/window-socket.ts'

/** How long a question may wait for the socket to open, in milliseconds. */
const openWithinMs = 10_000
const firstRetryMs = 200
const lastRetryMs = 3000

type Question = { readonly frame: PageFrame; readonly settle: (reply: Reply | BridgeRefusal) => void }

export type WindowSocketBridge = DesktopBridge & {
  /** Tries to reconnect now instead of after the pause: the page was shown again, or the network is back. */
  readonly wake: () => void
  readonly close: () => void
}

/** `url` is the door's socket, ws://host:port/window; `Socket` the browser's own class, or one that tests bring. */
export function openWindowSocketBridge(
  url: string,
  pageKey: string,
  Socket: typeof WebSocket = WebSocket,
): WindowSocketBridge {
  const listeners = new Map<string, Set<(value: unknown) => void>>()
  const unsent = new Map<number, Question>()
  const unanswered = new Map<number, Question>()
  let socket: WebSocket | undefined
  let lastId = 0
  let wasOpen = false
  let failures = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let end: 'closed' | 'signed-out' | undefined

  const tell = (name: string, value: unknown) => {
    for (const listener of listeners.get(name) ?? []) listener(value)
  }

  const send = (question: Question) => {
    unanswered.set(question.frame.id, question)
    socket?.send(JSON.stringify(question.frame))
  }

  const connect = () => {
    clearTimeout(retry)
    retry = undefined
    const opening = new Socket(wasOpen ? url + windowSocketAgain : url, [
      windowSocketProtocol,
      pageKeyProtocolPrefix + pageKey,
    ])
    socket = opening
    opening.addEventListener('open', () => {
      wasOpen = true
      failures = 0
      const waiting = [...unsent.values()]
      unsent.clear()
      waiting.forEach(send)
    })
    opening.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const frame = JSON.parse(data) as DoorFrame
      if ('told' in frame) {
        for (const [name, value] of frame.told) tell(name, value)
      } else {
        unanswered.get(frame.id)?.settle(frame.reply)
        unanswered.delete(frame.id)
      }
    })
    opening.addEventListener('close', ({ code }) => {
      if (socket !== opening) return
      socket = undefined
      if (code === signedOutCloseCode) end ??= 'signed-out'
      refuseAll(unanswered)
      if (wasOpen) tellThatNothingIsKnown()
      if (end) refuseAll(unsent)
      else retry = setTimeout(connect, Math.min(lastRetryMs, firstRetryMs * 2 ** failures++))
    })
  }

  /** The connection and its questions ended with the door; what follows is told when it is back. */
  const tellThatNothingIsKnown = () => {
    tell('connection.changed', { phase: 'idle' })
    tell('prompts.changed', [])
  }

  const refusal = (): BridgeRefusal => ({
    ok: false,
    error: { code: end === 'signed-out' ? 'PAGE_SIGNED_OUT' : 'NOT_CONNECTED' },
  })
  const refuseAll = (questions: Map<number, Question>) => {
    for (const question of questions.values()) question.settle(refusal())
    questions.clear()
  }

  connect()

  return {
    ask: (name, argument) =>
      new Promise(resolve => {
        const question: Question = { frame: { id: ++lastId, ask: name, argument }, settle: resolve }
        if (end) return resolve(refusal())
        if (socket?.readyState === Socket.OPEN) return send(question)
        unsent.set(question.frame.id, question)
        setTimeout(() => {
          if (unsent.delete(question.frame.id)) resolve(refusal())
        }, openWithinMs)
      }),

    on: (name, listener) => {
      const own = listeners.get(name) ?? new Set()
      listeners.set(name, own)
      // Wrapped, so that one listener given twice is two, each with its own end.
      const wrapped = (value: unknown) => listener(value)
      own.add(wrapped)
      return () => void own.delete(wrapped)
    },

    wake: () => {
      if (retry !== undefined) connect()
    },

    close: () => {
      end ??= 'closed'
      clearTimeout(retry)
      retry = undefined
      refuseAll(unsent)
      socket?.close()
    },
  }
}
