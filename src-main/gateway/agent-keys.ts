// The keys of the configuration that say who answers and what with: `agents`, `models` and `tools`.
import { homedir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import type { ModelsConfig } from '../agent/models/model-config.ts'
import { defaultTools, toolProfiles, type ToolsConfig } from '../agent/tools/tools-config.ts'
import { execEntries, execKeys, toExecRules, type ExecEntries } from './exec-keys.ts'

export const secret = z.union([z.string(), z.looseObject({ source: z.string(), id: z.string() })])

const modelEntry = z.object({
  id: z.string().min(1),
  name: z.string().min(1).optional(),
  reasoning: z.boolean().optional(),
  input: z.array(z.string()).optional(),
  contextWindow: z.number().int().positive().optional(),
  contextTokens: z.number().int().positive().optional(),
  maxTokens: z.number().int().positive().optional(),
  compat: z.object({ supportsTools: z.boolean().optional() }).optional(),
})

const modelChoice = z.union([
  z.string(),
  z.object({ primary: z.string().optional(), fallbacks: z.array(z.string()).optional() }),
])

export const agentsKeys = z.object({
  defaults: z
    .object({
      model: modelChoice.optional(),
      workspace: z.string().min(1).optional(),
      thinkingDefault: z.string().optional(),
      compaction: z.object({ enabled: z.boolean().optional() }).optional(),
      timeoutSeconds: z.number().positive().optional(),
      mediaMaxMb: z.number().positive().optional(),
    })
    .optional(),
  entries: execEntries.optional(),
  /** What `entries` was called before. */
  list: z
    .array(z.object({ id: z.string(), tools: z.object({ exec: execKeys.optional() }).optional() }))
    .optional(),
})

export const modelsKeys = z.object({
  providers: z
    .record(
      z.string(),
      z.object({
        baseUrl: z.url({ protocol: /^https?$/ }),
        apiKey: secret.optional(),
        api: z.string().optional(),
        headers: z.record(z.string(), z.string()).optional(),
        models: z.array(modelEntry).optional(),
      }),
    )
    .optional(),
})

const names = z.array(z.string().max(200))

export const toolsKeys = z.object({
  profile: z.enum(toolProfiles).optional(),
  allow: names.optional(),
  alsoAllow: names.optional(),
  deny: names.optional(),
  exec: execKeys.optional(),
  web: z
    .object({
      fetch: z
        .object({
          enabled: z.boolean().optional(),
          maxChars: z.int().min(100).max(48_000).optional(),
          maxResponseBytes: z.int().min(32_000).max(10_000_000).optional(),
          timeoutSeconds: z.number().positive().max(300).optional(),
          maxRedirects: z.int().min(0).max(20).optional(),
          userAgent: z.string().min(1).max(500).optional(),
          ssrfPolicy: z.object({ dangerouslyAllowPrivateNetwork: z.boolean().optional() }).optional(),
        })
        .optional(),
    })
    .optional(),
})

type Agents = z.infer<typeof agentsKeys> | undefined
type Models = z.infer<typeof modelsKeys> | undefined
type Tools = z.infer<typeof toolsKeys> | undefined

const defaultTimeoutSeconds = 30 * 60

export function toModels(agents: Agents, models: Models): ModelsConfig {
  const defaults = agents?.defaults
  const choice = typeof defaults?.model === 'string' ? { primary: defaults.model } : defaults?.model
  const providers = Object.entries(models?.providers ?? {}).map(([id, provider]) => [
    id,
    { ...provider, models: provider.models ?? [] },
  ])
  return {
    providers: Object.fromEntries(providers) as ModelsConfig['providers'],
    primary: choice?.primary || undefined,
    fallbacks: choice?.fallbacks ?? [],
    thinking: defaults?.thinkingDefault,
    timeoutMs: (defaults?.timeoutSeconds ?? defaultTimeoutSeconds) * 1_000,
  }
}

export type AgentConfig = {
  /** Absolute; absent: DIR/workspace. */
  readonly workspace: string | undefined
  readonly compactsWhenFull: boolean
  readonly tools: ToolsConfig
}

/** `nodes` are the entries of `gateway.nodes`. */
export function toAgentConfig(agents: Agents, tools: Tools, nodes: ExecEntries | undefined): AgentConfig {
  const { webFetch, exec } = defaultTools
  const fetch = tools?.web?.fetch
  return {
    workspace: absolute(agents?.defaults?.workspace),
    compactsWhenFull: agents?.defaults?.compaction?.enabled ?? true,
    tools: {
      profile: tools?.profile,
      allow: tools?.allow,
      alsoAllow: tools?.alsoAllow,
      deny: tools?.deny,
      exec: {
        rules: toExecRules(tools?.exec, agentEntries(agents), nodes),
        timeoutMs: inMs(tools?.exec?.timeoutSeconds) ?? exec.timeoutMs,
      },
      webFetch: {
        enabled: fetch?.enabled ?? webFetch.enabled,
        maxChars: fetch?.maxChars ?? webFetch.maxChars,
        maxResponseBytes: fetch?.maxResponseBytes ?? webFetch.maxResponseBytes,
        timeoutMs: inMs(fetch?.timeoutSeconds) ?? webFetch.timeoutMs,
        maxRedirects: fetch?.maxRedirects ?? webFetch.maxRedirects,
        userAgent: fetch?.userAgent,
        allowPrivateNetwork:
          fetch?.ssrfPolicy?.dangerouslyAllowPrivateNetwork ?? webFetch.allowPrivateNetwork,
      },
    },
  }
}

function agentEntries(agents: Agents): ExecEntries {
  const listed = (agents?.list ?? []).map(entry => [entry.id, entry] as const)
  return { ...Object.fromEntries(listed), ...agents?.entries }
}

function inMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1_000
}

function absolute(folder: string | undefined): string | undefined {
  return folder === undefined ? undefined : path.resolve(folder.replace(/^~(?=$|[/\\])/, homedir()))
}
