// system.run: a program with its arguments, if the policy of this computer lets it run. No shell is ever put around it;
// a shell that is itself the program counts as any other, and is never allowed by its path alone.
import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { commandLine } from '../../../src-shared/command-line.ts'
import { createOutputTail } from '../../agent/tools/output-tail.ts'
import { findProgram, runCommand, type CommandResult } from '../../agent/tools/run-command.ts'
import type { ExecPolicyFile } from '../../exec-policy/exec-policy-file.ts'
import { judgeRun, modeOf, withAllowed, type ExecPolicy, type Run } from '../../exec-policy/exec-policy.ts'
import { always, done, refused, type CommandAnswer, type CommandUse, type NodeCommand } from './command.ts'
import { askedEnv, runEnv } from './run-env.ts'

const argv = z
  .array(z.string().max(32_768))
  .min(1)
  .max(256)
  .refine(parts => parts.every(part => !part.includes('\0')) && parts[0] !== '')

const params = z.looseObject({
  command: argv,
  cwd: z.string().max(4096).nullish(),
  env: z.record(z.string().max(200), z.string().max(32_768)).nullish(),
  timeoutMs: z.number().positive().nullish(),
  agentId: z.string().max(200).nullish(),
  sessionKey: z.string().max(512).nullish(),
  /** The gateway's word that a person has allowed this very command on this node. */
  approved: z.boolean().nullish(),
  approvalDecision: z.string().nullish(),
  /** What that person was shown. */
  systemRunPlan: z.looseObject({ argv, cwd: z.string().nullish() }).nullish(),
})
type Params = z.infer<typeof params>

const maxRunMs = 60 * 60_000
const usualRunMs = 10 * 60_000
/** The answer should come before the caller gives up, so that what was written until then is not lost. */
const headStartMs = 500
const maxAtOnce = 8

export function systemRunCommands(policyFile: ExecPolicyFile): NodeCommand[] {
  let running = 0

  /** Nothing for a file that cannot be read, which then allows nothing. */
  async function readPolicy(): Promise<ExecPolicy | undefined> {
    try {
      return await policyFile.read()
    } catch {
      return undefined
    }
  }

  async function run(given: unknown, use: CommandUse): Promise<CommandAnswer> {
    const parsed = params.safeParse(given)
    if (!parsed.success) return refused('INVALID_REQUEST', 'system.run needs command: string[]')
    const asked = parsed.data
    if (isOtherThanPlanned(asked)) return denied('execution plan mismatch')
    const policy = await readPolicy()
    if (!policy) return noRules
    const place = await placeOf(asked, policy)
    if ('ok' in place) return place
    const permission = await permit(asked, place, policy, use)
    if (permission) return permission
    if (use.signal.aborted) return refused('CANCELLED', 'the call was given up before it ran')
    if (!(await isSameProgram(place))) return denied('the program changed while it was asked about')
    if (running >= maxAtOnce) return refused('UNAVAILABLE', 'too many commands are running on this node')
    running += 1
    try {
      return await runToEnd(place, timeoutFor(asked, use), use.signal)
    } finally {
      running -= 1
    }
  }

  /** Nothing when it may run. */
  async function permit(
    asked: Params,
    place: Place,
    policy: ExecPolicy,
    use: CommandUse,
  ): Promise<CommandAnswer | undefined> {
    const verdict = judgeRun(policy, place.run, homedir())
    if (verdict === 'allowed') return undefined
    if (verdict === 'denied') {
      return denied(modeOf(policy, place.run.agentId) === 'deny' ? 'security=deny' : 'allowlist miss')
    }
    const decision = decidedBefore(asked) ?? (await use.ask(questionOf(asked, place)))
    switch (decision) {
      case 'allow-once':
        return undefined
      case 'allow-always':
        await policyFile.change(rules =>
          withAllowed(rules, place.run, commandLine(asked.command), Date.now()),
        )
        return undefined
      case 'deny':
        return denied('user denied')
      case 'expired':
        return denied('approval timed out')
      case 'nobody':
        return denied('approval required')
    }
  }

  async function prepare(given: unknown): Promise<CommandAnswer> {
    const parsed = params.safeParse(given)
    if (!parsed.success) return refused('INVALID_REQUEST', 'system.run.prepare needs command: string[]')
    const asked = parsed.data
    const policy = await readPolicy()
    if (!policy) return noRules
    const place = await placeOf(asked, policy)
    if ('ok' in place) return place
    const mode = modeOf(policy, place.run.agentId)
    return done({
      plan: {
        argv: asked.command,
        cwd: place.cwd,
        commandText: commandLine(asked.command),
        commandPreview: null,
        agentId: asked.agentId ?? null,
        sessionKey: asked.sessionKey ?? null,
      },
      execPolicy: {
        security: mode === 'deny' ? 'deny' : 'allowlist',
        ask: mode === 'ask' ? 'on-miss' : 'off',
      },
    })
  }

  return [
    { name: 'system.run', isAvailable: always, hasEffect: true, run },
    { name: 'system.run.prepare', isAvailable: always, hasEffect: false, run: prepare },
  ]
}

