// The keys of OpenClaw's configuration that this gateway reads. Everything else is kept by whoever owns the file.
import { z } from 'zod'
import type { ModelsConfig } from '../agent/models/model-config.ts'
import {
  telegramKeys,
  toTelegramSettings,
  type TelegramSettings,
} from '../channels/telegram/telegram-settings.ts'
import {
  agentsKeys,
  modelsKeys,
  secret,
  toAgentConfig,
  toModels,
  toolsKeys,
  type AgentConfig,
} from './agent-keys.ts'
import { unknownPaths, withoutPath } from './config-paths.ts'
import { execEntries, withStrictExec } from './exec-keys.ts'
import { isAddressEntry } from './ingress.ts'
import type { LockOutRules } from './lock-out.ts'
import type { TlsSettings } from './tls-certificate.ts'

const port = z.int().min(0).max(65_535)
const addressEntry = z
  .string()
  .refine(isAddressEntry, 'it is neither an address nor a network such as 10.0.0.0/8')
/** Written as browsers write it, so that it can be compared. */
const origin = z.url({ protocol: /^https?$/ }).transform(text => new URL(text).origin)

export const knownKeys = z.object({
  gateway: z
    .object({
      mode: z.enum(['local', 'remote']).optional(),
      port: port.optional(),
      bind: z.enum(['auto', 'lan', 'loopback', 'custom', 'tailnet']).optional(),
      customBindHost: z.string().min(1).optional(),
      auth: z
        .object({
          mode: z.enum(['none', 'token', 'password']).optional(),
          token: secret.optional(),
          password: secret.optional(),
          allowTailscale: z.boolean().optional(),
          rateLimit: z
            .object({
              maxAttempts: z.int().min(1).max(1_000).optional(),
              windowMs: z.int().min(1_000).optional(),
              lockoutMs: z.int().min(1_000).optional(),
              exemptLoopback: z.boolean().optional(),
            })
            .optional(),
        })
        .optional(),
      controlUi: z
        .object({ enabled: z.boolean().optional(), allowedOrigins: z.array(origin).optional() })
        .optional(),
      publicOrigin: origin.optional(),
      http: z
        .object({
          endpoints: z
            .object({ chatCompletions: z.object({ enabled: z.boolean().optional() }).optional() })
            .optional(),
        })
        .optional(),
      tailscale: z.object({ mode: z.enum(['off', 'serve', 'funnel']).optional() }).optional(),
      tls: z
        .object({
          enabled: z.boolean().optional(),
          autoGenerate: z.boolean().optional(),
          certPath: z.string().min(1).optional(),
          keyPath: z.string().min(1).optional(),
          caPath: z.never('client certificates are not checked by this gateway').optional(),
        })
        .optional(),
      trustedProxies: z.array(addressEntry).optional(),
      nodes: z
        .object({
          pairing: z.object({ autoApproveLocal: z.boolean().optional() }).optional(),
          allowCommands: z.array(z.string()).optional(),
          denyCommands: z.array(z.string()).optional(),
          commands: z
            .object({ allow: z.array(z.string()).optional(), deny: z.array(z.string()).optional() })
            .optional(),
          /** By the node's id. Gangway's own, made after `agents.entries`. */
          entries: execEntries.optional(),
        })
        .optional(),
      /** Read by clients, not by a gateway; known so that it is not listed as unknown. */
      remote: z.looseObject({}).optional(),
    })
    .optional(),
  agents: agentsKeys.optional(),
  models: modelsKeys.optional(),
  tools: toolsKeys.optional(),
  channels: z.object({ telegram: telegramKeys(secret).optional() }).optional(),
  session: z.object({ dmScope: z.enum(['main', 'per-peer', 'per-channel-peer']).optional() }).optional(),
  /** Gangway's own settings, read by settings/. */
  app: z.looseObject({}).optional(),
})

export type BindMode = 'loopback' | 'lan' | 'tailnet' | 'auto' | 'custom'
/** `funnel` is known so that it can be refused by name. */
export type TailscaleMode = 'off' | 'serve' | 'funnel'
export type SecretInput = z.infer<typeof secret>

