// Runs a program to its end for a test's set-up; argv only, never a shell.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execFileAsync = promisify(execFile)

/** What the program printed. Rejects, with its stderr, when it ends with another code than 0. */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const { stdout } = await execFileAsync(program, [...args], { env, maxBuffer: 16 * 1024 * 1024 })
  return stdout
}
