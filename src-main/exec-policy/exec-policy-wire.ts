// Exec approvals as the protocol shows them (`ExecApprovalsFile`, which takes no other fields), and as it brings them.
import { isDeepStrictEqual } from 'node:util'
import type { ExecRule } from '../../src-shared/exec-rules.ts'
import { ExecPolicy } from './exec-policy.ts'
import type { ExecPolicySnapshot } from './exec-policy-file.ts'

type Rules = NonNullable<ExecPolicy['agents']>[string]
type Entry = NonNullable<Rules['allowlist']>[number]

/** The answer of `exec.approvals.get` and `system.execApprovals.get`; `usual` is what counts where the file says nothing. */
export function toWireSnapshot(path: string, { exists, hash, policy }: ExecPolicySnapshot, usual: ExecRule) {
  return {
    path,
    exists,
    hash,
    file: policy ? toWireFile(policy) : { version: 1 as const },
    resolvedDefaults: {
      security: policy?.defaults?.security ?? usual.security,
      ask: policy?.defaults?.ask ?? usual.ask,
      // Nobody to ask means no, whatever is written; and there are no skills.
      askFallback: 'deny' as const,
      autoAllowSkills: false,
    },
  }
}

/** Without secrets, and without fields of our own. */
function toWireFile({ defaults, agents }: ExecPolicy) {
  const own = Object.entries(agents ?? {}).map(([id, rules]) => [id, toWireRules(rules)] as const)
  return {
    version: 1 as const,
    ...(defaults ? { defaults: wordsOf(defaults) } : {}),
    ...(agents ? { agents: Object.fromEntries(own) } : {}),
  }
}

function toWireRules({ allowlist, ...rules }: Rules) {
  const { mcpTools } = rules as { mcpTools?: unknown }
  return {
    ...wordsOf(rules),
    ...(allowlist ? { allowlist: allowlist.map(toWireEntry) } : {}),
    ...(Array.isArray(mcpTools) ? { mcpTools: mcpTools as unknown[] } : {}),
  }
}

function wordsOf(rules: Readonly<Record<string, unknown>>) {
  return picked(rules, ['security', 'ask', 'askFallback', 'autoAllowSkills'])
}

function toWireEntry(entry: Entry) {
  const { args, argPattern } = entry
  const exactly = args && `^${args.map(arg => arg.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join(' ')}$`
  const pattern = exactly ?? argPattern ?? undefined
  return {
    pattern: entry.pattern,
    ...picked(entry, ['id', 'source', 'lastUsedAt', 'lastUsedCommand', 'lastResolvedPath']),
    ...(pattern === undefined ? {} : { argPattern: pattern }),
  }
}

function picked(from: Readonly<Record<string, unknown>>, names: readonly string[]) {
  return Object.fromEntries(names.flatMap(name => (from[name] == null ? [] : [[name, from[name]]])))
}

export type IncomingPolicy =
  | { readonly ok: true; readonly policy: ExecPolicy }
  /** Where it cannot be used, dotted. */
  | { readonly ok: false; readonly path: string; readonly why: string }

/**
 * What a client sends instead of `before`. Entries that it gives back as it was shown them stay as they are written, and
 * so does what it is never shown.
 */
export function fromWireFile(file: unknown, before: ExecPolicy | undefined): IncomingPolicy {
  const parsed = ExecPolicy.safeParse(file)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return { ok: false, path: issue?.path.join('.') ?? '', why: issue?.message ?? 'it cannot be used' }
  }
  for (const [agentId, { allowlist = [] }] of Object.entries(parsed.data.agents ?? {})) {
    const index = allowlist.findIndex(({ argPattern }) => argPattern != null && !isExpression(argPattern))
    if (index === -1) continue
    return {
      ok: false,
      path: `agents.${agentId}.allowlist.${index}.argPattern`,
      why: 'it is no regular expression',
    }
  }
  const { defaults, agents } = parsed.data
  const kept = Object.entries(agents ?? {}).map(
    ([id, rules]) => [id, withKnown(rules, before?.agents?.[id])] as const,
  )
  const env = before?.defaults?.env
  return {
    ok: true,
    policy: {
      ...before,
      version: 1,
      defaults: { ...defaults, ...(env ? { env } : {}) },
      agents: Object.fromEntries(kept),
    },
  }
}

function withKnown(rules: Rules, before: Rules | undefined): Rules {
  if (!rules.allowlist) return rules
  const known = before?.allowlist ?? []
  const allowlist = rules.allowlist.map(
    entry => known.find(old => isDeepStrictEqual(toWireEntry(old), toWireEntry(entry))) ?? entry,
  )
  return { ...rules, allowlist }
}

function isExpression(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp
  } catch {
    return false
  }
}
