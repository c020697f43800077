// What a notice about a waiting command says, and which answers it may offer. Pure.
import { offered, type Approval, type Decision } from '../../src-shared/approvals.ts'
import { markCommand, markedText, marksIn } from '../../src-shared/command-marks.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'

/** Systems cut what is longer, some of them earlier than others. */
const maxWhole = 100

export type ApprovalNotice = {
  readonly title: string
  readonly body: string
  readonly actions: readonly { readonly text: string; readonly decision: Decision }[]
}

export function approvalNotice({ request }: Approval, t: T): ApprovalNotice {
  const { command, cwd, warningText } = request
  const isWhole =
    command.length <= maxWhole &&
    !command.includes('\n') &&
    marksIn(markCommand(command)).length === 0 &&
    !warningText &&
    (cwd ?? '').length <= maxWhole
  const text = markedText(command).replaceAll(/\s+/g, ' ')
  return {
    title: t('gateway.approvals.prompt'),
    body: isWhole ? [command, cwd].filter(Boolean).join('\n') : `${text.slice(0, maxWhole)}…`,
    // Nobody may allow what they have not seen whole; "always" is for the inbox, which shows what would be kept.
    actions: offered(request)
      .filter(decision => decision === 'deny' || (decision === 'allow-once' && isWhole))
      .map(decision => ({ decision, text: t(`gateway.approvals.${decision}`) })),
  }
}
