// Hands an address to whatever the system opens addresses with.
import { spawn } from 'node:child_process'
import { appError } from '../../src-shared/errors.ts'

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  // Not `start`, which is a word of cmd.exe and would read & and % in an address.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/**
 * Opens a checked address (see `checkExternalUrl`) or one of our own. Settles when the opener has started, which is
 * all that can be known. Rejects with INVALID_INPUT when there is none.
 */
export function openExternally(url: string): Promise<void> {
  const [program, ...args] = openers[process.platform] ?? ['xdg-open']
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true })
    child.once('error', error =>
      reject(
        appError('INVALID_INPUT', { what: 'The address', why: `${program} is not there to open it` }, error),
      ),
    )
    child.once('spawn', () => {
      child.unref()
      resolve()
    })
  })
}
