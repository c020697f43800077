// The processes below one that a test started, so that exactly those can be ended or frozen.
import { runProgram } from './run-program.ts'

/** Every descendant of `pid`, nearest first, without `pid` itself. */
export async function descendants(pid: number): Promise<number[]> {
  const table = (await runProgram('ps', ['-A', '-o', 'pid=,ppid=']))
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number))
  const found: number[] = []
  for (let level = [pid]; level.length > 0;) {
    level = table.filter(row => level.includes(row[1] ?? -1)).map(row => row[0] ?? -1)
    found.push(...level)
  }
  return found
}

/** Signals each; one that has ended in the meantime is fine. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
