// The Telegram channel as the gateway sees it. What it takes to speak to Telegram is loaded when a bot is set up, and a
// bot is begun anew when its configuration changes.
import type { DatabaseSync } from 'node:sqlite'
import { appError } from '../../../src-shared/errors.ts'
import { oneAtATime } from '../../settings/one-at-a-time.ts'
import type { Channel, ChannelHost, ChannelLog, ChannelStatus } from '../channel.ts'
import { channelPeople } from '../channel-people.ts'
import type { TelegramBot } from './telegram-bot.ts'
import type { TelegramSettings } from './telegram-settings.ts'

type Parts = {
  /** As the configuration has it now; undefined when nobody has set up a bot. */
  readonly settings: () => TelegramSettings | undefined
  readonly database: DatabaseSync
  readonly readSecret?: ((id: string) => Promise<string | undefined>) | undefined
  readonly log: ChannelLog
  /** Milliseconds between two looks at an answer that is being written. */
  readonly previewMs: number
}

const label = 'Telegram'

export function createTelegramChannel({ settings, database, readSecret, log, previewMs }: Parts): Channel {
  const people = channelPeople(database, 'telegram', Date.now)
  const inTurn = oneAtATime()
  let bot: TelegramBot | undefined
  let host: ChannelHost | undefined
  let inForce = 'null'
  let isClosed = false

  /** Makes what runs what the configuration says. */
  async function settle() {
    const wanted = isClosed ? undefined : settings()
    // The configuration changes under whoever holds it, so what is in force is kept as text.
    const text = JSON.stringify(wanted ?? null)
    if (text === inForce || !host) return
    inForce = text
    await bot?.close()
    bot = undefined
    if (wanted?.enabled) {
      const { openTelegramBot } = await import('./telegram-bot.ts')
      bot = openTelegramBot({
        settings: structuredClone(wanted),
        tokens: { env: process.env, readSecret },
        database,
        people,
        host,
        log,
        previewMs,
      })
    }
    if (!isClosed) host.changed()
  }

  function status(): ChannelStatus {
    const wanted = settings()
    if (bot && wanted) return bot.status()
    return {
      configured: wanted !== undefined,
      enabled: wanted?.enabled,
      running: false,
      connected: false,
      lastError: null,
    }
  }

  return {
    id: 'telegram',
    label,
    people,
    status,

    async probe(signal) {
      const error = await bot?.probe(signal)
      return error ? { ...status(), connected: false, lastError: error.message } : status()
    },

    async send(message) {
      if (!bot) throw appError('CHANNEL_NOT_READY', { channel: label })
      return bot.send(message)
    },

    async welcome({ sender, language }) {
      await bot?.welcome(sender, language)
    },

    lastChat: () => bot?.lastChat(),
    addressOf: runId => bot?.addressOf(runId),

    open: given => {
      host = given
      return inTurn(settle)
    },

    reconfigure() {
      inTurn(settle).catch((error: unknown) =>
        log.error('the Telegram bot could not be begun anew', { error }),
      )
    },

    close() {
      isClosed = true
      return inTurn(settle)
    },
  }
}
