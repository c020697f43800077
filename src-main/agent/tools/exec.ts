// exec: runs a program on the gateway's computer, if that is configured, and after a person's yes.
import { z } from 'zod'
import { commandLine } from '../../../src-shared/command-line.ts'
import { runCommand, findProgram, type CommandResult } from './run-command.ts'
import { defineTool, failure, type ToolOutcome } from './tool.ts'
import type { Decision, ToolHost } from './tool-host.ts'
import { realPathInside, WorkspaceError, type Workspace } from './workspace.ts'

const maxTimeoutSeconds = 3_600

export type ExecOptions = { readonly timeoutMs: number; readonly env?: NodeJS.ProcessEnv | undefined }

export function execTool(
  workspace: Workspace,
  { commands }: Pick<ToolHost, 'commands'>,
  options: ExecOptions,
) {
  return defineTool({
    name: 'exec',
    description:
      'Runs a program on the gateway’s computer, in the workspace folder, and returns what it writes. There is no shell: give the program and its arguments one by one; pipes, redirections, globs and variables are not understood. A person may be asked first, which can take a while.',
    input: z.object({
      argv: z.array(z.string().max(32_768)).min(1).max(200).describe('For example ["git", "status"].'),
      workdir: z
        .string()
        .max(4_096)
        .optional()
        .describe('A folder in the workspace; absent: the workspace itself.'),
      timeoutSeconds: z.number().positive().max(maxTimeoutSeconds).optional(),
    }),
    title: ({ argv }) => commandLine(argv),
    async run({ argv, workdir = '.', timeoutSeconds }, { signal, ...onBehalf }) {
      const [name = '', ...args] = argv
      if (argv.some(part => part.includes('\0'))) return failure('An argument has no NUL in it.')
      let cwd: string
      try {
        cwd = await realPathInside(workspace, workdir)
      } catch (error) {
        if (error instanceof WorkspaceError) return failure(error.message)
        throw error
      }
      const env = commandEnv(options.env ?? process.env)
      const program = await findProgram(name, cwd, env)
      if (program === undefined) return failure(`There is no program ${name}.`)
      const decision = await commands.decide({ ...onBehalf, argv, cwd, resolvedPath: program }, signal)
      if (decision !== 'allowed') return failure(refusals[decision])
      const timeoutMs = timeoutSeconds === undefined ? options.timeoutMs : timeoutSeconds * 1_000
      // What was shown is what runs, even if another program of that name has come onto the PATH meanwhile.
      return toOutcome(await runCommand({ program, args, cwd, env, timeoutMs }, signal), timeoutMs)
    },
  })
}

const refusals: Readonly<Record<Exclude<Decision, 'allowed'>, string>> = {
  denied: 'The person said no. Do not try it another way; ask what they want instead.',
  expired: 'Nobody answered whether this may run.',
  'not-asked': 'Commands other than those allowed before may not be run here (tools.exec.mode).',
}

function toOutcome({ output, ended }: CommandResult, timeoutMs: number): ToolOutcome {
  const said = output.trim() === '' ? '(no output)' : output.trimEnd()
  switch (ended.kind) {
    case 'exited':
      return ended.code === 0 ? { text: said } : failure(`${said}\n(exit code ${ended.code})`)
    case 'killed':
      return failure(`${said}\n(ended by ${ended.signal})`)
    case 'timeout':
      return failure(`${said}\n(stopped: not done after ${Math.round(timeoutMs / 1_000)} s)`)
    case 'aborted':
      return failure('Stopped.')
    case 'not-started':
      return failure(`It could not be started (${ended.why}).`)
  }
}

const secretName = /token|secret|passw|key|credential|auth|cookie|session/i
const riskyName = /^(?:LD_|DYLD_|NODE_|ELECTRON_|GANGWAY_|OPENCLAW_|BASH_ENV$|ENV$)/i

/** What a program finds in its environment: nothing that looks like a secret, nothing that changes what is loaded. */
export function commandEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !secretName.test(name) && !riskyName.test(name))
  return { ...Object.fromEntries(kept), OPENCLAW_SHELL: 'exec' }
}
