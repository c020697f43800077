// What a notice about a waiting command says, and which answers it may offer. Pure.
import { offered, originWords, type Approval, type Decision } from '../../src-shared/approvals.ts'
import { markCommand, markedText, marksIn } from '../../src-shared/command-marks.ts'
import type { T } from '../../src-shared/i18n/message-types.ts'

/** Systems cut what is longer, some of them earlier than others. */
const maxWhole = 100
const maxInLine = 28

export type ApprovalNotice = {
  readonly title: string
  readonly body: string
  readonly actions: readonly { readonly text: string; readonly decision: Decision }[]
}

/** A waiting command as one line of the tray's menu: its beginning, and where it comes from. */
export function approvalLine({ request }: Approval): string {
  const command = oneLine(markedText(request.command))
  const shown = command.length > maxInLine ? `${command.slice(0, maxInLine - 1)}…` : command
  return [shown, ...originWords(request).map(word => oneLine(markedText(word)))].join(' · ')
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

/** `at` names the gateway, where there are several. */
export function approvalNotice({ request }: Approval, t: T, at?: string): ApprovalNotice {
  const { command, cwd, warningText } = request
  const isWhole =
    command.length <= maxWhole &&
    !command.includes('\n') &&
    marksIn(markCommand(command)).length === 0 &&
    !warningText &&
    (cwd ?? '').length <= maxWhole
  const text = oneLine(markedText(command))
  const from = oneLine(markedText(originWords(request).join(' · '))).slice(0, maxWhole)
  return {
    title: [t('gateway.approvals.prompt'), at].filter(Boolean).join(' · '),
    body: [...(isWhole ? [command, cwd].filter(Boolean) : [`${text.slice(0, maxWhole)}…`]), from]
      .join('\n')
      .trim(),
    // Nobody may allow what they have not seen whole; "always" is for the inbox, which shows what would be kept.
    actions: offered(request)
      .filter(decision => decision === 'deny' || (decision === 'allow-once' && isWhole))
      .map(decision => ({ decision, text: t(`gateway.approvals.${decision}`) })),
  }
}
