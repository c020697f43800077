// Channels such as Telegram.
import { row } from './row.ts'

export const channelErrors = {
  CHANNEL_NOT_READY: row<{ channel: string }>({
    kind: 'gateway',
    message: '{channel} is switched off on this gateway, or has not been started yet.',
    remedy: 'See gangway channels status.',
    retry: 'after-change',
  }),
  TELEGRAM_TOKEN_MISSING: row<{ where: string }>({
    kind: 'gateway',
    message: 'There is no token for the Telegram bot ({where}).',
    remedy: 'Run gangway channels add telegram with the token that @BotFather gave you.',
    retry: 'after-change',
  }),
  TELEGRAM_TOKEN_REFUSED: row<Record<string, never>>({
    kind: 'gateway',
    message: 'Telegram does not accept the token of this bot (HTTP 401).',
    remedy: 'Ask @BotFather for the current one (/token) and run gangway channels add telegram again.',
    retry: 'after-change',
  }),
  TELEGRAM_POLLED_TWICE: row<Record<string, never>>({
    kind: 'gateway',
    message: 'Another program is fetching the messages of this Telegram bot (HTTP 409).',
    remedy:
      'Stop the other one, or make a bot of its own for this gateway with @BotFather. Gangway goes on trying.',
    retry: 'later',
  }),
  TELEGRAM_UNREACHABLE: row<{ where: string; why: string }>({
    kind: 'gateway',
    message: 'Telegram was not reached at {where} ({why}).',
    remedy: 'Check the network of the gateway’s computer. Gangway goes on trying.',
    retry: 'later',
  }),
  TELEGRAM_BUSY: row<{ retryMs: number }>({
    kind: 'gateway',
    message: 'Telegram asks to wait for {retrySeconds} s (HTTP 429).',
    remedy: 'Wait that long and send it again.',
    retry: 'later',
  }),
  TELEGRAM_REFUSED: row<{ status: number; why: string }>({
    kind: 'gateway',
    message: 'Telegram refused this (HTTP {status}): {why}.',
    remedy: 'Check whom it was for: a person has to write to the bot before it may write to them.',
    retry: 'after-change',
  }),
  TELEGRAM_UNCERTAIN: row<Record<string, never>>({
    kind: 'gateway',
    message: 'The connection to Telegram broke while the message was sent; it may or may not have arrived.',
    remedy: 'Look in Telegram before you send it again.',
    retry: 'after-change',
  }),
} as const
