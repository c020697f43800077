// Who may write to a channel beside those in its configuration: people ask by writing to it, and are let in by the code
// they were given.
import { randomInt } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { transaction } from '../sqlite/transaction.ts'

export type PairingAsk = {
  readonly sender: string
  /** What the sender is called there, as they say themselves: it may be anything. */
  readonly name: string
  readonly code: string
  readonly createdAt: number
  /** What the sender's program speaks, such as `pl`. */
  readonly language?: string | undefined
}

export type ApprovedPerson = { readonly sender: string; readonly name: string; readonly approvedAt: number }

export type ChannelPeople = ReturnType<typeof channelPeople>

const keepMs = 60 * 60_000
/** Strangers can write as they please: so many may wait at once. */
const maxWaiting = 3
const codeLength = 8
/** Without those that are taken for each other. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

export function channelPeople(database: DatabaseSync, channel: string, now: () => number) {
  const sql = {
    person: database.prepare('SELECT 1 FROM channel_people WHERE channel = ? AND sender = ?'),
    people: database.prepare('SELECT * FROM channel_people WHERE channel = ? ORDER BY approved_at'),
    admit: database.prepare(
      `INSERT INTO channel_people (channel, sender, name, approved_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (channel, sender) DO UPDATE SET name = excluded.name`,
    ),
    remove: database.prepare('DELETE FROM channel_people WHERE channel = ? AND sender = ?'),
    requests: database.prepare(
      'SELECT * FROM channel_requests WHERE channel = ? AND created_at > ? ORDER BY created_at',
    ),
    ask: database.prepare(
      `INSERT INTO channel_requests (channel, sender, code, name, created_at, language) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (channel, sender) DO UPDATE SET code = excluded.code, name = excluded.name,
       created_at = excluded.created_at, language = excluded.language`,
    ),
    settle: database.prepare('DELETE FROM channel_requests WHERE channel = ? AND sender = ?'),
  }

  function waiting(): PairingAsk[] {
    const rows = sql.requests.all(channel, now() - keepMs) as RequestColumns[]
    return rows.map(({ sender, name, code, created_at: createdAt, language }) => ({
      sender,
      name,
      code,
      createdAt,
      language: language ?? undefined,
    }))
  }

  return {
    isApproved: (sender: string): boolean => sql.person.get(channel, sender) !== undefined,

    approved: (): ApprovedPerson[] =>
      (sql.people.all(channel) as PersonColumns[]).map(({ sender, name, approved_at: approvedAt }) => ({
        sender,
        name,
        approvedAt,
      })),

    /** Oldest first; an hour after it was made a request is forgotten. */
    waiting,

    /** The request of somebody new, to be told its code; undefined when they know it already or too many wait. */
    ask(sender: string, name: string, language?: string): PairingAsk | undefined {
      const all = waiting()
      if (all.length >= maxWaiting || all.some(one => one.sender === sender)) return undefined
      const code = Array.from({ length: codeLength }, () => letters[randomInt(letters.length)]).join('')
      const request = { sender, name, code, createdAt: now(), language }
      sql.ask.run(channel, sender, code, name, request.createdAt, language ?? null)
      return request
    },

    /** Decides the request with this code; undefined when none has it. */
    decide(code: string, decision: 'approve' | 'reject'): PairingAsk | undefined {
      const wanted = code.trim().toUpperCase()
      const request = waiting().find(one => one.code === wanted)
      if (!request) return undefined
      transaction(database, () => {
        sql.settle.run(channel, request.sender)
        if (decision === 'approve') sql.admit.run(channel, request.sender, request.name, now())
      })
      return request
    },

    /** False when there was nobody. */
    remove: (sender: string): boolean => sql.remove.run(channel, sender).changes > 0,
  }
}

type RequestColumns = {
  sender: string
  code: string
  name: string
  created_at: number
  language: string | null
}
type PersonColumns = { sender: string; name: string; approved_at: number }
