// `gangway approvals approve|deny REQUEST`: decides about one command, once.
import type { Decision } from '../../../src-shared/approvals.ts'
import { markedText } from '../../../src-shared/command-marks.ts'
import type { CliContext } from '../context.ts'
import { find } from '../pairing-lists.ts'
import { reachGateway, toApprove, type GatewayOptions } from '../reach-gateway.ts'
import { listApprovals } from './approvals-list.ts'

type ApproveOptions = GatewayOptions & { readonly always?: boolean | undefined }

export function approveCommand(context: CliContext, id: string, options: ApproveOptions): Promise<void> {
  return options.always
    ? decide(context, id, options, 'allow-always', 'Allowed from now on')
    : decide(context, id, options, 'allow-once', 'Allowed once')
}

export function denyCommand(context: CliContext, id: string, options: GatewayOptions): Promise<void> {
  return decide(context, id, options, 'deny', 'Denied')
}

/** Sent once: what becomes of an answer whose receipt is lost, the list tells. */
async function decide(
  context: CliContext,
  id: string,
  options: GatewayOptions,
  decision: Decision,
  said: string,
): Promise<void> {
  await reachGateway(context, options, toApprove, async gateway => {
    const pending = await listApprovals(gateway)
    const approval = find(
      'The request',
      id,
      pending,
      one => one.id,
      () => '',
    )
    await gateway.request('exec.approval.resolve', { id: approval.id, decision })
    context.output.result({ ok: true, decision, approval }, [
      `${said}: ${markedText(approval.request.command)}`,
    ])
  })
}
