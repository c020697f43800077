// One client, from its greeting to its goodbye: takes its requests, answers them, hands it events.
import type { Socket } from 'node:net'
import { formatValidationErrors, validateRequestFrame, type ConnectParams } from '@openclaw/gateway-protocol'
import type { RawData, WebSocket } from 'ws'
import { isAppError } from '../../src-shared/errors.ts'
import type { Admission } from './authenticate.ts'
import type { FrameCounts } from './frame-counts.ts'
import { isTooDeep } from './frame-depth.ts'
import { frameHead, usualFrameBytes } from './frame-head.ts'
import { hasOverlongMessage, overlongText } from './frame-text.ts'
import type { FrameSocket, PreparedEvent } from './frame-socket.ts'
import type { GatewayLog } from './gateway-options.ts'
import { bytesOf, idOf, parseJson, tooDeepText } from './handshake.ts'
import { giveBack } from './large-frames.ts'
import { isRequestError, mayCall, requestError, type MethodTable } from './method-table.ts'
import { takeInPace } from './paced-intake.ts'
import type { Peer } from './peer.ts'

export type ClientSession = {
  readonly connId: string
  readonly client: ConnectParams['client']
  readonly admission: Admission
  readonly caps: ReadonlySet<string>
  readonly peer: Peer
  readonly connectedAt: number
  /** What it asked to be told of. */
  readonly subscriptions: { sessions: boolean; readonly messages: Set<string> }
  send(event: PreparedEvent): void
  /** A second answer to one request, which `agent` has. */
  answerAgain(requestId: string, payload: unknown): void
  close(code: number, reason: string): void
  terminate(): void
  /** Takes requests from now on. */
  begin(): void
}

export type SessionParts = {
  readonly socket: WebSocket
  readonly wire: Socket
  readonly frames: FrameSocket
  /** Frames that came before there was a session. */
  readonly early: readonly RawData[]
  readonly methods: MethodTable
  readonly counts: FrameCounts
  readonly log: GatewayLog
  /** How many requests of this client may wait for their answer at once. */
  readonly maxUnderWay: number
  /** True while the gateway is on its way out. */
  readonly isStopping: () => boolean
}

/** RFC 6455, 7.4.1. */
const policyViolation = 1008
/** So many in a row that are no request are no mistake any more. */
const maxBadFrames = 1_000

export function openSession(
  facts: Pick<ClientSession, 'connId' | 'client' | 'admission' | 'caps' | 'peer' | 'connectedAt'>,
  parts: SessionParts,
): ClientSession {
  const { frames, methods, counts, log } = parts
  const isNode = facts.admission.role === 'node'
  const session: ClientSession = {
    ...facts,
    subscriptions: { sessions: false, messages: new Set() },
    send: event => frames.event(event, !isNode),
    answerAgain: (requestId, payload) => frames.answer(requestId, payload),
    close: (code, reason) => frames.close(code, reason),
    terminate: () => frames.terminate(),
    begin() {
      parts.socket.on('oversized', (head: Buffer) => refuseUnfit(head, oversizedText))
      takeInPace(parts, parts.early, serve)
    },
  }

  let underWay = 0
  /** In a row: one good request and it is nought again. */
  let badFrames = 0

  /** Whoever sends nothing else is let go: each bad frame costs as much as a good one, and nobody has anything of it. */
  function isEnough(): boolean {
    badFrames += 1
    if (badFrames < maxBadFrames) return false
    if (badFrames === maxBadFrames) {
      log.warn('a client that sends nothing but bad frames is let go', { connId: facts.connId })
      frames.close(policyViolation, 'too many bad frames')
    }
    return true
  }

  function serve(data: RawData) {
    const bytes = bytesOf(data)
    const unfit = whyUnfit(bytes)
    const frame = unfit === undefined ? parseJson(bytes) : undefined
    if (unfit !== undefined) refuseUnfit(bytes, unfit)
    giveBack(bytes)
    if (unfit !== undefined) return
    if (frame === undefined) {
      counts.add('ignored')
      if (isEnough()) return
      return log.debug('a frame that is not JSON was ignored', { connId: facts.connId })
    }
    if (!validateRequestFrame(frame)) {
      counts.add('refused')
      if (isEnough()) return
      const why = formatValidationErrors(validateRequestFrame.errors)
      return frames.refuse(idOf(frame), { code: 'INVALID_REQUEST', message: `invalid request frame: ${why}` })
    }
    badFrames = 0
    const { id, method, params = {} } = frame
    try {
      const answer = call(id, method, params)
      if (answer instanceof Promise) void answerLater(id, method, answer)
      else frames.answer(id, answer)
    } catch (error) {
      frames.refuse(id, errorShape(error, method))
    }
  }

  function refuseUnfit(head: Buffer, why: string) {
    counts.add('refused')
    if (isEnough()) return
    frames.refuse(idOf(frameHead(head)), { code: 'INVALID_REQUEST', message: why })
  }

  async function answerLater(id: string, method: string, answer: Promise<unknown>) {
    underWay += 1
    try {
      frames.answer(id, await answer)
    } catch (error) {
      frames.refuse(id, errorShape(error, method))
    } finally {
      underWay -= 1
    }
  }

  function call(requestId: string, name: string, params: unknown): unknown {
    // What a node was asked before may still be answered.
    if (parts.isStopping() && name !== 'node.invoke.result') {
      throw requestError('UNAVAILABLE', 'gateway stopping', { retryable: true, retryAfterMs: 1_000 })
    }
    if (underWay >= parts.maxUnderWay) {
      throw requestError('UNAVAILABLE', 'too many requests are under way on this connection', {
        retryable: true,
        retryAfterMs: 100,
      })
    }
    return mayCall(methods, name, facts.admission).run(params, { session, requestId, name })
  }

  function errorShape(error: unknown, method: string) {
    if (isRequestError(error)) return error.shape
    const { connId } = facts
    if (isAppError(error)) {
      const { code, message, report } = error
      log.info('a request could not be met', { connId, method, code, error })
      const retryable = report.retry === 'later'
      return { code: 'UNAVAILABLE', message, retryable, details: { code, remedy: report.remedy } }
    }
    log.error('a request failed', { connId, method, error })
    return { code: 'UNAVAILABLE', message: 'internal error', retryable: false }
  }

  return session
}

const oversizedText = `a request of this kind is at most ${usualFrameBytes} bytes`

/** Why a frame is not even parsed. */
function whyUnfit(bytes: Buffer): string | undefined {
  if (isTooDeep(bytes)) return tooDeepText
  return hasOverlongMessage(bytes) ? overlongText : undefined
}
