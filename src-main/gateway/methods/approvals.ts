// exec.approval.*: asking people whether a command may run, and their answers. exec.allowlist.*: what they allowed for good.
import {
  validateExecApprovalGetParams,
  validateExecApprovalRequestParams,
  validateExecApprovalResolveParams,
} from '@openclaw/gateway-protocol'
import { z } from 'zod'
import { commandLine } from '../../../src-shared/command-line.ts'
import { decisions, isDecision, type Approval, type ApprovalRequest } from '../approvals.ts'
import { method, plainObject, requestError, type Methods } from '../method-table.ts'
import { callOfApprovalId } from '../nodes/node-approval.ts'
import type { CallOrigin } from '../nodes/node-calls.ts'
import type { Rooms } from '../rooms.ts'

const scope = 'operator.approvals'
const maxCommandChars = 64 * 1024
const runParams = z.looseObject({ command: z.array(z.string()) })
type Question = { id?: string | undefined; commandArgv?: readonly string[] | undefined }
const entryParams = z.strictObject({ id: z.string().trim().min(1).max(200) })
const waitParams = z.strictObject({ id: z.string().trim().min(1).max(200) })

export function approvalMethods({ approvals, allowlist, judge, nodes, log }: Rooms): Methods {
  function existing(id: string): Approval {
    const approval = approvals.get(id.trim())
    if (!approval) throw notFound()
    return approval
  }

  /** A node asks about what it was asked to run, and nothing else; and only where people may be asked. Errors: FORBIDDEN. */
  function itsOwnCall(nodeId: string | undefined, asked: Question): CallOrigin | undefined {
    const callId = asked.id === undefined ? undefined : callOfApprovalId(asked.id)
    const request =
      nodeId !== undefined && callId !== undefined ? nodes.waitingFor(callId, nodeId) : undefined
    const isIts = request?.command === 'system.run' && isRunOf(request.paramsJSON, asked.commandArgv)
    if (nodeId === undefined || !isIts) {
      throw requestError('FORBIDDEN', 'a node may ask only about a system.run that it was given')
    }
    const { origin } = request
    const verdict = origin && judge.onNode({ agentId: origin.agentId, nodeId })
    if (verdict === 'denied' || verdict === 'listed') {
      throw requestError('FORBIDDEN', 'nobody is asked about commands there (tools.exec.mode)')
    }
    return origin
  }

  const request = method(scope, validateExecApprovalRequestParams, async (params, call) => {
    const { admission } = call.session
    const isNode = admission.role === 'node'
    const origin = isNode ? itsOwnCall(admission.deviceId, params) : undefined
    const { id, timeoutMs } = params
    const plan = isNode ? undefined : params.systemRunPlan
    const host = isNode ? 'node' : params.host
    const nodeId = isNode ? admission.deviceId : params.nodeId
    const argv = plan?.argv ?? params.commandArgv
    // What a person is shown is what will run, not what the asker says of it.
    const command = argv ? commandLine(argv) : (plan?.commandText ?? params.command ?? '')
    if (command.trim() === '') throw requestError('INVALID_REQUEST', 'command is required')
    if (command.length > maxCommandChars) {
      throw requestError('INVALID_REQUEST', `command is longer than ${maxCommandChars} characters`)
    }
    if (host === 'node' && !nodeId) throw requestError('INVALID_REQUEST', 'nodeId is required for host=node')
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
      // What the gateway knows by itself is not taken from a node's word.
      ...origin,
      warningText: params.warningText ?? undefined,
      resolvedPath: params.resolvedPath ?? undefined,
      security: params.security ?? undefined,
      ask: params.ask ?? undefined,
      requestedBy: call.session.client.displayName ?? call.session.client.id,
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
  })

  return {
    'exec.approval.request': { ...request, servesNodes: true },

    'exec.approval.waitDecision': method(scope, plainObject, async params => {
      const parsed = waitParams.safeParse(params)
      if (!parsed.success) throw requestError('INVALID_REQUEST', 'id is required')
      return outcome(existing(parsed.data.id))
    }),

    'exec.approval.list': method(scope, plainObject, () => approvals.pending()),

    'exec.approval.get': method(scope, validateExecApprovalGetParams, params => {
      const { id, request, createdAtMs, expiresAtMs, decision, resolvedBy } = existing(params.id)
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
        ...(decision === undefined ? {} : { decision, resolvedBy: resolvedBy ?? null }),
      }
    }),

    'exec.allowlist.list': method(scope, plainObject, params => {
      if (!z.strictObject({}).safeParse(params).success)
        throw requestError('INVALID_REQUEST', 'it takes no parameters')
      return { entries: allowlist.list() }
    }),

    'exec.allowlist.remove': method(scope, plainObject, (params, { session }) => {
      const parsed = entryParams.safeParse(params)
      if (!parsed.success) throw requestError('INVALID_REQUEST', 'id is required')
      const removed = allowlist.remove(parsed.data.id)
      if (removed)
        log.info('a command is asked for again', { by: session.client.displayName ?? session.client.id })
      return { ok: true, removed }
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

function isRunOf(paramsJSON: string | undefined, argv: readonly string[] | undefined): boolean {
  if (paramsJSON === undefined || argv === undefined) return false
  const given = runParams.safeParse(JSON.parse(paramsJSON))
  return given.success && JSON.stringify(given.data.command) === JSON.stringify(argv)
}

function notFound() {
  return requestError('APPROVAL_NOT_FOUND', 'unknown or expired approval id')
}
