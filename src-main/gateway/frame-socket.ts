// A WebSocket that carries frames out: numbers events, and cuts off whoever does not read.
import type { Socket } from 'node:net'
import type { ErrorShape } from '@openclaw/gateway-protocol'
import { WebSocket } from 'ws'
import type { EventName } from './events.ts'
import type { GatewayLimits } from './limits.ts'

export type StateVersion = { readonly presence: number; readonly health: number }

/** An event whose payload is written out once, however many clients get it. */
export type PreparedEvent = { readonly name: string; readonly payload: string; readonly stateVersion: string }

export function prepareEvent(name: EventName, payload: unknown, stateVersion?: StateVersion): PreparedEvent {
  return {
    name: JSON.stringify(name),
    payload: JSON.stringify(payload),
    stateVersion: stateVersion ? `,"stateVersion":${JSON.stringify(stateVersion)}` : '',
  }
}

export type FrameSocket = ReturnType<typeof createFrameSocket>

const longestCloseReason = 120

export function createFrameSocket(
  socket: WebSocket,
  wire: Socket,
  { maxBufferedBytes, fullBytes }: Pick<GatewayLimits, 'maxBufferedBytes' | 'fullBytes'>,
  onCutOff: () => void,
) {
  let seq = 0
  let isGathering = false

  /** What is written until this callback of the system is over goes out in one piece. */
  function gather() {
    if (isGathering) return
    isGathering = true
    wire.cork()
    process.nextTick(release)
  }

  function release() {
    if (!isGathering) return
    isGathering = false
    wire.uncork()
  }

  /** Neither dropped (the client would miss an answer) nor kept without bound (one reader would cost all the memory). */
  function isCutOff(): boolean {
    // What was only held back here, nobody could have read.
    if (socket.bufferedAmount > maxBufferedBytes) release()
    if (socket.bufferedAmount <= maxBufferedBytes) return false
    onCutOff()
    socket.terminate()
    return true
  }

  function write(text: string) {
    if (socket.readyState !== WebSocket.OPEN || isCutOff()) return
    gather()
    socket.send(text)
  }

  return {
    /** Whether there is room for one more answer. Who asks for it beyond the limit is cut off. */
    hasRoom: () => !isCutOff() && socket.bufferedAmount <= fullBytes,

    /** The number of the last event; clients find gaps by it. */
    seq: () => seq,

    event(prepared: PreparedEvent, numbered = true) {
      const number = numbered ? `,"seq":${(seq += 1)}` : ''
      write(
        `{"type":"event","event":${prepared.name},"payload":${prepared.payload}${number}${prepared.stateVersion}}`,
      )
    },

    answer(id: string, payload: unknown) {
      write(JSON.stringify({ type: 'res', id, ok: true, payload }))
    },

    refuse(id: string, error: ErrorShape) {
      write(JSON.stringify({ type: 'res', id, ok: false, error }))
    },

    close(code: number, reason = '') {
      // A socket that is not being read from would never get to see that the other side is gone.
      socket.resume()
      socket.close(code, reason.slice(0, longestCloseReason))
    },

    terminate: () => socket.terminate(),
  }
}
