// Other programs that do for us what this computer's desktop lets programs do.
import { execFile } from 'node:child_process'
import { homedir } from 'node:os'
import { findProgram } from '../../agent/tools/run-command.ts'

export type Helper = {
  readonly program: string
  readonly args: readonly string[]
  /** Variables without which it cannot work: which display there is. */
  readonly needs?: readonly string[] | undefined
  /** Whether it leaves a process behind that goes on with its work. */
  readonly staysBehind?: boolean | undefined
}

const timeoutMs = 15_000

/** The first that is there and has what it needs, with its whole path. */
export async function firstAvailable(helpers: readonly Helper[]): Promise<Helper | undefined> {
  for (const helper of helpers) {
    if (!(helper.needs ?? []).every(name => process.env[name])) continue
    const program = await findProgram(helper.program, homedir(), process.env)
    if (program) return { ...helper, program }
  }
  return undefined
}

export type HelperResult =
  | { readonly ok: true; readonly output: Buffer }
  | { readonly ok: false; readonly why: string }

/** Runs it to its end; `input` goes to its standard input. Never rejects. */
export function runHelper(
  { program, args, staysBehind = false }: Helper,
  options: { readonly input?: string | undefined; readonly maxBytes?: number; readonly signal: AbortSignal },
): Promise<HelperResult> {
  const { input, maxBytes = 1024 * 1024, signal } = options
  return new Promise(resolve => {
    const settings = {
      encoding: 'buffer',
      timeout: timeoutMs,
      maxBuffer: maxBytes,
      signal,
      windowsHide: true,
    } as const
    const child = execFile(program, [...args], settings, (error, output, errors) => {
      if (!error) return resolve({ ok: true, output })
      const said = errors.toString('utf8').trim().slice(0, 300)
      resolve({ ok: false, why: said || String(error.code ?? error.signal ?? 'it failed') })
    })
    // What it leaves behind keeps its output open, which would otherwise be waited for.
    if (staysBehind) {
      child.on('exit', code => {
        if (code !== 0) return
        child.stdout?.destroy()
        child.stderr?.destroy()
      })
    }
    // What it did not want to read is no failure of its own: its end tells.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}
