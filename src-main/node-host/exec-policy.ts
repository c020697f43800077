// What commands may run on this computer, decided here whatever a gateway says: the shape is that of OpenClaw's exec
// approvals, read strictly. Pure; the file is exec-policy-file.ts.
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { ExecPolicyMode } from '../../src-shared/node-host.ts'

/** A program that may run. Without `args` with any arguments, except for programs that run others. */
const AllowedProgram = z.looseObject({
  /** A path, `~` for the home folder; `*` stands for a name's part and `**` for any folders. */
  pattern: z.string().min(1).max(4096),
  /** Exactly these arguments. */
  args: z.array(z.string()).optional(),
  lastUsedAt: z.number().nullish(),
  lastUsedCommand: z.string().nullish(),
})

const Rules = z.looseObject({
  /** OpenClaw's `full` is taken for `allowlist`: here nothing runs that was neither listed nor asked for. */
  security: z.enum(['deny', 'allowlist', 'full']).optional(),
  ask: z.enum(['off', 'on-miss', 'always']).optional(),
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
  readonly args: readonly string[]
  readonly agentId: string | undefined
}

export type Verdict = 'allowed' | 'denied' | 'ask'

export function judgeRun(policy: ExecPolicy, run: Run, home: string): Verdict {
  const { security, ask } = rulesFor(policy, run.agentId)
  if (security === 'deny') return 'denied'
  if (ask === 'always') return 'ask'
  if (isListed(policy, run, home)) return 'allowed'
  return ask === 'off' ? 'denied' : 'ask'
}

/** The rule in one word, as people choose it. */
export function modeOf(policy: ExecPolicy, agentId?: string): ExecPolicyMode {
  const { security, ask } = rulesFor(policy, agentId)
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

function rulesFor(policy: ExecPolicy, agentId: string | undefined) {
  const own = policy.agents?.[agentId ?? mainAgent]
  const all = policy.agents?.['*']
  return {
    security: own?.security ?? all?.security ?? policy.defaults?.security ?? 'allowlist',
    ask: own?.ask ?? all?.ask ?? policy.defaults?.ask ?? 'on-miss',
  }
}

function isListed(policy: ExecPolicy, run: Run, home: string): boolean {
  const lists = [
    policy.defaults?.allowlist,
    policy.agents?.['*']?.allowlist,
    policy.agents?.[run.agentId ?? mainAgent]?.allowlist,
  ]
  return lists
    .flatMap(list => list ?? [])
    .some(({ pattern, args }) => {
      if (!matchesPath(pattern, run.program, home)) return false
      return args === undefined ? !runsOthers(run.program) : isDeepStrictEqual([...args], [...run.args])
    })
}

const runners =
  /^(?:(?:ba|da|z|k|c|tc|a|fi)?sh|busybox|cmd|powershell|pwsh|[wc]script|env|sudo|doas|su|nohup|setsid|timeout|nice|ionice|stdbuf|xargs|parallel|watch|time|strace|script|ssh|find|[gm]?awk|perl|python[\d.]*|ruby|node|deno|bun|php|lua|osascript|make|npx|npm)$/

/** Shells, interpreters and the like: to allow one of them with any arguments would be to allow everything. */
export function runsOthers(program: string): boolean {
  // A file written for another system keeps its folders' own slashes.
  const name = program.split(/[/\\]/).at(-1) ?? ''
  return runners.test(name.toLowerCase().replace(/\.(?:exe|com|cmd|bat)$/, ''))
}

function matchesPath(pattern: string, program: string, home: string): boolean {
  const whole = pattern.replace(/^~(?=[/\\])/, home)
  if (!path.isAbsolute(whole)) return false
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
