// How a Telegram bot is to behave, as the configuration's `channels.telegram` says it in OpenClaw's words.
import { z } from 'zod'

/** A Telegram id, as people write it: `123`, `"123"`, `"tg:123"`, `"telegram:123"`; or `*`. */
const id = z
  .union([z.int().transform(String), z.string()])
  .transform(text => text.trim().replace(/^(telegram|tg):/i, ''))
  .refine(
    text => text === '*' || /^-?\d{1,20}$/.test(text),
    'it is not a Telegram id; names that begin with @ may change hands and are not accepted',
  )
const ids = z.array(id)

const group = z.object({
  enabled: z.boolean().optional(),
  requireMention: z.boolean().optional(),
  allowFrom: ids.optional(),
})

/** `secret` is how a secret is written in this configuration. */
export function telegramKeys<S extends z.ZodType>(secret: S) {
  return z.object({
    enabled: z.boolean().optional(),
    botToken: secret.optional(),
    tokenFile: z.string().min(1).optional(),
    apiRoot: z
      .url({ protocol: /^https?$/ })
      .transform(text => text.replace(/\/+$/, ''))
      .optional(),
    dmPolicy: z.enum(['pairing', 'allowlist', 'open', 'disabled']).optional(),
    allowFrom: ids.optional(),
    groupPolicy: z.enum(['allowlist', 'open', 'disabled']).optional(),
    groupAllowFrom: ids.optional(),
    groups: z.record(z.string(), group).optional(),
    streaming: z
      .union([z.boolean(), z.object({ mode: z.enum(['off', 'partial', 'block', 'progress']).optional() })])
      .optional(),
    textChunkLimit: z.int().min(100).max(4096).optional(),
    linkPreview: z.boolean().optional(),
    replyToMode: z.enum(['off', 'first', 'all']).optional(),
    mediaMaxMb: z.number().positive().max(2_000).optional(),
  })
}

export type SecretInput = string | { readonly source: string; readonly id: string }

export type GroupRules = {
  readonly enabled?: boolean | undefined
  readonly requireMention?: boolean | undefined
  readonly allowFrom?: readonly string[] | undefined
}

export type TelegramSettings = {
  readonly enabled: boolean
  readonly botToken: SecretInput | undefined
  readonly tokenFile: string | undefined
  /** Of the Bot API, without a slash at its end. */
  readonly apiRoot: string
  readonly dmPolicy: 'pairing' | 'allowlist' | 'open' | 'disabled'
  readonly allowFrom: readonly string[]
  readonly groupPolicy: 'allowlist' | 'open' | 'disabled'
  /** `allowFrom` when absent. */
  readonly groupAllowFrom: readonly string[] | undefined
  /** By id, and `*` for the others. */
  readonly groups: Readonly<Record<string, GroupRules>>
  /** Whether an answer is shown while it is being written. */
  readonly streams: boolean
  readonly maxTextLength: number
  readonly linkPreview: boolean
  readonly replyToMode: 'off' | 'first' | 'all'
  readonly maxFileBytes: number
  /** Whether everybody's direct messages are one conversation (the main one), or each has their own. */
  readonly dmScope: 'main' | 'per-peer' | 'per-channel-peer'
}

type Known = z.infer<ReturnType<typeof telegramKeys<z.ZodType<SecretInput>>>>

export const officialApiRoot = 'https://api.telegram.org'
/** What Telegram's own servers let a bot download. */
const defaultFileMb = 20

/** Undefined when there is no such section: nobody has set it up. */
export function toTelegramSettings(
  known: Known | undefined,
  dmScope: TelegramSettings['dmScope'] = 'main',
): TelegramSettings | undefined {
  if (!known) return undefined
  const { streaming } = known
  return {
    enabled: known.enabled ?? true,
    botToken: known.botToken,
    tokenFile: known.tokenFile,
    apiRoot: known.apiRoot ?? officialApiRoot,
    dmPolicy: known.dmPolicy ?? 'pairing',
    allowFrom: known.allowFrom ?? [],
    groupPolicy: known.groupPolicy ?? 'allowlist',
    groupAllowFrom: known.groupAllowFrom,
    groups: known.groups ?? {},
    streams: typeof streaming === 'boolean' ? streaming : streaming?.mode !== 'off',
    maxTextLength: known.textChunkLimit ?? 4_000,
    linkPreview: known.linkPreview ?? true,
    replyToMode: known.replyToMode ?? 'off',
    maxFileBytes: Math.floor((known.mediaMaxMb ?? defaultFileMb) * 1024 * 1024),
    dmScope,
  }
}
