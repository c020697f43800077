// The sessions of the gateway we are on: asked for once a connection, then kept current by its events.
import {
  applySessionsChanged,
  emptySession,
  readSessionPage,
  sortSessions,
} from '../../src-shared/chat-sessions.ts'
import type { SessionPage, SessionRow } from '../../src-shared/chat-sessions.ts'
import type { GatewayEvent } from '../../src-shared/desktop-api.ts'
import { appError, toErrorReport } from '../../src-shared/errors.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { phrase } from '../../src-shared/said.ts'
import type { GatewayLink } from '../gateway-link.ts'
import { source } from './observable.ts'
import type { Observable } from './observable.ts'

export type SessionListView = {
  /** Sorted; the main session is always among them. */
  readonly rows: readonly SessionRow[]
  readonly mainKey: string
  readonly loaded: boolean
  readonly loading: boolean
  readonly hasMore: boolean
  readonly error?: ErrorReport | undefined
}

export type SessionList = Observable<SessionListView> & {
  readonly refresh: () => Promise<void>
  readonly loadMore: () => Promise<void>
  /** Sessions the gateway finds, the ones that are not loaded included. */
  readonly search: (query: string, signal: AbortSignal) => Promise<readonly SessionRow[]>
  readonly create: () => Promise<string>
  readonly rename: (key: string, label: string) => Promise<void>
  readonly reset: (key: string) => Promise<void>
  readonly remove: (key: string) => Promise<void>
  readonly markRead: (key: string) => void
  readonly hear: (event: GatewayEvent) => void
  readonly setOnline: (online: boolean, mainKey: string) => void
  readonly close: () => void
}

type Dependencies = {
  readonly link: GatewayLink
  readonly supports: (method: string) => boolean
}

const pageSize = 100
const refreshDelayMs = 400
const listParams = { includeDerivedTitles: true, includeLastMessage: true }

export function openSessionList({ link, supports }: Dependencies): SessionList {
  const view = source<SessionListView>({
    rows: [],
    mainKey: 'main',
    loaded: false,
    loading: false,
    hasMore: false,
  })
  let known: readonly SessionRow[] = []
  let nextOffset = 0
  let online = false
  let refreshTimer: ReturnType<typeof setTimeout> | undefined
  let generation = 0

  const change = (changes: Partial<SessionListView>) => view.set({ ...view.get(), ...changes })
  const setRows = (rows: readonly SessionRow[]) => {
    known = rows
    const { mainKey } = view.get()
    const withMain = rows.some(row => row.key === mainKey) ? rows : [emptySession(mainKey), ...rows]
    change({
      rows: sortSessions(withMain.map(row => (row.key === mainKey ? { ...row, isMain: true } : row))),
    })
  }

  async function ask(offset: number, limit: number): Promise<SessionPage> {
    const answer = await link.request('sessions.list', {
      ...listParams,
      limit,
      ...(offset > 0 ? { offset } : {}),
    })
    const page = readSessionPage(answer, offset)
    if (!page) throw notAList()
    return page
  }

  async function refresh(): Promise<void> {
    clearTimeout(refreshTimer)
    refreshTimer = undefined
    if (!online) return
    const asked = ++generation
    change({ loading: true })
    try {
      // As many as are shown: a list that was paged through must not shrink under the person's eyes.
      const page = await ask(0, Math.max(pageSize, known.length))
      if (asked !== generation) return
      nextOffset = page.nextOffset
      change({ error: undefined, hasMore: page.hasMore, loaded: true })
      setRows(page.rows)
    } catch (error) {
      if (asked === generation) change({ error: toErrorReport(error) })
    } finally {
      if (asked === generation) change({ loading: false })
    }
  }

  async function loadMore(): Promise<void> {
    const asked = generation
    const page = await ask(nextOffset, pageSize)
    if (asked !== generation) return
    nextOffset = page.nextOffset
    const keys = new Set(known.map(row => row.key))
    change({ hasMore: page.hasMore })
    setRows([...known, ...page.rows.filter(row => !keys.has(row.key))])
  }

  const refreshSoon = () => {
    refreshTimer ??= setTimeout(() => void refresh(), refreshDelayMs)
  }

  return {
    ...view,
    refresh,
    loadMore,
    search: async (query, signal) => {
      const answer = await link.request(
        'sessions.list',
        { ...listParams, limit: pageSize, search: query },
        { signal },
      )
      return readSessionPage(answer)?.rows ?? []
    },
    create: async () => {
      const answer = (await link.request('sessions.create', {})) as { key?: unknown } | undefined
      if (typeof answer?.key !== 'string') throw notAList()
      const { key } = answer
      if (!known.some(row => row.key === key))
        setRows([{ ...emptySession(key), updatedAt: Date.now() }, ...known])
      refreshSoon()
      return key
    },
    rename: async (key, label) => {
      await link.request('sessions.patch', { key, label })
      setRows(known.map(row => (row.key === key ? { ...row, label, title: label } : row)))
      refreshSoon()
    },
    reset: async key => {
      await link.request('sessions.reset', { key, reason: 'new' })
      refreshSoon()
    },
    remove: async key => {
      await link.request('sessions.delete', { key })
      setRows(known.filter(row => row.key !== key))
      refreshSoon()
    },
    markRead: key => {
      const row = known.find(other => other.key === key)
      if (!row?.isUnread) return
      setRows(known.map(other => (other === row ? { ...row, isUnread: false } : other)))
      if (online && supports('sessions.patch')) {
        // A gateway that does not keep this mark says so; the row is read here all the same.
        link.request('sessions.patch', { key, unread: false }).catch(() => undefined)
      }
    },
    hear: event => {
      if (event.event !== 'sessions.changed') return
      const { rows, stale } = applySessionsChanged(known, event.payload)
      if (rows !== known) setRows(rows)
      if (stale) refreshSoon()
    },
    setOnline: (next, mainKey) => {
      online = next
      generation += 1
      clearTimeout(refreshTimer)
      refreshTimer = undefined
      change({ mainKey, loading: false })
      if (!online) return
      setRows(known)
      if (supports('sessions.subscribe')) link.request('sessions.subscribe', {}).catch(() => undefined)
      void refresh()
    },
    close: () => {
      generation += 1
      clearTimeout(refreshTimer)
    },
  }
}

function notAList() {
  return appError('GATEWAY_REQUEST_FAILED', {
    method: 'sessions.list',
    gatewayCode: 'UNREADABLE',
    gatewayMessage: phrase('noSessions'),
  })
}
