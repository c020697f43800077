// Commands that wait for a yes or no at a gateway, read leniently: rows that make no sense are left out.
import { z } from 'zod'

export const decisions = ['allow-once', 'allow-always', 'deny'] as const
export type Decision = (typeof decisions)[number]

const text = z.string().nullish().catch(undefined)
const Request = z.object({
  command: z.string(),
  commandArgv: z.array(z.string()).nullish().catch(undefined),
  cwd: text,
  host: text,
  nodeId: text,
  agentId: text,
  sessionKey: text,
  runId: text,
  toolCallId: text,
  requestedBy: text,
  resolvedPath: text,
  warningText: text,
  unavailableDecisions: z.array(z.string()).catch([]),
})
const Approval = z.object({
  id: z.string(),
  request: Request,
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
})
export type Approval = z.infer<typeof Approval>

/** An answer that was given, here or elsewhere; or `expired`, with the reason in `resolvedBy` where there is one. */
const Settled = z.object({
  id: z.string(),
  decision: z.string(),
  resolvedBy: text,
  request: Request,
})
export type Settled = z.infer<typeof Settled>

/** A command that may run without anyone being asked: this program with exactly these arguments. */
const AllowedCommand = z.object({ id: z.string(), command: z.string(), program: z.string() })
export type AllowedCommand = z.infer<typeof AllowedCommand>

export const approvalEvents = ['exec.approval.requested', 'exec.approval.resolved'] as const

/** What `exec.approval.list` answers. */
export function toApprovals(answer: unknown): readonly Approval[] {
  return rowsOf(Approval, answer)
}

/** The payload of `exec.approval.resolved`. */
export function toSettled(payload: unknown): Settled | undefined {
  return Settled.safeParse(payload).data
}

/** What `exec.allowlist.list` answers. */
export function toAllowedCommands(answer: unknown): readonly AllowedCommand[] {
  return rowsOf(AllowedCommand, z.object({ entries: z.unknown() }).safeParse(answer).data?.entries)
}

/** The answers that this request takes, in the order they are offered. */
export function offered({ unavailableDecisions }: Approval['request']): readonly Decision[] {
  return decisions.filter(decision => !unavailableDecisions.includes(decision))
}

/** Where a command comes from and where it would run, short enough for a line: what is known of agent, session and node. */
export function originWords({ agentId, sessionKey, nodeId, host }: Approval['request']): readonly string[] {
  const shortNode = nodeId ? nodeId.slice(0, 12) : undefined
  // A session's key begins with its agent.
  const from = sessionKey ?? (agentId ? `agent:${agentId}` : undefined)
  const at = shortNode === undefined ? host : `node ${shortNode}`
  return [from, at].filter(word => word != null && word !== '') as string[]
}

function rowsOf<T>(row: z.ZodType<T>, answer: unknown): T[] {
  const rows = z.array(z.unknown()).catch([]).parse(answer)
  return rows.flatMap(candidate => {
    const parsed = row.safeParse(candidate)
    return parsed.success ? [parsed.data] : []
  })
}