type Place = {
  readonly run: Run
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** Tells the file from another one that comes to stand in its place. */
  readonly mark: string
}

/** Where and what would run, or why it cannot. */
async function placeOf(asked: Params, policy: ExecPolicy): Promise<Place | CommandAnswer> {
  const env = askedEnv(asked.env ?? {}, policy.defaults?.env ?? [])
  if ('refusedNames' in env) {
    return denied(`environment override rejected (${env.refusedNames.join(', ')})`)
  }
  const wanted = asked.cwd ?? homedir()
  let cwd: string
  try {
    cwd = await realpath(path.resolve(homedir(), wanted))
    if (!(await stat(cwd)).isDirectory()) return refused('INVALID_REQUEST', `cwd is no folder: ${wanted}`)
    await access(cwd, constants.X_OK)
  } catch {
    return refused('INVALID_REQUEST', `cwd cannot be used: ${wanted}`)
  }
  const [name = '', ...args] = asked.command
  const all = { ...runEnv(process.env), ...env.kept }
  const program = await findProgram(name, cwd, all)
  if (program === undefined) return refused('NOT_FOUND', `there is no program ${name} on this node`)
  const mark = await markOf(program)
  return { run: { program, name, args, agentId: asked.agentId ?? undefined }, cwd, env: all, mark }
}

async function markOf(program: string): Promise<string> {
  const { dev, ino, size, mtimeMs } = await stat(program)
  return [dev, ino, size, mtimeMs].join(':')
}

async function isSameProgram({ run, mark }: Place): Promise<boolean> {
  try {
    return (await markOf(run.program)) === mark
  } catch {
    // It is gone.
    return false
  }
}

function isOtherThanPlanned({ command, cwd, systemRunPlan: plan }: Params): boolean {
  if (!plan) return false
  return JSON.stringify(plan.argv) !== JSON.stringify(command) || (plan.cwd ?? cwd) !== (cwd ?? plan.cwd)
}

/** A gateway hands on only what a person allowed there, for this command and this node, and only once. */
function decidedBefore({ approved, approvalDecision }: Params): 'allow-once' | 'allow-always' | undefined {
  if (approvalDecision === 'allow-once' || approvalDecision === 'allow-always') return approvalDecision
  return approved === true ? 'allow-once' : undefined
}

function questionOf({ command, sessionKey }: Params, { run, cwd }: Place) {
  return {
    command: commandLine(command),
    argv: command,
    cwd,
    resolvedPath: run.program,
    agentId: run.agentId,
    sessionKey: sessionKey ?? undefined,
  }
}

function timeoutFor({ timeoutMs }: Params, { deadlineAt }: CommandUse): number {
  const left = deadlineAt - Date.now() - headStartMs
  return Math.max(1, Math.min(timeoutMs ?? usualRunMs, maxRunMs, left))
}

async function runToEnd({ run, cwd, env }: Place, timeoutMs: number, signal: AbortSignal) {
  const tails = { stdout: createOutputTail(), stderr: createOutputTail() }
  const onOutput = (stream: 'stdout' | 'stderr', part: Buffer) => tails[stream].add(part)
  const { ended } = await runCommand(
    { program: run.program, args: run.args, cwd, env, timeoutMs, onOutput },
    signal,
  )
  const exitCode = ended.kind === 'exited' ? ended.code : null
  return done({
    exitCode,
    timedOut: ended.kind === 'timeout',
    success: exitCode === 0,
    stdout: tails.stdout.text(),
    stderr: tails.stderr.text(),
    error: whyNot(ended),
  })
}

function whyNot(ended: CommandResult['ended']): string | null {
  switch (ended.kind) {
    case 'exited':
      return null
    case 'killed':
      return `ended by ${ended.signal}`
    case 'timeout':
      return 'ended: it took too long'
    case 'aborted':
      return 'ended: the call was given up'
    case 'not-started':
      return `could not be started (${ended.why})`
  }
}

const noRules = denied('the exec approvals of this computer cannot be read')

function denied(why: string): CommandAnswer {
  return refused('SYSTEM_RUN_DENIED', `SYSTEM_RUN_DENIED: ${why}`)
}
