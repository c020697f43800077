// `gangway channels add|remove telegram`: a bot for the gateway of this computer. Its token is tried before it is kept, and
// kept where secrets are.
import { text as readAll } from 'node:stream/consumers'
import { appError } from '../../../src-shared/errors.ts'
import { officialApiRoot } from '../../channels/telegram/telegram-settings.ts'
import { telegramTokenId } from '../../channels/telegram/find-token.ts'
import { openConfig, writeConfig } from '../../gateway/edit-config.ts'
import { silentLog } from '../../logging/log.ts'
import { editJson5, type Json5Edit } from '../../settings/edit-json5.ts'
import { openVault, type SecretVault } from '../../settings/secret-vault.ts'
import { openSettings } from '../../settings/settings-store.ts'
import type { CliContext } from '../context.ts'
import { configPath, type ConfigOptions } from '../which-config.ts'
import { readSecretFile } from '../read-credentials.ts'
import { readHidden } from '../terminal-prompts.ts'

export type AddOptions = ConfigOptions & {
  readonly tokenFile?: string | undefined
  readonly apiRoot?: string | undefined
}

const checkMs = 20_000
const section = ['channels', 'telegram']

/** Rejects with INVALID_INPUT, VAULT_UNAVAILABLE, TELEGRAM_*; nothing is changed then. */
export async function addChannel(context: CliContext, channel: string, options: AddOptions): Promise<void> {
  mustBeTelegram(channel)
  const vault = await lastingVault(context)
  const token = await readToken(context, options)
  const apiRoot = (options.apiRoot ?? officialApiRoot).replace(/\/+$/, '')
  const { askWhoItIs } = await import('../../channels/telegram/ask-who-it-is.ts')
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(checkMs)])
  const bot = await askWhoItIs(token, apiRoot, signal)
  const name = `@${bot.username}`
  await vault.write(telegramTokenId, token, `Telegram ${name}`)
  const file = await change(context, options, [
    { path: [...section, 'enabled'], value: true },
    { path: [...section, 'botToken'], value: { source: 'vault', id: telegramTokenId } },
    ...(options.apiRoot === undefined ? [] : [{ path: [...section, 'apiRoot'], value: apiRoot }]),
  ])
  context.output.result({ ok: true, channel, bot: name, file }, [
    `The gateway of this computer speaks as ${name} from now on.`,
    `Write to ${name} in Telegram; it answers with a code. Then: gangway pairing approve telegram CODE`,
  ])
}

export async function removeChannel(
  context: CliContext,
  channel: string,
  options: ConfigOptions,
): Promise<void> {
  mustBeTelegram(channel)
  const vault = await openOwnVault(context)
  await vault.forget(telegramTokenId)
  const file = await change(context, options, [{ path: section, value: undefined }])
  context.output.result({ ok: true, channel, file }, ['Telegram is no longer set up on this computer.'])
}

function mustBeTelegram(channel: string) {
  if (channel === 'telegram') return
  throw appError('INVALID_INPUT', { what: channel, why: 'the only channel there is so far is telegram' })
}

async function readToken({ terminal, signal }: CliContext, { tokenFile }: AddOptions): Promise<string> {
  const given =
    (await readSecretFile('--token-file', tokenFile)) ??
    (terminal.isInteractive
      ? await readHidden('The token from @BotFather: ', { ...terminal, signal })
      : await readAll(terminal.input))
  const token = given?.trim() ?? ''
  // Anything else would end up in an address.
  if (/^\d{1,20}:[\w-]{10,200}$/.test(token)) return token
  const why = 'it does not look like one of @BotFather’s, such as 123456789:AAE…'
  throw appError('INVALID_INPUT', { what: 'The token', why })
}

/** Rejects with VAULT_UNAVAILABLE where a secret would be gone with this command. */
async function lastingVault(context: CliContext): Promise<SecretVault> {
  const vault = await openOwnVault(context)
  const status = vault.status()
  if (status.backend !== 'memory') return vault
  throw appError('VAULT_UNAVAILABLE', { why: status.why ?? 'there is no keychain' })
}

async function openOwnVault({ stateDir, profile, env }: CliContext): Promise<SecretVault> {
  const settings = await openSettings(stateDir)
  return openVault({ stateDir, profile, settings, log: silentLog, env })
}

async function change(context: CliContext, options: ConfigOptions, edits: readonly Json5Edit[]) {
  const opened = await openConfig(configPath(context, options))
  const { text } = opened.before
  await writeConfig(opened, editJson5(text.trim() === '' ? '{}\n' : text, edits))
  return opened.file
}
