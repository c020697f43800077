// `gangway approvals list`: the commands that wait for a yes or no, each whole.
import { offered, toApprovals, type Approval } from '../../../src-shared/approvals.ts'
import { markCommand, markedText, marksIn } from '../../../src-shared/command-marks.ts'
import type { CliContext } from '../context.ts'
import { aligned, roughly } from '../output.ts'
import { reachGateway, toApprove, type GatewayOptions } from '../reach-gateway.ts'
import { oneLine } from '../table.ts'
import type { ToolConnection } from '../tool-connection.ts'

export async function showApprovals(context: CliContext, options: GatewayOptions): Promise<void> {
  await reachGateway(context, options, toApprove, async gateway => {
    const pending = await listApprovals(gateway)
    const now = Date.now()
    context.output.result(
      { ok: true, pending },
      pending.length === 0
        ? ['No command waits for a decision.']
        : pending.flatMap((approval, index) => [
            ...(index === 0 ? [] : ['']),
            ...approvalLines(approval, now),
          ]),
    )
  })
}

export async function listApprovals(gateway: ToolConnection): Promise<readonly Approval[]> {
  return toApprovals(await gateway.request('exec.approval.list', {}))
}

/** The whole command, with what could be overlooked written out, and what it belongs to. */
export function approvalLines({ id, request, expiresAtMs }: Approval, now: number): string[] {
  const { command, cwd, host, nodeId, agentId, sessionKey, runId, toolCallId } = request
  const { requestedBy, warningText } = request
  const facts = aligned([
    ['  folder', cwd ? markedText(cwd) : undefined],
    ['  runs on', [host, nodeId].filter(Boolean).join(' ') || undefined],
    ['  asked by', requestedBy ?? undefined],
    ['  agent', agentId ?? undefined],
    ['  session', sessionKey ?? undefined],
    ['  run', runId ?? undefined],
    ['  call', toolCallId ?? undefined],
    ['  time left', roughly(Math.max(0, expiresAtMs - now))],
    ['  warning', warningText ?? undefined],
    ['  answers', offered(request).join(', ')],
  ])
  return [
    oneLine(id),
    ...markedText(command)
      .split('\n')
      .map(line => `    ${line}`),
    ...(marksIn(markCommand(command)).length > 0
      ? [
          '  Look closely: what stands in [U+…] is a character that is not seen, or is not what it looks like.',
        ]
      : []),
    ...facts.map(line => `  ${oneLine(line)}`),
  ]
}
