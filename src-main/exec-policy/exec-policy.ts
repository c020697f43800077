// What commands may run on one computer, as its owner has written it down: the shape is that of OpenClaw's exec approvals
// (docs/tools/exec-approvals.md), read strictly. Pure; the file is exec-policy-file.ts.
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { asks, securities, verdictOf, type ExecRule, type ExecVerdict } from '../../src-shared/exec-rules.ts'
import type { ExecPolicyMode } from '../../src-shared/node-host.ts'

/** A program that may run. Without `args` or `argPattern` with any arguments, except for programs that run others. */
const AllowedProgram = z.looseObject({
  /**
   * A path, `~` for the home folder; `*` stands for a name's part and `**` for any folders. A name without a slash is
   * for commands that were given by name alone, wherever the program was found.
   */
  pattern: z.string().min(1).max(4096),
  /** Exactly these arguments. Gangway's own word. */
  args: z.array(z.string()).optional(),
  /** A regular expression for the arguments, joined by blanks. What OpenClaw makes itself (`sha256:…`) fits nothing here. */
  argPattern: z.string().max(4096).nullish(),
  lastUsedAt: z.number().nullish(),
  lastUsedCommand: z.string().nullish(),
})

const Rules = z.looseObject({
  security: z.enum(securities).optional(),
  ask: z.enum(asks).optional(),
  allowlist: z.array(AllowedProgram).optional(),
})

export const ExecPolicy = z.looseObject({
  version: z.literal(1),
  defaults: z
    .looseObject({ ...Rules.shape, env: z.array(z.string().max(200)).max(100).optional() })
    .optional(),
  /** By agent; `*` counts for all of them. */
  agents: z.record(z.string(), Rules).optional(),
})
export type ExecPolicy = z.infer<typeof ExecPolicy>

/** Until something else is written down, each command is asked for. */
export const askForEverything: ExecPolicy = {
  version: 1,
  defaults: { security: 'allowlist', ask: 'on-miss' },
}

/** The usual agent's name in OpenClaw's files. */
const mainAgent = 'main'

export type Run = {
  /** The file that will run. */
  readonly program: string
  /** As the caller named it. */
  readonly name: string
  readonly args: readonly string[]
  readonly agentId: string | undefined
}

/**
 * What may be done here, on a computer that is lent. OpenClaw's `full` is taken for `allowlist`: nothing runs that was
 * neither listed nor asked for.
 */
export function judgeRun(policy: ExecPolicy, run: Run, home: string): ExecVerdict {
  const { security, ask } = ruleFor(policy, run.agentId, strictest)
  return verdictOf(
    { security: security === 'full' ? 'allowlist' : security, ask },
    isListed(policy, run, home),
  )
}

/** The rule in one word, as people choose it. */
export function modeOf(policy: ExecPolicy, agentId?: string): ExecPolicyMode {
  const { security, ask } = ruleFor(policy, agentId, strictest)
  if (security === 'deny') return 'deny'
  return ask === 'off' ? 'allowlist' : 'ask'
}

export function withMode(policy: ExecPolicy, mode: ExecPolicyMode, agentId?: string): ExecPolicy {
  const words = {
    deny: { security: 'deny', ask: 'off' },
    allowlist: { security: 'allowlist', ask: 'off' },
    ask: { security: 'allowlist', ask: 'on-miss' },
  } as const
  if (agentId === undefined) return { ...policy, defaults: { ...policy.defaults, ...words[mode] } }
  const agents = policy.agents ?? {}
  return { ...policy, agents: { ...agents, [agentId]: { ...agents[agentId], ...words[mode] } } }
}

/** Allows this very command for good, for the agent that asked. */
export function withAllowed(policy: ExecPolicy, run: Run, command: string, now: number): ExecPolicy {
  const agentId = run.agentId ?? mainAgent
  const agents = policy.agents ?? {}
  const before = agents[agentId]?.allowlist ?? []
  const others = before.filter(
    entry => entry.pattern !== run.program || !isDeepStrictEqual(entry.args, run.args),
  )
  const entry = { pattern: run.program, args: [...run.args], lastUsedAt: now, lastUsedCommand: command }
  return {
    ...policy,
    agents: { ...agents, [agentId]: { ...agents[agentId], allowlist: [...others, entry].slice(-maxListed) } },
  }
}

