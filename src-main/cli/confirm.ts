// A yes or no before something that cannot be taken back lightly.
import { appError } from '../../src-shared/errors.ts'
import type { CliContext } from './context.ts'
import { readLine } from './terminal-prompts.ts'

/**
 * Settles when the person agrees, or has agreed beforehand (`--yes`). Rejects with CANCELLED when they do not, and with
 * INVALID_INPUT where nobody can be asked.
 */
export async function confirm(
  context: CliContext,
  question: string,
  agreed: boolean | undefined,
): Promise<void> {
  if (agreed) return
  const { terminal, signal } = context
  if (!terminal.isInteractive)
    throw appError('INVALID_INPUT', {
      what: 'The command',
      why: 'nobody can be asked here, and --yes was not given',
    })
  const answer = await readLine(`${question} (yes or no) `, { ...terminal, signal })
  if (!/^y(?:es)?$/i.test(answer?.trim() ?? '')) throw appError('CANCELLED', {})
}
