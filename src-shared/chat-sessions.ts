// The list of a gateway's sessions: reading it, and what `sessions.changed` makes of it.
import type { T } from './i18n/message-types.ts'
import {
  asPlain,
  cutText,
  idOf,
  limits,
  listOf,
  numberOf,
  recordOf,
  textOf,
  timeOf,
  valueOf,
} from './chat-untrusted.ts'
import type { Plain } from './chat-untrusted.ts'

export type SessionRow = {
  readonly key: string
  /** The name a person gave it. */
  readonly label?: string | undefined
  /** What it is called on the screen, unless nobody has named it: see `sessionTitle`. */
  readonly title: string
  /** The last message, one line of it. */
  readonly preview?: string | undefined
  /** Milliseconds since the epoch. */
  readonly updatedAt?: number | undefined
  readonly isUnread: boolean
  readonly isActive: boolean
  readonly isPinned: boolean
  /** The session that a gateway begins with. */
  readonly isMain?: boolean | undefined
}

export type SessionPage = {
  readonly rows: readonly SessionRow[]
  readonly hasMore: boolean
  readonly nextOffset: number
}

const maxRows = 1_000
const maxLineLength = 200

/** The answer of `sessions.list`; undefined when it is no such thing. */
export function readSessionPage(raw: unknown, askedOffset: number = 0): SessionPage | undefined {
  const page = asPlain(raw)
  if (!page || !Array.isArray(valueOf(page, 'sessions'))) return undefined
  const received = listOf(page, 'sessions', maxRows)
  return {
    rows: received.flatMap(value => {
      const row = readSession(asPlain(value))
      return row ? [row] : []
    }),
    hasMore: valueOf(page, 'hasMore') === true && received.length > 0,
    nextOffset: numberOf(page, 'nextOffset') ?? askedOffset + received.length,
  }
}

function readSession(row: Plain | undefined): SessionRow | undefined {
  const key = idOf(row, 'key') ?? idOf(row, 'sessionKey')
  if (!row || key === undefined || valueOf(row, 'archived') === true) return undefined
  const label = line(row, 'label')
  return {
    key,
    label,
    title: label ?? line(row, 'displayName') ?? line(row, 'derivedTitle') ?? nameOfKey(key),
    preview: line(row, 'lastMessagePreview'),
    updatedAt: timeOf(row, 'updatedAt'),
    isUnread: valueOf(row, 'unread') === true,
    isActive: valueOf(row, 'hasActiveRun') === true,
    isPinned: valueOf(row, 'pinned') === true,
  }
}

function line(row: Plain, key: string): string | undefined {
  const text = textOf(row, key, limits.line)?.replaceAll(/\s+/g, ' ').trim()
  return text ? cutText(text, maxLineLength) : undefined
}

/** `agent:main:telegram:dm:42` as `telegram dm 42`: for sessions nobody named. Empty for one that is merely new. */
export function nameOfKey(key: string): string {
  const parts = key.split(':')
  if (parts[0] !== 'agent' || parts.length < 3) return key
  const [, agent = '', ...rest] = parts
  const isUuid = (part: string) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(part)
  const named = rest.filter(part => !isUuid(part) && part !== 'dashboard')
  if (named.length === 0) return ''
  const name = named.join(' ')
  if (agent === 'main') return name
  return name === 'main' || name === agent ? agent : `${name} (${agent})`
}

type Titled = Pick<SessionRow, 'title' | 'label' | 'isMain'>

/** What to call a session. */
export function sessionTitle(row: Titled, t: T): string {
  if (hasOwnTitle(row)) return row.title
  return t(row.isMain ? 'chat.mainChat' : 'chat.newChat')
}

/** Whether its title is somebody's own words, which no language translates. */
export function hasOwnTitle({ title, label, isMain }: Titled): boolean {
  return isMain ? label !== undefined : title !== ''
}

/** Pinned first, then the newest. */
export function sortSessions(rows: readonly SessionRow[]): readonly SessionRow[] {
  return [...rows].sort(
    (a, b) => Number(b.isPinned) - Number(a.isPinned) || (b.updatedAt ?? 0) - (a.updatedAt ?? 0),
  )
}

/** Rows that contain every word of the query, in their name, key or preview. */
export function searchSessions(rows: readonly SessionRow[], query: string): readonly SessionRow[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter(row => {
    const text = `${row.title} ${row.key} ${row.preview ?? ''}`.toLowerCase()
    return words.every(word => text.includes(word))
  })
}

/**
 * The list after a `sessions.changed` event. `stale` when the event only says that something changed, so that the
 * list has to be asked for again.
 */
export function applySessionsChanged(
  rows: readonly SessionRow[],
  payload: unknown,
): { rows: readonly SessionRow[]; stale: boolean } {
  const change = asPlain(payload)
  const key = idOf(change, 'sessionKey')
  if (!change || key === undefined) return { rows, stale: true }
  const reason = valueOf(change, 'reason')
  if (reason === 'delete' || reason === 'deleted' || reason === 'archive') {
    return { rows: rows.filter(row => row.key !== key), stale: false }
  }
  const known = rows.find(row => row.key === key)
  const sent = recordOf(change, 'session')
  const told = readSession(sent ? { ...sent, key } : undefined)
  if (!known && !told) return { rows, stale: true }
  const active = valueOf(change, 'hasActiveRun') ?? valueOf(sent, 'hasActiveRun')
  const next: SessionRow = {
    ...(known ?? told ?? emptySession(key)),
    ...(told ? withoutGaps(told, sent) : {}),
    isActive: typeof active === 'boolean' ? active : (known?.isActive ?? false),
    updatedAt: Math.max(known?.updatedAt ?? 0, told?.updatedAt ?? 0, timeOf(change, 'ts') ?? 0) || undefined,
  }
  return {
    rows: known ? rows.map(row => (row === known ? next : row)) : [...rows, next],
    // Titles and previews come only with the list.
    stale: told?.preview === undefined,
  }
}

/** A row that came with an event lacks what only the list derives; what is known of it stays. */
function withoutGaps(told: SessionRow, sent: Plain | undefined): Partial<SessionRow> {
  const named = ['label', 'displayName', 'derivedTitle'].some(name => valueOf(sent, name) !== undefined)
  return {
    ...(named ? { title: told.title, label: told.label } : {}),
    ...(told.preview === undefined ? {} : { preview: told.preview }),
    ...(valueOf(sent, 'unread') === undefined ? {} : { isUnread: told.isUnread }),
    ...(valueOf(sent, 'pinned') === undefined ? {} : { isPinned: told.isPinned }),
  }
}

export function emptySession(key: string): SessionRow {
  return { key, title: nameOfKey(key), isUnread: false, isActive: false, isPinned: false }
}
