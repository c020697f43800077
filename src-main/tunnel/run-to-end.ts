// Runs a program to its end, never through a shell. What it has started itself ends with it.
import { spawn, type ChildProcess } from 'node:child_process'

export type ProgramEnd =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'too-slow' }
  | { readonly kind: 'too-much' }
  | { readonly kind: 'missing'; readonly cause: unknown }

export type ProgramLimits = {
  readonly timeoutMs: number
  readonly maxOutputBytes: number
  readonly signal: AbortSignal | undefined
}

/** Rejects with the signal's reason, or with what kept the program from starting when that is not its absence. */
export function runToEnd(
  program: string,
  args: readonly string[],
  { timeoutMs, maxOutputBytes, signal }: ProgramLimits,
): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // A group of its own: a hanging `Match exec` is ended together with the ssh that runs it.
      detached: process.platform !== 'win32',
    })
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[], bytes: 0 }
    let cut: ProgramEnd | undefined
    const endEarly = (why: ProgramEnd | undefined) => {
      cut ??= why
      killGroup(child)
    }
    const onAbort = () => endEarly(undefined)
    const limit = setTimeout(() => endEarly({ kind: 'too-slow' }), timeoutMs)
    const settle = (then: () => void) => {
      clearTimeout(limit)
      signal?.removeEventListener('abort', onAbort)
      then()
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        output[name].push(chunk)
        output.bytes += chunk.length
        if (output.bytes > maxOutputBytes) endEarly({ kind: 'too-much' })
      })
    }
    child.once('error', (error: NodeJS.ErrnoException) =>
      settle(() => (error.code === 'ENOENT' ? resolve({ kind: 'missing', cause: error }) : reject(error))),
    )
    child.once('close', code =>
      settle(() => {
        if (signal?.aborted) reject(signal.reason as Error)
        else resolve(cut ?? { kind: 'exited', code: code ?? -1, ...textOf(output) })
      }),
    )
  })
}

function textOf(output: { stdout: Buffer[]; stderr: Buffer[] }): { stdout: string; stderr: string } {
  return {
    stdout: Buffer.concat(output.stdout).toString('utf8'),
    stderr: Buffer.concat(output.stderr).toString('utf8'),
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    // It ended by itself in between.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