export type GatewayConfig = {
  readonly port: number | undefined
  readonly bind: BindMode
  readonly customBindHost: string | undefined
  readonly auth: {
    readonly mode: 'none' | 'token' | 'password' | undefined
    readonly token: SecretInput | undefined
    readonly password: SecretInput | undefined
    readonly allowTailscale: boolean
    readonly rateLimit: LockOutRules
  }
  /** Whether the Control UI is served at `/`. */
  readonly controlUi: boolean
  /** Whether the OpenAI-compatible addresses are served under `/v1/`. */
  readonly chatCompletions: boolean
  /** Browser origins that may connect beside loopback ones. */
  readonly allowedOrigins: readonly string[]
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  /** Whether devices of this very computer are let in without asking, once they have shown the secret. */
  readonly autoApproveLocal: boolean
  readonly tls: TlsSettings
  readonly tailscaleMode: TailscaleMode
  /** Commands of nodes beyond, and without, those of their platform. */
  readonly nodeCommands: { readonly allow: readonly string[]; readonly deny: readonly string[] }
  readonly maxAttachmentBytes: number
  readonly models: ModelsConfig
  readonly agent: AgentConfig
  /** `telegram` is absent while nobody has set up a bot. */
  readonly channels: { readonly telegram?: TelegramSettings | undefined }
}

/** A known key whose value cannot be used; the default is in force instead. */
export type ConfigProblem = { readonly path: string; readonly why: string }

export type ReadConfig = {
  readonly config: GatewayConfig
  /** Dotted paths of keys this gateway does not read. They are kept and do no harm. */
  readonly unknownKeys: string[]
  readonly problems: ConfigProblem[]
}

// What OpenClaw's own gateway has (docs/gateway/security/rate-limiting.md).
const defaultRateLimit: LockOutRules = {
  maxAttempts: 10,
  windowMs: 60_000,
  lockoutMs: 300_000,
  exemptLoopback: true,
}
const defaultMediaMb = 20

/** Reads a parsed configuration document. Never fails: what cannot be used is listed and left out. */
export function readGatewayConfig(document: unknown): ReadConfig {
  const problems: ConfigProblem[] = []
  let rest: unknown = document ?? {}
  let parsed = knownKeys.safeParse(rest)
  while (!parsed.success) {
    const issue = parsed.error.issues[0]
    problems.push({ path: issue?.path.join('.') ?? '', why: issue?.message ?? 'cannot be read' })
    rest = withStrictExec(rest, issue?.path ?? []) ?? withoutPath(rest, issue?.path ?? [])
    parsed = knownKeys.safeParse(rest)
  }
  return {
    config: toConfig(parsed.data),
    unknownKeys: unknownPaths(rest, parsed.data),
    problems,
  }
}

function toConfig(known: z.infer<typeof knownKeys>): GatewayConfig {
  const { gateway, agents, models, tools, channels, session } = known
  const telegram = toTelegramSettings(channels?.telegram, session?.dmScope)
  const nodes = gateway?.nodes
  return {
    port: gateway?.port,
    bind: gateway?.bind ?? 'loopback',
    customBindHost: gateway?.customBindHost,
    auth: {
      mode: gateway?.auth?.mode,
      token: gateway?.auth?.token,
      password: gateway?.auth?.password,
      allowTailscale: gateway?.auth?.allowTailscale ?? false,
      rateLimit: { ...defaultRateLimit, ...given(gateway?.auth?.rateLimit) },
    },
    controlUi: gateway?.controlUi?.enabled ?? true,
    chatCompletions: gateway?.http?.endpoints?.chatCompletions?.enabled ?? false,
    allowedOrigins: [
      ...(gateway?.controlUi?.allowedOrigins ?? []),
      ...(gateway?.publicOrigin === undefined ? [] : [gateway.publicOrigin]),
    ],
    trustedProxies: gateway?.trustedProxies ?? [],
    tailscaleMode: gateway?.tailscale?.mode ?? 'off',
    tls: {
      enabled: gateway?.tls?.enabled ?? false,
      autoGenerate: gateway?.tls?.autoGenerate ?? true,
      certPath: gateway?.tls?.certPath,
      keyPath: gateway?.tls?.keyPath,
    },
    autoApproveLocal: nodes?.pairing?.autoApproveLocal ?? true,
    nodeCommands: {
      allow: [...(nodes?.allowCommands ?? []), ...(nodes?.commands?.allow ?? [])],
      deny: [...(nodes?.denyCommands ?? []), ...(nodes?.commands?.deny ?? [])],
    },
    maxAttachmentBytes: Math.floor((agents?.defaults?.mediaMaxMb ?? defaultMediaMb) * 1024 * 1024),
    models: toModels(agents, models),
    agent: toAgentConfig(agents, tools, nodes?.entries),
    channels: telegram ? { telegram } : {},
  }
}

/** Without what was left out, so that it does not hide a default. */
function given<T extends object>(values: T | undefined) {
  const entries = Object.entries(values ?? {}).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
