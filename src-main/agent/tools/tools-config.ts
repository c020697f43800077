// What the configuration says of tools, in OpenClaw's keys (`tools.*`), and which tools that leaves.
import type { ExecRules } from '../../../src-shared/exec-rules.ts'
import type { Tool } from './tool.ts'

export const toolProfiles = ['minimal', 'coding', 'messaging', 'full'] as const
export type ToolProfile = (typeof toolProfiles)[number]

export type ToolsConfig = {
  readonly profile?: ToolProfile | undefined
  readonly allow?: readonly string[] | undefined
  readonly alsoAllow?: readonly string[] | undefined
  readonly deny?: readonly string[] | undefined
  readonly exec: { readonly rules: ExecRules; readonly timeoutMs: number }
  readonly webFetch: WebFetchConfig
}

export type WebFetchConfig = {
  readonly enabled: boolean
  readonly maxChars: number
  readonly maxResponseBytes: number
  readonly timeoutMs: number
  readonly maxRedirects: number
  readonly userAgent?: string | undefined
  /** Whether addresses of this computer and its networks may be fetched, too. */
  readonly allowPrivateNetwork: boolean
}

export const defaultTools: ToolsConfig = {
  exec: { rules: { agents: {}, nodes: {} }, timeoutMs: 10 * 60_000 },
  webFetch: {
    enabled: false,
    maxChars: 20_000,
    maxResponseBytes: 750_000,
    timeoutMs: 30_000,
    maxRedirects: 3,
    allowPrivateNetwork: false,
  },
}

const groups: Readonly<Record<string, readonly string[]>> = {
  'group:fs': ['read', 'write', 'edit', 'ls'],
  'group:runtime': ['exec'],
  'group:web': ['web_fetch'],
  'group:sessions': ['sessions_list', 'sessions_history', 'sessions_send'],
  'group:messaging': ['message'],
  'group:nodes': ['nodes'],
}

const profiles: Readonly<Record<ToolProfile, readonly string[]>> = {
  minimal: [],
  coding: ['group:fs', 'group:runtime', 'group:web', 'group:sessions'],
  messaging: ['group:messaging', 'group:sessions'],
  full: ['*'],
}

/** The tools that may be offered: the profile's, narrowed by `allow`, widened by `alsoAllow`; `deny` always wins. */
export function permittedTools(tools: readonly Tool[], config: ToolsConfig): Tool[] {
  const profile = matcher(config.profile ? profiles[config.profile] : ['*'])
  const also = matcher(config.alsoAllow ?? [])
  const allow = config.allow && config.allow.length > 0 ? matcher(config.allow) : undefined
  const deny = matcher(config.deny ?? [])
  return tools.filter(({ name }) => {
    if (deny(name)) return false
    return also(name) || (profile(name) && (allow?.(name) ?? true))
  })
}

/** Names, groups and `*` within names, whatever their case. */
function matcher(entries: readonly string[]): (name: string) => boolean {
  const patterns = entries
    .map(entry => entry.trim().toLowerCase())
    .flatMap(entry => groups[entry] ?? [entry === 'bash' ? 'exec' : entry])
    .map(entry => new RegExp(`^${entry.split('*').map(escapeRegExp).join('.*')}$`))
  return name => patterns.some(pattern => pattern.test(name))
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
