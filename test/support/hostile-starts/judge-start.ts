// What comes of a start of the desktop app with these arguments, as far as it is decided before the window.
import { readCommand } from '../../../src-main/cli/read-command.ts'
import { readDeepLink } from '../../../src-main/desktop/deep-link.ts'
import { readDesktopArgs } from '../../../src-main/desktop/desktop-args.ts'
import { isAppError } from '../../../src-shared/errors.ts'

export type StartOutcome = 'command' | 'refused' | 'form' | 'window'

export function judgeStart(line: readonly string[]): StartOutcome {
  if (readCommand(line)) return 'command'
  try {
    const { link } = readDesktopArgs(['/opt/gangway/gangway', ...line])
    const destination = link === undefined ? undefined : readDeepLink(link)
    return destination?.page === 'connect' ? 'form' : 'window'
  } catch (error) {
    if (isAppError(error, 'INVALID_INPUT')) return 'refused'
    throw error
  }
}
