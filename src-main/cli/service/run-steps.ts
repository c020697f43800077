// Runs the system's commands of a service, one after the other.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { appError } from '../../../src-shared/errors.ts'
import type { Step } from './service.ts'

const run = promisify(execFile)
const timeoutMs = 60_000

/** Rejects with SERVICE_FAILED at the first one that fails and may not. */
export async function runSteps(steps: readonly Step[], signal: AbortSignal): Promise<void> {
  for (const { argv, mayFail } of steps) {
    const [program, ...args] = argv
    try {
      await run(program, args, { timeout: timeoutMs, signal, windowsHide: true })
    } catch (error) {
      signal.throwIfAborted()
      if (mayFail) continue
      throw appError('SERVICE_FAILED', { command: argv.join(' '), why: reason(error) }, error)
    }
  }
}

/** The first line of what it said; else how it ended. */
function reason(error: unknown): string {
  const { code, stderr } = error as { code?: unknown; stderr?: unknown }
  if (code === 'ENOENT') return 'there is no such program here'
  const said = typeof stderr === 'string' ? stderr.trim().split('\n')[0] : ''
  return said || (typeof code === 'number' ? `it ended with ${code}` : 'it did not end in time')
}
