// exec.approvals.*: what may run on the gateway's own computer, and on nodes that let it be read and written from here.
import { randomUUID } from 'node:crypto'
import {
  validateExecApprovalsGetParams,
  validateExecApprovalsNodeGetParams,
  validateExecApprovalsNodeSetParams,
  validateExecApprovalsNodeSnapshot,
  validateExecApprovalsSetParams,
} from '@openclaw/gateway-protocol'
import { isAppError } from '../../../src-shared/errors.ts'
import { rulesAt } from '../../../src-shared/exec-rules.ts'
import { defaultAgentId } from '../../conversations/conversation-key.ts'
import { fromWireFile, toWireSnapshot } from '../../exec-policy/exec-policy-wire.ts'
import { method, requestError, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'
import { callFailed } from './nodes.ts'

const admin = 'operator.admin'
const nodeTimeoutMs = 15_000

export function execPolicyMethods({ config, execPolicyFile, nodes, log }: Rooms): Methods {
  async function shown() {
    const [usual] = rulesAt(config.agent.tools.exec.rules, { agentId: defaultAgentId })
    const snapshot = await readable(execPolicyFile.snapshot())
    return toWireSnapshot(execPolicyFile.path, snapshot, usual ?? { security: 'deny', ask: 'off' })
  }

  async function atNode(nodeId: string, command: string, params: object) {
    const result = await nodes.call({
      nodeId,
      command,
      paramsJSON: JSON.stringify(params),
      timeoutMs: nodeTimeoutMs,
      idempotencyKey: randomUUID(),
    })
    if (!result.ok) throw callFailed(result, nodeId, command)
    if (validateExecApprovalsNodeSnapshot(result.payload)) return result.payload
    throw requestError('UNAVAILABLE', 'the node’s answer cannot be understood', {
      details: { nodeId, command },
    })
  }

  return {
    'exec.approvals.get': method(admin, validateExecApprovalsGetParams, shown),

    'exec.approvals.set': method(admin, validateExecApprovalsSetParams, async (params, { session }) => {
      const before = await readable(execPolicyFile.snapshot())
      const next = fromWireFile(params.file, before.policy)
      if (!next.ok) throw requestError('INVALID_REQUEST', `invalid exec approvals: ${next.path}: ${next.why}`)
      const isWritten = await readable(execPolicyFile.replace(params.baseHash, next.policy))
      if (!isWritten) {
        throw requestError(
          'INVALID_REQUEST',
          'the exec approvals changed since they were read; read exec.approvals.get and try again',
          {
            details: { code: params.baseHash === undefined ? 'BASE_HASH_REQUIRED' : 'BASE_HASH_MISMATCH' },
          },
        )
      }
      log.info('the exec approvals were changed', { by: session.client.displayName ?? session.client.id })
      return shown()
    }),

    'exec.approvals.node.get': method(admin, validateExecApprovalsNodeGetParams, ({ nodeId }) =>
      atNode(nodeId, 'system.execApprovals.get', {}),
    ),

    'exec.approvals.node.set': method(admin, validateExecApprovalsNodeSetParams, ({ nodeId, ...params }) =>
      atNode(nodeId, 'system.execApprovals.set', params),
    ),
  }
}

/** Errors: UNAVAILABLE for a file that cannot be read or written. */
async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!isAppError(error)) throw error
    throw requestError('UNAVAILABLE', error.message, { retryable: false, details: { code: error.code } })
  }
}
