// Runs Tailscale's program for one answer: argv only, never a shell, never longer than its deadline.
import { execFile, type ExecFileException } from 'node:child_process'
import { appError } from '../../src-shared/errors.ts'
import { findTailscale } from './find-tailscale.ts'

export type RunOptions = { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined }

export type RunTailscale = (args: readonly string[], options: RunOptions) => Promise<string>

/** A tailnet of a thousand computers is described in about a megabyte. */
const maxOutputBytes = 16 * 1024 * 1024
const longestComplaint = 300

/**
 * What it prints. Rejects with TAILSCALE_MISSING, TAILSCALE_TIMEOUT, TAILSCALE_FAILED (with its own last words), or the
 * signal's reason.
 */
export function tailscaleRunner(env: NodeJS.ProcessEnv, find = findTailscale): RunTailscale {
  return (args, { timeoutMs, signal }) =>
    new Promise((resolve, reject) => {
      const program = find(env)
      if (!program) return reject(appError('TAILSCALE_MISSING', {}))
      if (signal?.aborted) return reject(signal.reason)
      const command = ['tailscale', ...args].join(' ')
      const child = execFile(
        program,
        [...args],
        {
          // Without it the program inside the macOS app opens its window.
          env: { ...env, TAILSCALE_BE_CLI: '1' },
          timeout: timeoutMs,
          killSignal: 'SIGKILL',
          maxBuffer: maxOutputBytes,
          windowsHide: true,
          ...(signal && { signal }),
        },
        (error, stdout, stderr) => {
          if (!error) return resolve(stdout)
          if (signal?.aborted) return reject(signal.reason)
          reject(explain(error, command, timeoutMs, stderr))
        },
      )
      // It asks nothing we would answer; with its input open, `serve` waits for somebody to confirm.
      child.stdin?.end()
    })
}

function explain(error: ExecFileException, command: string, timeoutMs: number, stderr: string): Error {
  if (error.killed && error.code === null) return appError('TAILSCALE_TIMEOUT', { command, timeoutMs }, error)
  const said = lastWords(stderr) || `it ended with ${String(error.code)}`
  return appError('TAILSCALE_FAILED', { command, said }, error)
}

/** The last line that says something, without control characters. */
function lastWords(stderr: string): string {
  const lines = stderr.split('\n').map(line => line.replaceAll(/\p{Cc}/gu, ' ').trim())
  return (lines.findLast(line => line !== '') ?? '').slice(0, longestComplaint)
}
