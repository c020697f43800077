// The keys that say which commands may run: `tools.exec`, and the same under one agent or one node.
import { z } from 'zod'
import {
  asks,
  execModes,
  ruleOfMode,
  securities,
  type ExecRule,
  type ExecRules,
} from '../../src-shared/exec-rules.ts'

export const execKeys = z
  .object({
    mode: z.enum(execModes).optional(),
    /** What `mode` was written as before. */
    security: z.enum(securities).optional(),
    ask: z.enum(asks).optional(),
    timeoutSeconds: z.number().positive().optional(),
  })
  .refine(
    ({ mode, security, ask }) => mode === undefined || (security === undefined && ask === undefined),
    'mode stands instead of security and ask, not beside them',
  )
type ExecKeys = z.infer<typeof execKeys>

/** By id. */
export const execEntries = z.record(
  z.string(),
  z.object({ tools: z.object({ exec: execKeys.optional() }).optional() }),
)
export type ExecEntries = Readonly<
  Record<string, { readonly tools?: { readonly exec?: ExecKeys | undefined } | undefined }>
>

export function toExecRules(
  all: ExecKeys | undefined,
  agents: ExecEntries | undefined,
  nodes: ExecEntries | undefined,
): ExecRules {
  return { all: toRule(all), agents: toRules(agents), nodes: toRules(nodes) }
}

function toRules(entries: ExecEntries = {}): Record<string, ExecRule> {
  const rules = Object.entries(entries).flatMap(([id, { tools }]) => {
    const rule = toRule(tools?.exec)
    return rule ? [[id, rule] as const] : []
  })
  return Object.fromEntries(rules)
}

/** A half of the older pair says nothing looser than the list. */
function toRule({ mode, security, ask }: ExecKeys = {}): ExecRule | undefined {
  // A copy each: the configuration in force is changed in place.
  if (mode !== undefined) return { ...ruleOfMode[mode] }
  if (security === undefined && ask === undefined) return undefined
  return { security: security ?? 'allowlist', ask: ask ?? 'off' }
}

/**
 * The document with the strictest value where a rule cannot be understood: left out, it would leave the decision to a
 * looser one. Undefined for a path that is no rule.
 */
export function withStrictExec(document: unknown, path: readonly PropertyKey[]): unknown {
  const names = path.map(String)
  const at = names.lastIndexOf('exec')
  if (at < 1 || names[at - 1] !== 'tools') return undefined
  const key = names[at + 1]
  if (key === undefined) return replaced(document, path, { mode: 'deny' })
  if (path.length !== at + 2) return undefined
  if (key === 'mode' || key === 'security') return replaced(document, path, 'deny')
  return key === 'ask' ? replaced(document, path, 'always') : undefined
}

function replaced(holder: unknown, path: readonly PropertyKey[], value: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (Array.isArray(holder)) {
    return holder.map((entry: unknown, index) => (index === step ? replaced(entry, rest, value) : entry))
  }
  const object = (holder ?? {}) as Readonly<Record<string, unknown>>
  return { ...object, [String(step)]: replaced(object[String(step)], rest, value) }
}
