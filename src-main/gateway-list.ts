// The gateways that a person may turn to, each with how it stands: one list for the tray, the window and its keys.
import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../src-shared/clock.ts'
import { nameElsewhere, standingOf, targetKey, type ConnectionTarget } from '../src-shared/connection.ts'
import type { GatewayEntry, GatewayEvent } from '../src-shared/desktop-api.ts'
import {
  colorOf,
  isKept,
  keptTargets,
  labelOf,
  sshTargetOf,
  type AppSettings,
} from '../src-shared/settings.ts'
import type { ApprovalsEverywhere } from './approvals-everywhere.ts'
import type { ConnectionSet } from './connections/connection-set.ts'
import type { AppState } from './settings/app-state.ts'
import type { SettingsStore } from './settings/settings-store.ts'

export type GatewayList = {
  readonly entries: readonly GatewayEntry[]
  readonly onChange: (listener: (entries: readonly GatewayEntry[]) => void) => () => void
  /** Shows the one with this key as it stands. Does nothing for a key that is not in the list. */
  readonly show: (key: string) => void
  readonly close: () => void
}

export type GatewayListParts = {
  readonly connections: Pick<ConnectionSet, 'members' | 'shownKey' | 'of' | 'on' | 'show'>
  readonly approvals: Pick<ApprovalsEverywhere, 'countOf' | 'onChange'>
  readonly settings: Pick<SettingsStore, 'app' | 'onChange'>
  /** Where one has been; its file is read when the list is. */
  readonly appState: () => Promise<Pick<AppState, 'recent' | 'onRecentChange'>>
  readonly clock: Pick<Clock, 'after'>
}

/**
 * After a change was told, the next waits so long, and what comes meanwhile with it: the first is seen at once, and of ten
 * gateways that come back together a window is not told a hundred times.
 */
const restMs = 100

export function openGatewayList({
  connections,
  approvals,
  settings,
  appState,
  clock,
}: GatewayListParts): GatewayList {
  const listeners = new Set<(entries: readonly GatewayEntry[]) => void>()
  const unread = new Map<string, number>()
  let recent: readonly ConnectionTarget[] = []
  /** Something has changed that was not told yet. */
  let isDue = false
  let isResting = false
  let endRest = (): void => undefined
  let closed = false
  let entries = read()

  function read(): readonly GatewayEntry[] {
    const { shownKey, members } = connections
    const beside = members.map(({ target }) => target)
    return inOrder(settings.app, beside, recent).map((target): GatewayEntry => {
      const key = targetKey(target)
      return {
        key,
        target,
        label: labelOf(settings.app, target),
        color: colorOf(settings.app, target),
        stands: standingOf(connections.of(key)?.state ?? { phase: 'idle' }),
        isShown: key === shownKey,
        isKept: isKept(settings.app, target),
        approvals: approvals.countOf(key),
        unread: unread.get(key) ?? 0,
      }
    })
  }

  /** Many things change in one breath; they are told as one. */
  function changed(): void {
    if (isDue) return
    isDue = true
    if (!isResting) queueMicrotask(tellIfDue)
  }

  function tellIfDue(): void {
    if (!isDue || closed) return
    isDue = false
    if (connections.shownKey !== undefined) unread.delete(connections.shownKey)
    const next = read()
    // Most steps of a connection are none of those that a list shows.
    if (isDeepStrictEqual(next, entries)) return
    entries = next
    isResting = true
    endRest = clock.after(restMs, () => {
      isResting = false
      tellIfDue()
    })
    for (const listener of listeners) listener(entries)
  }

  function hear(key: string, event: GatewayEvent): void {
    if (key === connections.shownKey || !isAnswer(event)) return
    unread.set(key, (unread.get(key) ?? 0) + 1)
    changed()
  }

  const stops = [
    connections.on({ state: changed, members: changed, event: hear }),
    approvals.onChange(changed),
    settings.onChange(changed),
  ]
  const followRecent = async () => {
    const state = await appState()
    if (closed) return
    // Each look into that file is a read of it.
    const look = () => {
      recent = state.recent().map(({ target }) => target)
      changed()
    }
    stops.push(state.onRecentChange(look))
    look()
  }
  // Without its file there are those of the settings.
  followRecent().catch(() => undefined)

  return {
    get entries() {
      return isDue ? read() : entries
    },
    onChange: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    show: key => {
      const entry = read().find(one => one.key === key)
      if (entry) connections.show(entry.target)
    },
    close: () => {
      closed = true
      endRest()
      for (const stop of stops) stop()
      listeners.clear()
    },
  }
}

/** Those that are kept and those of the settings as they stand there, then the others by name: none moves as one is used. */
function inOrder(
  settings: AppSettings,
  beside: readonly ConnectionTarget[],
  recent: readonly ConnectionTarget[],
): readonly ConnectionTarget[] {
  const set = [
    ...keptTargets(settings),
    ...settings.hosts.map(sshTargetOf),
    ...settings.gateways.map(({ target }) => target),
  ]
  const others = [...beside, ...recent].toSorted((a, b) =>
    (nameElsewhere(a) ?? '').localeCompare(nameElsewhere(b) ?? ''),
  )
  const seen = new Set<string>()
  return [...set, ...others].filter(target => {
    const key = targetKey(target)
    return !seen.has(key) && seen.add(key)
  })
}

/** The end of an answer, in whichever conversation. */
function isAnswer({ event, payload }: GatewayEvent): boolean {
  return event === 'chat' && (payload as { state?: unknown } | undefined)?.state === 'final'
}