const maxListed = 500

/** What counts where nothing is written. */
const strictest: ExecRule = { security: 'allowlist', ask: 'on-miss' }

/** The agent's own words, else those for all agents, else the defaults, else `otherwise`. */
export function ruleFor(policy: ExecPolicy, agentId: string | undefined, otherwise: ExecRule): ExecRule {
  const own = ownRules(policy, agentId ?? mainAgent)
  const all = ownRules(policy, '*')
  return {
    security: own?.security ?? all?.security ?? policy.defaults?.security ?? otherwise.security,
    ask: own?.ask ?? all?.ask ?? policy.defaults?.ask ?? otherwise.ask,
  }
}

/** Whether the list covers this program with these arguments. */
export function isListed(policy: ExecPolicy, run: Run, home: string): boolean {
  const lists = [
    policy.defaults?.allowlist,
    ownRules(policy, '*')?.allowlist,
    ownRules(policy, run.agentId ?? mainAgent)?.allowlist,
  ]
  return lists
    .flatMap(list => list ?? [])
    .some(({ pattern, args, argPattern }) => {
      if (!matchesProgram(pattern, run, home)) return false
      if (args !== undefined) return isDeepStrictEqual([...args], [...run.args])
      const isRisky = runsOthers(run.program)
      if (argPattern == null) return !isRisky
      return (!isRisky || isWhole(argPattern)) && matchesArgs(argPattern, run.args)
    })
}

function ownRules({ agents = {} }: ExecPolicy, agentId: string) {
  return Object.hasOwn(agents, agentId) ? agents[agentId] : undefined
}

/** Whether the expression is about all the arguments, and not about some of them. */
function isWhole(argPattern: string): boolean {
  return argPattern.startsWith('^') && argPattern.endsWith('$')
}

/** Longer ones fit no pattern: an expression that somebody wrote carelessly may take its time over them. */
const maxArgsChars = 4_096

function matchesArgs(argPattern: string, args: readonly string[]): boolean {
  const joined = args.join(' ')
  // A blank or line break within an argument would read as two of them.
  if (joined.length > maxArgsChars || args.some(arg => /\s/.test(arg))) return false
  try {
    return new RegExp(argPattern).test(joined)
  } catch {
    return false
  }
}

const runners =
  /^(?:(?:ba|da|z|k|c|tc|a|fi)?sh|busybox|cmd|powershell|pwsh|[wc]script|env|sudo|doas|su|nohup|setsid|timeout|nice|ionice|stdbuf|xargs|parallel|watch|time|strace|script|ssh|find|[gm]?awk|perl|python[\d.]*|ruby|node|deno|bun|php|lua|osascript|make|npx|npm)$/

/** Shells, interpreters and the like: to allow one of them with any arguments would be to allow everything. */
export function runsOthers(program: string): boolean {
  // A file written for another system keeps its folders' own slashes.
  const name = program.split(/[/\\]/).at(-1) ?? ''
  return runners.test(name.toLowerCase().replace(/\.(?:exe|com|cmd|bat)$/, ''))
}

function matchesProgram(pattern: string, { program, name }: Run, home: string): boolean {
  if (!/[/\\]/.test(pattern)) return !/[/\\]/.test(name) && matchesGlob(pattern, name)
  const whole = pattern.replace(/^~(?=[/\\])/, home)
  return path.isAbsolute(whole) && matchesGlob(whole, program)
}

function matchesGlob(whole: string, program: string): boolean {
  if (!/[*?]/.test(whole)) return whole === program
  const source = whole
    .split(/(\*\*\/?|\*|\?)/)
    .map(part => globs[part] ?? part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('')
  return new RegExp(`^${source}$`).test(program)
}

const globs: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/\\\\]*',
  '?': '[^/\\\\]',
}
