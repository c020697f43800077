// The first moments of a connection: the challenge goes out, one `connect` request comes back, in time and in size.
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import {
  formatValidationErrors,
  validateConnectParams,
  validateRequestFrame,
  type ConnectParams,
} from '@openclaw/gateway-protocol'
import type { RawData, WebSocket } from 'ws'
import type { FrameCounts } from './frame-counts.ts'
import { isTooDeep, maxFrameDepth } from './frame-depth.ts'
import { frameHead } from './frame-head.ts'
import { listenNoMore } from './large-frames.ts'
import { prepareEvent, type FrameSocket } from './frame-socket.ts'
import type { GatewayLimits } from './limits.ts'
import { invalidRequest, type Refusal } from './refusals.ts'

export type Introduction = {
  readonly requestId: string
  readonly params: ConnectParams
  readonly nonce: string
  /** Frames that came along with the introduction, to be served once the client has been let in. */
  readonly early: readonly RawData[]
}

const closeCodes = { normal: 1000, tooBig: 1009 } as const
export const tooDeepText = `a frame must not be nested deeper than ${maxFrameDepth} levels`

/** Headers of frames and pings that may come before the first frame. */
const overheadBytes = 1024

/**
 * Settles with a valid introduction; undefined when there was none and the connection is being closed. The socket is
 * paused then, until the caller resumes it.
 */
export async function awaitIntroduction(
  socket: WebSocket,
  wire: Socket,
  frames: FrameSocket,
  limits: GatewayLimits,
  counts: FrameCounts,
  now: () => number,
): Promise<Introduction | undefined> {
  const nonce = randomUUID()
  const early: RawData[] = []
  const first = firstFrame(socket, wire, limits, early)
  frames.event(prepareEvent('connect.challenge', { nonce, ts: now() }), false)
  const bytes = await first
  if (typeof bytes === 'number') {
    if (bytes === closeCodes.tooBig) counts.add('faulty')
    frames.close(bytes)
    return undefined
  }
  if (isTooDeep(bytes)) {
    counts.add('refused')
    return refuse(frames, idOf(frameHead(bytes)), invalidRequest(tooDeepText))
  }
  const frame = parseJson(bytes)
  if (frame === undefined) {
    counts.add('ignored')
    frames.close(closeCodes.normal)
    return undefined
  }
  if (!validateRequestFrame(frame)) {
    counts.add('refused')
    return refuse(frames, idOf(frame), invalidRequest('the first frame must be a connect request'))
  }
  if (frame.method !== 'connect') {
    return refuse(frames, frame.id, invalidRequest('the first request must be connect'))
  }
  if (!validateConnectParams(frame.params)) {
    const why = formatValidationErrors(validateConnectParams.errors)
    return refuse(frames, frame.id, invalidRequest(`invalid connect params: ${why}`))
  }
  // The validator's type and the package's own differ only in how an absent property is written.
  return { requestId: frame.id, params: frame.params as ConnectParams, nonce, early }
}

/** Turns a client away. */
export function refuse(frames: FrameSocket, id: string, refusal: Refusal): undefined {
  frames.refuse(id, refusal.error)
  frames.close(refusal.closeCode, refusal.error.message)
}

/** The id a frame has, or the one under which nameless frames are answered. */
export function idOf(frame: unknown): string {
  const id = typeof frame === 'object' && frame !== null && 'id' in frame ? frame.id : undefined
  return typeof id === 'string' && id !== '' ? id : 'invalid'
}

export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

/** With ws's own binary type it is one buffer, which may be big: not copied before it is read. */
export function bytesOf(data: RawData): Buffer {
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data)
}

/** The first frame, or the code to close with. Counts raw bytes, for ws hands over whole frames only. */
function firstFrame(
  socket: WebSocket,
  wire: Socket,
  limits: GatewayLimits,
  early: RawData[],
): Promise<Buffer | number> {
  return new Promise(resolve => {
    let bytes = 0
    const deadline = setTimeout(() => settle(closeCodes.normal), limits.handshakeMs)
    const onBytes = (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > limits.maxPreAuthBytes + overheadBytes) {
        listenNoMore(wire)
        settle(closeCodes.tooBig)
      }
    }
    const onMessage = (data: RawData) => {
      const bytes = bytesOf(data)
      if (bytes.length > limits.maxPreAuthBytes) return settle(closeCodes.tooBig)
      socket.pause()
      settle(bytes)
    }
    const keepForLater = (data: RawData) => void early.push(data)
    const onClose = () => settle(closeCodes.normal)
    function settle(result: Buffer | number) {
      clearTimeout(deadline)
      wire.off('data', onBytes)
      socket.off('message', onMessage)
      // Pausing stops the next read; what the last one brought beyond the first frame still comes.
      socket.on('message', keepForLater)
      socket.off('close', onClose)
      resolve(result)
    }
    wire.on('data', onBytes)
    socket.on('message', onMessage)
    socket.on('close', onClose)
  })
}
