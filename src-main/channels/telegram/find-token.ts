// Where the token of the bot comes from.
import { readFile } from 'node:fs/promises'
import { appError } from '../../../src-shared/errors.ts'
import type { TelegramSettings } from './telegram-settings.ts'

export type TokenSources = {
  readonly env: NodeJS.ProcessEnv
  /** A secret from the vault, by id. Rejects when the vault cannot say. */
  readonly readSecret?: ((id: string) => Promise<string | undefined>) | undefined
}

/** Where the vault keeps the token of the one bot. */
export const telegramTokenId = 'channel-token/telegram'
const usualVariable = 'TELEGRAM_BOT_TOKEN'

/**
 * What the configuration says comes first (`botToken`, then `tokenFile`), then the vault, then TELEGRAM_BOT_TOKEN.
 * Errors: TELEGRAM_TOKEN_MISSING, which names the place and never a value; VAULT_UNAVAILABLE.
 */
export async function findToken(
  { botToken, tokenFile }: Pick<TelegramSettings, 'botToken' | 'tokenFile'>,
  { env, readSecret }: TokenSources,
): Promise<string> {
  if (botToken !== undefined) {
    const { where, value } = await configured(botToken)
    return value?.trim() || missing(where)
  }
  if (tokenFile !== undefined) return (await readTokenFile(tokenFile)) || missing(tokenFile)
  const usual = env[usualVariable]?.trim()
  try {
    const kept = await readSecret?.(telegramTokenId)
    if (kept) return kept
  } catch (error) {
    // A locked vault is no obstacle as long as the token is elsewhere, too.
    if (!usual) throw error
  }
  return usual || missing(`neither channels.telegram.botToken, nor the vault, nor ${usualVariable}`)

  async function configured(input: NonNullable<TelegramSettings['botToken']>) {
    if (typeof input === 'string') {
      const name = /^\$\{(\w+)\}$/.exec(input.trim())?.[1]
      return name === undefined
        ? { where: 'channels.telegram.botToken', value: input }
        : { where: `the variable ${name}`, value: env[name] }
    }
    if (input.source === 'env') return { where: `the variable ${input.id}`, value: env[input.id] }
    if (input.source === 'vault') {
      return { where: `the vault, as ${input.id}`, value: await readSecret?.(input.id) }
    }
    return { where: `a "${input.source}" secret`, value: undefined }
  }
}

async function readTokenFile(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw appError('TELEGRAM_TOKEN_MISSING', { where: `${file}: ${code}` }, error)
  }
}

function missing(where: string): never {
  throw appError('TELEGRAM_TOKEN_MISSING', { where })
}
