// exec.approval.*: asking people whether a command may run, and their answers.
import {
  validateExecApprovalGetParams,
  validateExecApprovalRequestParams,
  validateExecApprovalResolveParams,
} from '@openclaw/gateway-protocol'
import { z } from 'zod'
import { decisions, isDecision, type Approval, type ApprovalRequest } from '../approvals.ts'
import { method, plainObject, requestError, type Methods } from '../method-table.ts'
import type { Rooms } from '../rooms.ts'

const scope = 'operator.approvals'
const maxCommandChars = 64 * 1024
const waitParams = z.strictObject({ id: z.string().trim().min(1).max(200) })

export function approvalMethods({ approvals }: Rooms): Methods {
  function existing(id: string): Approval {
    const approval = approvals.get(id.trim())
    if (!approval) throw notFound()
    return approval
  }

  return {
    'exec.approval.request': method(scope, validateExecApprovalRequestParams, async (params, call) => {
      const { id, timeoutMs, host, nodeId, systemRunPlan: plan } = params
      const argv = plan?.argv ?? params.commandArgv
      const command = plan?.commandText ?? params.command ?? argv?.join(' ') ?? ''
      if (command.trim() === '') throw requestError('INVALID_REQUEST', 'command is required')
      if (command.length > maxCommandChars) {
        throw requestError('INVALID_REQUEST', `command is longer than ${maxCommandChars} characters`)
      }
      if (host === 'node' && !nodeId)
        throw requestError('INVALID_REQUEST', 'nodeId is required for host=node')
      // What the command would find in its environment is left out: it may hold secrets.
      const request: ApprovalRequest = {
        command,
        commandArgv: argv,
        cwd: plan?.cwd ?? params.cwd ?? undefined,
        host: host ?? undefined,
        nodeId: nodeId ?? undefined,
        agentId: plan?.agentId ?? params.agentId ?? undefined,
        sessionKey: plan?.sessionKey ?? params.sessionKey ?? undefined,
        runId: params.runId ?? undefined,
        toolCallId: params.toolCallId ?? undefined,
        warningText: params.warningText ?? undefined,
        resolvedPath: params.resolvedPath ?? undefined,
        security: params.security ?? undefined,
        ask: params.ask ?? undefined,
        unavailableDecisions: params.unavailableDecisions?.filter(isDecision),
      }
      const approval = approvals.request(request, { id: id?.trim() || undefined, timeoutMs })
      if (!approval) {
        if (id !== undefined && approvals.get(id.trim())) {
          throw requestError('INVALID_REQUEST', 'approval id already pending')
        }
        throw requestError('UNAVAILABLE', 'too many approvals are pending', { retryable: true })
      }
      const decided = outcome(approval)
      if (params.twoPhase !== true) return decided
      // Never before the first answer, however fast the decision.
      void decided.then(payload => call.session.answerAgain(call.requestId, payload))
      const { createdAtMs, expiresAtMs } = approval
      return { status: 'accepted', id: approval.id, createdAtMs, expiresAtMs }
    }),

    'exec.approval.waitDecision': method(scope, plainObject, async params => {
      const parsed = waitParams.safeParse(params)
      if (!parsed.success) throw requestError('INVALID_REQUEST', 'id is required')
      return outcome(existing(parsed.data.id))
    }),

    'exec.approval.list': method(scope, plainObject, () => approvals.pending()),

    'exec.approval.get': method(scope, validateExecApprovalGetParams, params => {
      const { id, request, createdAtMs, expiresAtMs, decision } = existing(params.id)
      return {
        id,
        commandText: request.command,
        commandPreview: null,
        allowedDecisions: decisions.filter(word => !request.unavailableDecisions?.includes(word)),
        host: request.host ?? null,
        nodeId: request.nodeId ?? null,
        agentId: request.agentId ?? null,
        createdAtMs,
        expiresAtMs,
        ...(decision === undefined ? {} : { decision }),
      }
    }),

    'exec.approval.resolve': method(scope, validateExecApprovalResolveParams, (params, { session }) => {
      const { decision } = params
      if (!isDecision(decision)) throw requestError('INVALID_REQUEST', 'invalid decision')
      const { client } = session
      const resolution = approvals.resolve(params.id.trim(), decision, client.displayName ?? client.id)
      switch (resolution.outcome) {
        case 'resolved':
          return { ok: true }
        case 'unknown':
          throw notFound()
        case 'not-offered':
          throw requestError('INVALID_REQUEST', `${decision} is not offered for this command`)
        case 'settled-before': {
          const settled = resolution.approval.decision ?? null
          if (settled === null) throw notFound()
          // The same answer once more, by a client that did not get to see the first one's reply.
          if (settled === decision) return { ok: true }
          throw requestError('INVALID_REQUEST', `approval already resolved: ${settled}`, {
            details: { code: 'APPROVAL_ALREADY_RESOLVED', decision: settled },
          })
        }
      }
    }),
  }

  async function outcome({ id, createdAtMs, expiresAtMs }: Approval) {
    const decision = (await approvals.decision(id)) ?? null
    return { id, decision, createdAtMs, expiresAtMs }
  }
}

function notFound() {
  return requestError('APPROVAL_NOT_FOUND', 'unknown or expired approval id')
}
