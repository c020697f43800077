// Runs a program to its end: no shell, bounded in time and output, and nothing of it is left behind.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { constants, readFileSync } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import path from 'node:path'
import { createOutputTail } from './output-tail.ts'

export type CommandRun = {
  /** The program itself, see `findProgram`. */
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly timeoutMs: number
  /** For whoever wants the two streams apart. */
  readonly onOutput?: ((stream: 'stdout' | 'stderr', part: Buffer) => void) | undefined
}

export type CommandResult = {
  /** What it wrote on both streams, as it came; beginning and end if it was much. */
  readonly output: string
  readonly ended:
    | { readonly kind: 'exited'; readonly code: number }
    | { readonly kind: 'killed'; readonly signal: string }
    | { readonly kind: 'timeout' }
    | { readonly kind: 'aborted' }
    | { readonly kind: 'not-started'; readonly why: string }
}

/** How long a program gets to end after it was asked to, and its output to arrive after it ended. */
const graceMs = 2_000
const outputGraceMs = 300

/** Never rejects. */
export async function runCommand(run: CommandRun, signal: AbortSignal): Promise<CommandResult> {
  const isPosix = process.platform !== 'win32'
  const output = createOutputTail()
  if (signal.aborted) return { output: '', ended: { kind: 'aborted' } }
  // A group of its own, so that whatever it starts can be ended with it.
  const child = spawn(run.program, run.args, {
    cwd: run.cwd,
    env: run.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: isPosix,
    shell: false,
    windowsHide: true,
  })
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (part: Buffer) => {
      output.add(part)
      run.onOutput?.(stream, part)
    })
  }
  let why: 'timeout' | 'aborted' | undefined
  let forced: NodeJS.Timeout | undefined
  const end = (reason: 'timeout' | 'aborted') => {
    why ??= reason
    endGroup(child, 'SIGTERM')
    forced ??= setTimeout(() => endGroup(child, 'SIGKILL'), graceMs)
  }
  const deadline = setTimeout(() => end('timeout'), run.timeoutMs)
  const abort = () => end('aborted')
  signal.addEventListener('abort', abort)
  try {
    const [code, killedBy] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    endGroup(child, 'SIGKILL')
    await settled(child)
    const kind = why
    if (kind) return { output: output.text(), ended: { kind } }
    return {
      output: output.text(),
      ended: code === null ? { kind: 'killed', signal: killedBy ?? 'unknown' } : { kind: 'exited', code },
    }
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    return { output: output.text(), ended: { kind: 'not-started', why: reason } }
  } finally {
    clearTimeout(deadline)
    clearTimeout(forced)
    signal.removeEventListener('abort', abort)
    child.stdout.destroy()
    child.stderr.destroy()
  }
}

/** The last words may still be on their way when the program is gone. */
async function settled(child: ChildProcess) {
  const late = AbortSignal.timeout(outputGraceMs)
  await Promise.race([once(child, 'close'), once(late, 'abort')])
}

/** The program, its group, and what left the group but still descends from it. */
function endGroup(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.pid === undefined) return
  if (process.platform === 'win32') return endWindowsTree(child.pid)
  const others = descendantsOf(child.pid)
  for (const id of [-child.pid, ...others]) {
    try {
      process.kill(id, signal)
    } catch (error) {
      // It is gone already, which is what was wanted.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
}

/** Windows knows no groups; its own program walks the tree. */
function endWindowsTree(pid: number) {
  const system = process.env['SystemRoot'] ?? 'C:\\Windows'
  const taskkill = path.join(system, 'System32', 'taskkill.exe')
  const ending = spawn(taskkill, ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true })
  // Where it cannot be started, the deadline is all that is lost.
  ending.on('error', () => undefined)
}

/** Linux tells a process's children in /proc; elsewhere the group has to do. */
function descendantsOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    const children = text.trim().split(' ').filter(Boolean).map(Number)
    return children.flatMap(child => [child, ...descendantsOf(child)])
  } catch {
    return []
  }
}

/** The file that a name means: as it stands when it has a slash, else the first on the PATH. */
export async function findProgram(
  name: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const endings = process.platform === 'win32' && path.extname(name) === '' ? ['.exe', '.com'] : ['']
  const isPath = name.includes('/') || (process.platform === 'win32' && name.includes('\\'))
  const folders = isPath
    ? ['']
    : (env['PATH'] ?? '').split(path.delimiter).filter(folder => path.isAbsolute(folder))
  for (const folder of folders) {
    for (const ending of endings) {
      const file = path.resolve(cwd, folder, name + ending)
      if (await isProgram(file)) return file
    }
  }
  return undefined
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}
