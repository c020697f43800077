// Calls to nodes that wait for their answer: each ends exactly once, by its result, its deadline, or the node's going away.
import { randomUUID } from 'node:crypto'

/** Why nothing was sent to the node. */
export type NodeCallObstacle = 'UNKNOWN_NODE' | 'NOT_CONNECTED' | 'NOT_ALLOWED' | 'BUSY'

export type NodeCallFailure =
  | NodeCallObstacle
  | 'NODE_DISCONNECTED'
  | 'TIMEOUT'
  | 'ABORTED'
  | 'RESULT_TOO_LARGE'
  /** The node itself says that it failed. */
  | 'NODE_ERROR'

export type NodeCallResult =
  | { readonly ok: true; readonly payload: unknown; readonly payloadJSON: string | null }
  | {
      readonly ok: false
      readonly code: NodeCallFailure
      readonly message: string
      /** The node's own error, as it was sent. */
      readonly nodeError?: { readonly code?: string | undefined; readonly message?: string | undefined }
    }

/** For whom a node is asked, as the gateway knows it. */
export type CallOrigin = {
  readonly agentId: string
  readonly sessionKey: string
  readonly runId: string
  readonly toolCallId: string
}

/** What a node was asked. */
export type CallRequest = {
  readonly command: string
  readonly paramsJSON?: string | undefined
  /** Absent where a client asked, and no agent. */
  readonly origin?: CallOrigin | undefined
}

/** What a node sends back. */
export type NodeReply = {
  readonly ok: boolean
  readonly payload?: unknown
  readonly payloadJSON?: string | undefined
  readonly error?: { readonly code?: string | undefined; readonly message?: string | undefined } | undefined
}

type Waiting = {
  readonly connId: string
  readonly nodeId: string
  readonly request: CallRequest
  readonly settle: (result: NodeCallResult) => void
}

/** What an answer may come to in one frame, which carries a payload twice: parsed and as text. */
const maxAnswerBytes = 24 * 1024 * 1024
const maxCallsPerNode = 64

export type CallEnd = { readonly callId: string; readonly connId: string; readonly result: NodeCallResult }

/** `onEnd` is told of each call that was sent, once, when nobody waits for it any more. */
export function createNodeCalls(onEnd: (end: CallEnd) => void) {
  const waiting = new Map<string, Waiting>()

  function callsTo(nodeId: string): number {
    let count = 0
    for (const call of waiting.values()) if (call.nodeId === nodeId) count += 1
    return count
  }

  function endAll(which: (call: Waiting) => boolean) {
    for (const call of [...waiting.values()].filter(which)) {
      call.settle(
        failed('NODE_DISCONNECTED', 'the node went away before it answered; it may have done its part'),
      )
    }
  }

  return {
    isBusy: (nodeId: string) => callsTo(nodeId) >= maxCallsPerNode,

    /** Sends a call by `send`, which gets the call's id, and settles with how it ended. Never rejects. */
    make(
      to: {
        readonly connId: string
        readonly nodeId: string
        readonly timeoutMs: number
        readonly request: CallRequest
      },
      send: (callId: string) => void,
      signal?: AbortSignal,
    ): Promise<NodeCallResult> {
      const { connId, nodeId, timeoutMs, request } = to
      if (signal?.aborted) return Promise.resolve(failed('ABORTED', 'the call was given up'))
      return new Promise(resolve => {
        const callId = randomUUID()
        const deadline = setTimeout(
          () => settle(failed('TIMEOUT', `the node did not answer within ${timeoutMs} ms`)),
          timeoutMs,
        )
        const giveUp = () => settle(failed('ABORTED', 'the call was given up'))
        function settle(result: NodeCallResult) {
          clearTimeout(deadline)
          signal?.removeEventListener('abort', giveUp)
          waiting.delete(callId)
          resolve(result)
          onEnd({ callId, connId, result })
        }
        signal?.addEventListener('abort', giveUp)
        waiting.set(callId, { connId, nodeId, request, settle })
        send(callId)
      })
    },

    /** False for a call that has ended already, or is another node's. */
    answer(callId: string, nodeId: string, reply: NodeReply): boolean {
      const call = waiting.get(callId)
      if (call?.nodeId !== nodeId) return false
      call.settle(toResult(reply))
      return true
    },

    /** What this node was asked by a call that waits for its answer. */
    waitingFor(callId: string, nodeId: string): CallRequest | undefined {
      const call = waiting.get(callId)
      return call?.nodeId === nodeId ? call.request : undefined
    },

    /** Ends the calls that went over a connection which is gone. */
    lost: (connId: string) => endAll(call => call.connId === connId),
    lostAll: () => endAll(() => true),
  }
}

function toResult({ ok, payload, payloadJSON, error }: NodeReply): NodeCallResult {
  if (!ok) {
    const message = error?.message ?? error?.code ?? 'the node could not do it'
    return { ok: false, code: 'NODE_ERROR', message, nodeError: error ?? {} }
  }
  const text = payloadJSON ?? (payload === undefined ? null : JSON.stringify(payload))
  if (text !== null && answerBytes(text) > maxAnswerBytes) {
    return failed('RESULT_TOO_LARGE', 'the answer of the node is too large to be handed on')
  }
  return { ok: true, payload: payload ?? parsed(payloadJSON), payloadJSON: text }
}

function answerBytes(text: string): number {
  // Small ones, which nearly all are, fit however they are written out.
  if (text.length < 1024 * 1024) return 0
  return Buffer.byteLength(text) + Buffer.byteLength(JSON.stringify(text))
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function failed(code: NodeCallFailure, message: string): NodeCallResult {
  return { ok: false, code, message }
}
