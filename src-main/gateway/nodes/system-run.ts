// A command line for a node's computer. Callers cannot say by themselves that a person allowed it: the word is only
// handed on for a request that a person did allow here, for this very command, on this very node.
import { z } from 'zod'
import type { Approval, Approvals } from '../approvals.ts'
import { requestError } from '../method-table.ts'
import { callOfApprovalId } from './node-approval.ts'

const runParams = z.looseObject({
  command: z.array(z.string()).min(1),
  cwd: z.string().nullish(),
  approved: z.unknown().optional(),
  approvalDecision: z.unknown().optional(),
  /** The id of the request that was allowed. */
  runId: z.string().nullish(),
})

/**
 * The parameters as they go to the node. Errors: INVALID_REQUEST for a permission nobody gave, or one for something
 * else, or one that was made use of before.
 */
export function systemRunParams(params: unknown, nodeId: string, approvals: Approvals): object {
  const parsed = runParams.safeParse(params)
  if (!parsed.success) throw requestError('INVALID_REQUEST', 'system.run needs command: string[]')
  const { approved, approvalDecision, runId, ...rest } = parsed.data
  if (approved !== true && approvalDecision == null) return { ...rest, ...(runId ? { runId } : {}) }
  const given = runId ? approvals.get(runId) : undefined
  if (!given || !isFor(given, rest, nodeId)) throw notAllowed('no approval for this command on this node')
  const used = approvals.use(given.id)
  if (!used) throw notAllowed('the approval was not given, or has been used')
  return { ...rest, runId: used.id, approved: true, approvalDecision: used.decision }
}

type Run = { readonly command: readonly string[]; readonly cwd?: string | null | undefined }

function isFor({ id, request }: Approval, run: Run, nodeId: string): boolean {
  return (
    // What a node asked for itself it has made use of itself.
    callOfApprovalId(id) === undefined &&
    request.nodeId === nodeId &&
    JSON.stringify(request.commandArgv) === JSON.stringify(run.command) &&
    (request.cwd ?? null) === (run.cwd ?? null)
  )
}

function notAllowed(message: string) {
  return requestError('INVALID_REQUEST', message, { details: { code: 'APPROVAL_REQUIRED' } })
}
