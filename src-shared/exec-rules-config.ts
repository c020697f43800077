// The rules for commands as a gateway's configuration has them written (`config.get`), and changes to them (`config.patch`).
import { z } from 'zod'
import { asks, execModes, modeOfRule, securities, type ExecMode } from './exec-rules.ts'

/** Whom a rule is for; without both, everyone. */
export type RulePlace = { readonly agentId?: string | undefined; readonly nodeId?: string | undefined }

/** `other`: written in OpenClaw's older words, in a pair that has no mode. */
export type WrittenMode = ExecMode | 'other' | undefined

export type WrittenRules = {
  readonly all: WrittenMode
  readonly agents: ReadonlyMap<string, WrittenMode>
  readonly nodes: ReadonlyMap<string, WrittenMode>
}

const Exec = z.object({
  mode: z.enum(execModes).optional().catch(undefined),
  security: z.enum(securities).optional().catch(undefined),
  ask: z.enum(asks).optional().catch(undefined),
})
const Tools = z.object({ exec: Exec.optional().catch(undefined) })
const Entry = z.object({ tools: Tools.optional().catch(undefined) })
const Entries = z.record(z.string(), Entry.catch({}))
const Document = z.object({
  tools: Tools.optional().catch(undefined),
  agents: z
    .object({
      entries: Entries.optional().catch(undefined),
      list: z
        .array(Entry.extend({ id: z.string().catch('') }))
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
  gateway: z
    .object({
      nodes: z
        .object({ entries: Entries.optional().catch(undefined) })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
})

/** What is written in a configuration, as far as it can be understood. */
export function writtenRules(document: unknown): WrittenRules {
  const { tools, agents, gateway } = Document.catch({}).parse(document)
  const listed = (agents?.list ?? []).map(entry => [entry.id, entry] as const)
  const entries = [...listed, ...Object.entries(agents?.entries ?? {})]
  return {
    all: modeOf(tools),
    agents: new Map(entries.map(([id, entry]) => [id, modeOf(entry.tools)])),
    nodes: new Map(
      Object.entries(gateway?.nodes?.entries ?? {}).map(([id, entry]) => [id, modeOf(entry.tools)]),
    ),
  }
}

function modeOf(tools: z.infer<typeof Tools> | undefined): WrittenMode {
  const { mode, security, ask } = tools?.exec ?? {}
  if (mode !== undefined) return mode
  if (security === undefined && ask === undefined) return undefined
  return modeOfRule({ security: security ?? 'allowlist', ask: ask ?? 'off' }) ?? 'other'
}

/** A merge patch that writes the rule for a place down, or takes it away. */
export function rulePatch({ agentId, nodeId }: RulePlace, mode: ExecMode | undefined): object {
  const tools = { exec: { mode: mode ?? null, security: null, ask: null } }
  if (nodeId !== undefined) return { gateway: { nodes: { entries: { [nodeId]: { tools } } } } }
  if (agentId !== undefined) return { agents: { entries: { [agentId]: { tools } } } }
  return { tools }
}
