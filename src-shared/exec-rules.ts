// Whether a command may run, from the rules that several places have for it: the strictest answer counts. Pure; the words
// are OpenClaw's (docs/tools/exec-approvals.md).

export const execModes = ['deny', 'allowlist', 'ask', 'auto', 'full'] as const
/**
 * `deny`: no commands. `allowlist`: what is listed. `ask`: anything else after a yes; `auto`, in which OpenClaw lets a
 * model decide about some of it, is the same here. `full`: anything.
 */
export type ExecMode = (typeof execModes)[number]

export const securities = ['deny', 'allowlist', 'full'] as const
export const asks = ['off', 'on-miss', 'always'] as const

export type ExecRule = {
  readonly security: (typeof securities)[number]
  readonly ask: (typeof asks)[number]
}

export const ruleOfMode: Readonly<Record<ExecMode, ExecRule>> = {
  deny: { security: 'deny', ask: 'off' },
  allowlist: { security: 'allowlist', ask: 'off' },
  ask: { security: 'allowlist', ask: 'on-miss' },
  auto: { security: 'allowlist', ask: 'on-miss' },
  full: { security: 'full', ask: 'off' },
}

/** The mode that means what the rule says; undefined for pairs that have none, such as `full` with `always`. */
export function modeOfRule({ security, ask }: ExecRule): Exclude<ExecMode, 'auto'> | undefined {
  if (security === 'deny') return 'deny'
  if (security === 'full') return ask === 'off' ? 'full' : undefined
  if (ask === 'always') return undefined
  return ask === 'off' ? 'allowlist' : 'ask'
}

export type ExecVerdict = 'allowed' | 'ask' | 'denied'

/** What one rule says of a command that is, or is not, on the list. */
export function verdictOf({ security, ask }: ExecRule, isListed: boolean): ExecVerdict {
  if (security === 'deny') return 'denied'
  if (ask === 'always') return 'ask'
  if (isListed) return 'allowed'
  if (ask === 'on-miss') return 'ask'
  return security === 'full' ? 'allowed' : 'denied'
}

/** The strictest of what the rules say. No rule allows nothing. */
export function judgeExec(rules: readonly ExecRule[], isListed: boolean): ExecVerdict {
  const verdicts = rules.map(rule => verdictOf(rule, isListed))
  if (verdicts.length === 0 || verdicts.includes('denied')) return 'denied'
  return verdicts.includes('ask') ? 'ask' : 'allowed'
}

/** What the configuration says of commands; a place that says nothing is left out. */
export type ExecRules = {
  /** `tools.exec`. */
  readonly all?: ExecRule | undefined
  /** `agents.entries.ID.tools.exec`, by agent. */
  readonly agents: Readonly<Record<string, ExecRule>>
  /** `gateway.nodes.entries.ID.tools.exec`, by node. */
  readonly nodes: Readonly<Record<string, ExecRule>>
}

/** Where a command is to run. Without a node it is the gateway's own computer. */
export type ExecPlace = { readonly agentId: string; readonly nodeId?: string | undefined }

/** Where nobody has written anything: nothing runs at the gateway, and on nodes what a person allows. */
const usual = { gateway: ruleOfMode.deny, node: ruleOfMode.ask } as const

/** The configured rules for a place, of which all have to be kept. Never empty. */
export function rulesAt({ all, agents, nodes }: ExecRules, { agentId, nodeId }: ExecPlace): ExecRule[] {
  const node = nodeId === undefined ? undefined : ownOf(nodes, nodeId)
  const written = [all, ownOf(agents, agentId), node].filter(rule => rule !== undefined)
  if (written.length > 0) return written
  return [nodeId === undefined ? usual.gateway : usual.node]
}

/** Whether some agent could run something at the gateway itself. */
export function mayRunAtGateway({ all, agents }: ExecRules): boolean {
  if (all) return all.security !== 'deny'
  return Object.values(agents).some(({ security }) => security !== 'deny')
}

function ownOf(rules: Readonly<Record<string, ExecRule>>, id: string): ExecRule | undefined {
  return Object.hasOwn(rules, id) ? rules[id] : undefined
}
