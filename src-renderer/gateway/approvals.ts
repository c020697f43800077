// Commands that wait for a yes or no, read leniently; and the text of a command with nothing hidden in it.
import { z } from 'zod'
import type { GatewayLink } from '../gateway-link.ts'

export const decisions = ['allow-once', 'allow-always', 'deny'] as const
export type Decision = (typeof decisions)[number]

const text = z.string().nullish().catch(undefined)
const Request = z.object({
  command: z.string(),
  cwd: text,
  host: text,
  nodeId: text,
  agentId: text,
  sessionKey: text,
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

/** An answer that was given, here or elsewhere. */
const Settled = z.object({
  id: z.string(),
  decision: z.string(),
  resolvedBy: text,
  request: Request,
})
export type Settled = z.infer<typeof Settled>

export const approvalEvents = ['exec.approval.requested', 'exec.approval.resolved'] as const

export async function readApprovals(link: GatewayLink): Promise<readonly Approval[]> {
  const rows = z
    .array(z.unknown())
    .catch([])
    .parse(await link.request('exec.approval.list', {}))
  return rows.flatMap(row => {
    const parsed = Approval.safeParse(row)
    return parsed.success ? [parsed.data] : []
  })
}

export function readSettled(payload: unknown): Settled | undefined {
  return Settled.safeParse(payload).data
}

/** Characters that are not seen, or turn others around, are written out: what is shown is what would run. */
export function withNothingHidden(command: string): string {
  return command.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, character =>
    character === '\n' ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}
