// node.* for operators: which nodes there are, what each may be asked, and asking them.
import {
  validateNodeDescribeParams,
  validateNodeInvokeParams,
  validateNodeListParams,
  validateNodePairApproveParams,
  validateNodePairListParams,
  validateNodePairRejectParams,
  validateNodePairRemoveParams,
  validateNodeRenameParams,
} from '@openclaw/gateway-protocol'
import { method, mustAllow, requestError, type Methods } from '../method-table.ts'
import { scopesToApprove } from '../nodes/node-commands.ts'
import { requestRow } from '../nodes/node-rows.ts'
import type { NodeCallResult } from '../nodes/node-calls.ts'
import { systemRunParams } from '../nodes/system-run.ts'
import type { Rooms } from '../rooms.ts'

type Failure = NodeCallResult & { readonly ok: false }

const pairing = 'operator.pairing'
const defaultTimeoutMs = 30_000
const maxTimeoutMs = 10 * 60_000
const maxParamsBytes = 4 * 1024 * 1024
/** They change what a node lets others run, which is decided at the node. */
const notThroughInvoke = new Set(['system.execApprovals.get', 'system.execApprovals.set'])

export function nodeMethods({ nodes, idempotency, approvals }: Rooms): Methods {
  function requestOf(requestId: string) {
    const request = nodes.findRequest(requestId)
    if (!request) throw requestError('INVALID_REQUEST', `unknown requestId: ${requestId}`)
    return request
  }

  function known(nodeId: string) {
    const row = nodes.describe(nodeId)
    if (!row) throw requestError('INVALID_REQUEST', 'unknown nodeId')
    return row
  }

  return {
    'node.list': method('operator.read', validateNodeListParams, () => ({
      ts: Date.now(),
      nodes: nodes.list(),
    })),

    'node.describe': method('operator.read', validateNodeDescribeParams, ({ nodeId }) => ({
      ts: Date.now(),
      ...known(nodeId),
    })),

    'node.pair.list': method(pairing, validateNodePairListParams, () => ({
      pending: nodes.requests().map(requestRow),
      paired: nodes.list().filter(row => row.approvedAtMs !== undefined),
    })),

    'node.pair.approve': method(pairing, validateNodePairApproveParams, ({ requestId }, { session }) => {
      const request = requestOf(requestId)
      // Nobody hands out more than they hold themselves.
      mustAllow(session.admission.scopes, scopesToApprove(request.commands))
      return { requestId, node: nodes.approve(request) }
    }),

    'node.pair.reject': method(pairing, validateNodePairRejectParams, ({ requestId }) => {
      const request = requestOf(requestId)
      nodes.reject(request)
      return { requestId, nodeId: request.nodeId }
    }),

    'node.pair.remove': method(pairing, validateNodePairRemoveParams, ({ nodeId }) => {
      known(nodeId)
      return { nodeId, removed: nodes.remove(nodeId) }
    }),

    'node.rename': method(pairing, validateNodeRenameParams, ({ nodeId, displayName }) => {
      const name = displayName.trim()
      if (name === '') throw requestError('INVALID_REQUEST', 'displayName required')
      known(nodeId)
      if (!nodes.rename(nodeId, name)) throw requestError('INVALID_REQUEST', 'the node is not approved yet')
      return { nodeId, displayName: name }
    }),

    'node.invoke': method('operator.write', validateNodeInvokeParams, async params => {
      const { nodeId, idempotencyKey } = params
      const command = params.command.trim()
      if (notThroughInvoke.has(command)) {
        throw requestError('INVALID_REQUEST', `node.invoke does not allow ${command}`)
      }
      const timeoutMs = Math.min(params.timeoutMs || defaultTimeoutMs, maxTimeoutMs)
      const asked = { nodeId, command, params: params.params }
      const request = { family: 'node.invoke', key: idempotencyKey, params: asked }
      return idempotency.once(request, async onSend => {
        const paramsJSON = toText(
          command === 'system.run' ? systemRunParams(params.params, nodeId, approvals) : params.params,
        )
        const result = await nodes.call({ nodeId, command, paramsJSON, timeoutMs, idempotencyKey, onSend })
        if (!result.ok) throw callFailed(result, nodeId, command)
        const { payload, payloadJSON } = result
        return { ok: true, nodeId, command, payload, payloadJSON }
      })
    }),
  }
}

function toText(params: unknown): string | undefined {
  const text = params === undefined ? undefined : JSON.stringify(params)
  if (text === undefined || Buffer.byteLength(text) <= maxParamsBytes) return text
  throw requestError('INVALID_REQUEST', `params are larger than ${maxParamsBytes} bytes`)
}

/** The refusal that says how a call to a node ended. */
export function callFailed({ code, message, nodeError }: Failure, nodeId: string, command: string) {
  const details = { code, nodeId, command, ...(nodeError ? { nodeError } : {}) }
  switch (code) {
    case 'UNKNOWN_NODE':
      return requestError('INVALID_REQUEST', message, { details })
    case 'NOT_ALLOWED':
      return requestError('INVALID_REQUEST', `node command not allowed: ${message}`, {
        details: { ...details, reason: message },
      })
    case 'NOT_CONNECTED':
    case 'BUSY':
      return requestError('UNAVAILABLE', message, { retryable: true, details })
    case 'NODE_DISCONNECTED':
    case 'TIMEOUT':
    case 'ABORTED':
    case 'RESULT_TOO_LARGE':
    case 'NODE_ERROR':
      return requestError('UNAVAILABLE', message, { retryable: false, details })
  }
}
