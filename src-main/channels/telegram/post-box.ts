// What a bot has heard and what it still owes, in SQLite: neither a stop nor a crash loses or repeats any of it.
import type { DatabaseSync } from 'node:sqlite'
import { transaction } from '../../sqlite/transaction.ts'
import type { TelegramText } from './telegram-text.ts'

/** Where in Telegram something goes. */
export type Address = {
  readonly chat: string
  readonly thread?: number | undefined
  readonly replyTo?: number | undefined
  /** What the person's Telegram speaks, such as `pl`. */
  readonly language?: string | undefined
}

/** An answer that somebody waits for. */
export type Owed = {
  readonly runId: string
  readonly address: Address
  /** The message that shows how far it is. */
  readonly previewId?: number | undefined
}

export type Parcel = {
  readonly id: number
  readonly address: Address
  readonly text: TelegramText
  /** `notice`: says of something that it may not have arrived. */
  readonly kind: 'text' | 'notice'
  /** The message it takes the place of. */
  readonly edits?: number | undefined
  /** `sending`: it was handed to Telegram, and whether it arrived is not known yet. */
  readonly state: 'waiting' | 'sending'
}

export type NewParcel = Pick<Parcel, 'address' | 'text' | 'edits'>
export type PostBox = ReturnType<typeof openPostBox>

export function openPostBox(database: DatabaseSync, botId: number, now: () => number) {
  const sql = {
    bot: database.prepare('SELECT * FROM telegram_bots WHERE bot_id = ?'),
    heard: database.prepare(
      `INSERT INTO telegram_bots (bot_id, next_update, heard_at) VALUES (?, ?, ?)
       ON CONFLICT (bot_id) DO UPDATE SET next_update = excluded.next_update, heard_at = excluded.heard_at`,
    ),
    lastChat: database.prepare('UPDATE telegram_bots SET last_chat = ? WHERE bot_id = ?'),
    owe: database.prepare(
      'INSERT INTO telegram_owed (run_id, bot_id, address, created_at) VALUES (?, ?, ?, ?)',
    ),
    owed: database.prepare('SELECT * FROM telegram_owed WHERE bot_id = ? ORDER BY created_at, rowid'),
    oneOwed: database.prepare('SELECT * FROM telegram_owed WHERE run_id = ?'),
    preview: database.prepare('UPDATE telegram_owed SET preview_id = ? WHERE run_id = ?'),
    settle: database.prepare('DELETE FROM telegram_owed WHERE run_id = ?'),
    add: database.prepare(
      `INSERT INTO telegram_outbox (bot_id, address, body, kind, edits, state, created_at)
       VALUES (?, ?, ?, ?, ?, 'waiting', ?)`,
    ),
    parcels: database.prepare('SELECT * FROM telegram_outbox WHERE bot_id = ? ORDER BY id'),
    mark: database.prepare('UPDATE telegram_outbox SET state = ? WHERE id = ?'),
    asNotice: database.prepare(
      `UPDATE telegram_outbox SET state = 'waiting', kind = 'notice', body = ? WHERE id = ?`,
    ),
    asNew: database.prepare('UPDATE telegram_outbox SET edits = NULL WHERE id = ?'),
    done: database.prepare('DELETE FROM telegram_outbox WHERE id = ?'),
  }

  function add(parcel: NewParcel, kind: Parcel['kind'] = 'text') {
    const { address, text, edits } = parcel
    sql.add.run(botId, JSON.stringify(address), JSON.stringify(text), kind, edits ?? null, now())
  }

  return {
    /** The first update that has not been dealt with, and when the last one was; undefined before the first. */
    position(): { nextUpdate: number; heardAt: number; lastChat: string | undefined } | undefined {
      const row = sql.bot.get(botId) as BotColumns | undefined
      return (
        row && { nextUpdate: row.next_update, heardAt: row.heard_at, lastChat: row.last_chat ?? undefined }
      )
    },

    /** Everything before `nextUpdate` has been dealt with. Fit to be written along with something else. */
    heard(nextUpdate: number) {
      sql.heard.run(botId, nextUpdate, now())
    },

    /** The person who wrote last in private, and may. */
    setLastChat: (chat: string) => void sql.lastChat.run(chat, botId),

    /** Fit to be written along with the message. */
    owe(runId: string, address: Address) {
      sql.owe.run(runId, botId, JSON.stringify(address), now())
    },

    owed: (): Owed[] => (sql.owed.all(botId) as OwedColumns[]).map(toOwed),

    owedBy(runId: string): Owed | undefined {
      const row = sql.oneOwed.get(runId) as OwedColumns | undefined
      return row && toOwed(row)
    },

    /** Nobody waits for it any more. Fit to be written along with something else. */
    cancel: (runId: string) => void sql.settle.run(runId),

    setPreview: (runId: string, messageId: number) => void sql.preview.run(messageId, runId),

    /** What is owed has become these parcels; none when there is nothing to say. */
    settle(runId: string, parcels: readonly NewParcel[]) {
      transaction(database, () => {
        for (const parcel of parcels) add(parcel)
        sql.settle.run(runId)
      })
    },

    /** Fit to be written along with something else. */
    add,

    /** In the order they are to go out. */
    parcels: (): Parcel[] => (sql.parcels.all(botId) as ParcelColumns[]).map(toParcel),

    sending: (id: number) => void sql.mark.run('sending', id),
    waiting: (id: number) => void sql.mark.run('waiting', id),
    /** What it was to take the place of is not there any more. */
    sendAsNew: (id: number) => void sql.asNew.run(id),
    /** A sentence in its place, for it may or may not have arrived. */
    replaceByNotice: (id: number, text: TelegramText) => void sql.asNotice.run(JSON.stringify(text), id),
    done: (id: number) => void sql.done.run(id),
  }
}

type BotColumns = { next_update: number; heard_at: number; last_chat: string | null }
type OwedColumns = { run_id: string; address: string; preview_id: number | null }
type ParcelColumns = {
  id: number
  address: string
  body: string
  kind: Parcel['kind']
  edits: number | null
  state: Parcel['state']
}

function toOwed(columns: OwedColumns): Owed {
  return {
    runId: columns.run_id,
    address: JSON.parse(columns.address) as Address,
    previewId: columns.preview_id ?? undefined,
  }
}

function toParcel(columns: ParcelColumns): Parcel {
  const { id, kind, state } = columns
  return {
    id,
    kind,
    state,
    address: JSON.parse(columns.address) as Address,
    text: JSON.parse(columns.body) as TelegramText,
    edits: columns.edits ?? undefined,
  }
}
