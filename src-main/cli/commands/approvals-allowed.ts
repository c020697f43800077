// `gangway approvals allowed` and `forget ENTRY`: the commands that a person has allowed for good.
import { appError } from '../../../src-shared/errors.ts'
import { toAllowedCommands } from '../../../src-shared/approvals.ts'
import { markedText } from '../../../src-shared/command-marks.ts'
import type { CliContext } from '../context.ts'
import { reachGateway, toApprove, type GatewayOptions } from '../reach-gateway.ts'
import { table } from '../table.ts'

export async function showAllowed(context: CliContext, options: GatewayOptions): Promise<void> {
  await reachGateway(context, options, toApprove, async gateway => {
    const entries = toAllowedCommands(await gateway.request('exec.allowlist.list', {}))
    context.output.result(
      { ok: true, entries },
      entries.length === 0
        ? ['Every command is asked for.']
        : table(
            ['ENTRY', 'COMMAND'],
            entries.map(({ id, command }) => [id, markedText(command)]),
          ),
    )
  })
}

export async function forgetAllowed(context: CliContext, id: string, options: GatewayOptions): Promise<void> {
  await reachGateway(context, options, toApprove, async gateway => {
    const answer = await gateway.request<{ removed?: unknown }>('exec.allowlist.remove', { id })
    if (answer.removed !== true)
      throw appError('INVALID_INPUT', {
        what: `The entry ${id.slice(0, 80)}`,
        why: 'there is none of that id',
      })
    context.output.result({ ok: true, removed: id }, ['It is asked for again.'])
  })
}
