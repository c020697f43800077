// The programs as people run them: out/main/cli.js and out/main/browser.js as processes of their own.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'

const root = path.resolve(import.meta.dirname, '..', '..')

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

export type RunningProgram = {
  readonly child: ChildProcessWithoutNullStreams
  /** Settles with the first line of standard output, past or future, that matches; rejects when the program ends before. */
  readonly waitForLine: (matches: (line: string) => boolean) => Promise<string>
  readonly ended: Promise<Ended>
  /** SIGTERM, then waits for the end. Safe when it has ended. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<Ended>
}

/** Secrets are kept in memory, and nothing of the person's own configuration or keychain is touched. */
function cleanEnv(env: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env
  return { PATH, HOME, GANGWAY_VAULT: 'memory', ...env }
}

/** Starts `out/main/<program>.js`. The caller stops it. */
export function startBuilt(
  program: 'cli' | 'browser',
  args: readonly string[],
  env: Record<string, string> = {},
): RunningProgram {
  const child = spawn(process.execPath, [path.join(root, 'out', 'main', `${program}.js`), ...args], {
    env: cleanEnv(env),
    stdio: 'pipe',
  })
  const lines: string[] = []
  const watchers = new Set<(line: string) => void>()
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  createInterface({ input: child.stdout }).on('line', line => {
    lines.push(line)
    for (const watcher of watchers) watcher(line)
  })
  const ended = once(child, 'close').then(([code]): Ended => ({
    code: code as number | null,
    stdout,
    stderr,
  }))

  return {
    child,
    ended,
    waitForLine: matches => {
      const past = lines.find(matches)
      if (past !== undefined) return Promise.resolve(past)
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      watchers.add(line => {
        if (matches(line)) resolve(line)
      })
      void ended.then(() => reject(new Error(`the program ended first:\n${stdout}${stderr}`)))
      return promise
    },
    stop: (signal = 'SIGTERM') => {
      child.kill(signal)
      return ended
    },
  }
}

/** Runs the CLI to its end, with nothing on its standard input. */
export function runCli(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const running = startBuilt('cli', args, env)
  running.child.stdin.end()
  return running.ended
}
