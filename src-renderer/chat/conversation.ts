// One session as the window keeps it: its transcript, what it asks of the gateway, and what is shown of it. It lives
// on while another session or page is looked at.
import {
  activeRuns,
  applyChatEvent,
  isRunning,
  missed,
  needsHistory,
  newTranscript,
  outgoingSends,
} from '../../src-shared/chat.ts'
import type { Outgoing, Transcript } from '../../src-shared/chat.ts'
import type { ChatMessage } from '../../src-shared/chat-messages.ts'
import type { Run } from '../../src-shared/chat-run.ts'
import { markStopping } from '../../src-shared/chat-sending.ts'
import { applyHistory, applyOlderHistory, historyAsked } from '../../src-shared/chat-sync.ts'
import type { GatewayEvent } from '../../src-shared/desktop-api.ts'
import { appError, toErrorReport } from '../../src-shared/errors.ts'
import type { ErrorReport } from '../../src-shared/errors.ts'
import { phrase } from '../../src-shared/said.ts'
import type { GatewayLink } from '../gateway-link.ts'
import { tellError } from '../tell.ts'
import type { Composer } from './composer/composer.ts'
import { frameBatch } from './frame-batch.ts'
import { rowCache } from './message-rows.ts'
import type { MessageRow } from './message-rows.ts'
import { source } from './observable.ts'
import type { Observable } from './observable.ts'
import type { OpenSending, Sending } from './sending.ts'

export type ConversationView = {
  readonly rows: readonly MessageRow[]
  readonly loaded: boolean
  readonly syncing: boolean
  /** Why history could not be read the last time. */
  readonly error?: ErrorReport | undefined
  readonly hasOlder: boolean
  readonly loadingOlder: boolean
  readonly olderError?: ErrorReport | undefined
  readonly running: boolean
  readonly runs: readonly Run[]
  readonly stopping: boolean
  /** A stop was asked for and the gateway has not confirmed it in time. */
  readonly stopUnconfirmed: boolean
}

export type Conversation = Observable<ConversationView> & {
  readonly sessionKey: string
  readonly composer: Composer
  /** The message of a row, and the send behind it when it is one. The same objects until they change. */
  readonly message: (key: string) => ChatMessage | undefined
  readonly outgoing: (key: string) => Outgoing | undefined
  readonly sending: Pick<Sending, 'canQueue' | 'canSendAgain' | 'send' | 'sendAgain' | 'discard' | 'check'>
  readonly stop: () => Promise<void>
  /** Reads the newest history. */
  readonly sync: () => Promise<void>
  readonly loadOlder: () => Promise<void>
  readonly hear: (event: GatewayEvent) => void
  readonly gap: () => void
  /** Only the session that is looked at asks the gateway for anything by itself. */
  readonly setActive: (active: boolean) => void
  readonly setOnline: (online: boolean) => void
  /** Where the person was reading, kept while another session is shown. */
  readonly place: { readonly where: string; scroll?: unknown; readonly open: Set<string> }
  readonly close: () => void
}

type Dependencies = {
  readonly link: GatewayLink
  readonly composer: Composer
  /** `targetKey` of the gateway. */
  readonly gateway: string
  readonly openSending: OpenSending
  /** Whether the gateway knows a method. */
  readonly supports: (method: string) => boolean
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

const pageSize = 100
const olderPageSize = 200
/** Events often come in groups: one sync for all of them. */
const syncDelayMs = 120
const maxSyncDelayMs = 8_000
const stopTimeoutMs = 6_000
export function openConversation(sessionKey: string, deps: Dependencies): Conversation {
  const { link, composer } = deps
  let transcript: Transcript = newTranscript(sessionKey)
  let shown = transcript
  let online = false
  let active = false
  let closed = false
  /** Counts connections: what was asked over an earlier one is not listened to any more. */
  let generation = 0
  let syncTimer: ReturnType<typeof setTimeout> | undefined
  let failedSyncs = 0
  let currentSync: Promise<void> | undefined
  let stopTimer: ReturnType<typeof setTimeout> | undefined
  let stopAsked = false
  const rowsOf = rowCache()

  const view = source<ConversationView>({
    rows: [],
    loaded: false,
    syncing: false,
    hasOlder: false,
    loadingOlder: false,
    running: false,
    runs: [],
    stopping: false,
    stopUnconfirmed: false,
  })
  const watchers = new Set<() => void>()

  const show = () => {
    shown = transcript
    const runs = activeRuns(shown)
    const before = view.get()
    view.set({
      ...before,
      rows: rowsOf(shown),
      loaded: shown.loaded,
      hasOlder: shown.older.hasMore,
      running: isRunning(shown),
      runs,
      stopping: stopAsked && isRunning(shown),
      stopUnconfirmed: before.stopUnconfirmed && isRunning(shown),
    })
    for (const watcher of watchers) watcher()
  }
  const batch = frameBatch(show)

  const update = (next: Transcript, at: 'soon' | 'now' = 'soon') => {
    if (next === transcript) return
    transcript = next
    sending.settle()
    if (!isRunning(transcript)) clearStopTimer()
    batch[at]()
    if (needsHistory(transcript)) syncSoon()
  }
  const changeView = (changes: Partial<ConversationView>) => {
    view.set({ ...view.get(), ...changes })
    for (const watcher of watchers) watcher()
  }

  // ── history ──

  function syncSoon(): void {
    if (!online || !active || syncTimer !== undefined || closed) return
    const delay = failedSyncs === 0 ? syncDelayMs : Math.min(maxSyncDelayMs, 500 * 2 ** failedSyncs)
    syncTimer = setTimeout(() => {
      syncTimer = undefined
      void sync()
    }, delay)
  }

  function sync(): Promise<void> {
    currentSync ??= readNewest().finally(() => {
      currentSync = undefined
      if (needsHistory(transcript)) syncSoon()
    })
    return currentSync
  }

  async function readNewest(): Promise<void> {
    if (!online || closed) return
    const asked = generation
    transcript = historyAsked(transcript)
    changeView({ syncing: true })
    try {
      const answer = await link.request('chat.history', { sessionKey, limit: pageSize })
      if (asked !== generation) return
      const next = applyHistory(transcript, answer, deps.now())
      if (next === transcript) throw notHistory()
      failedSyncs = needsHistory(next) ? failedSyncs + 1 : 0
      changeView({ error: undefined })
      update(next, 'now')
    } catch (error) {
      if (asked !== generation) return
      failedSyncs += 1
      changeView({ error: toErrorReport(error) })
    } finally {
      if (asked === generation) changeView({ syncing: false })
    }
  }

  async function loadOlder(): Promise<void> {
    const { loadingOlder } = view.get()
    const { hasMore, nextOffset } = transcript.older
    if (!online || loadingOlder || !hasMore) return
    const asked = generation
    changeView({ loadingOlder: true, olderError: undefined })
    try {
      const answer = await link.request('chat.history', {
        sessionKey,
        limit: olderPageSize,
        offset: nextOffset,
      })
      if (asked !== generation) return
      const next = applyOlderHistory(transcript, answer, nextOffset)
      if (next === transcript) throw notHistory()
      update(next, 'now')
    } catch (error) {
      if (asked === generation) changeView({ olderError: toErrorReport(error) })
    } finally {
      changeView({ loadingOlder: false })
    }
  }

  // ── stopping ──

  function clearStopTimer(): void {
    clearTimeout(stopTimer)
    stopTimer = undefined
    stopAsked = false
  }

  /** Asks for a stop. An event confirms it; if none comes in time, history is asked, and the button works again. */
  async function stop(): Promise<void> {
    if (!online || view.get().stopping) return
    changeView({ stopUnconfirmed: false })
    clearStopTimer()
    stopAsked = true
    transcript = markStopping(transcript, true)
    batch.now()
    stopTimer = setTimeout(() => void giveUpStopping(), stopTimeoutMs)
    try {
      const isStopping = await sending.stop(activeRuns(transcript).map(run => run.runId))
      // The gateway knows of no run that we still show: our picture is old.
      if (!isStopping) update(missed(transcript))
    } catch (error) {
      if (isRunning(transcript)) tellError(error)
      await giveUpStopping()
    }
  }

  async function giveUpStopping(): Promise<void> {
    clearStopTimer()
    update(missed(transcript))
    await sync()
    if (!isRunning(transcript)) return
    transcript = markStopping(transcript, false)
    batch.now()
    changeView({ stopUnconfirmed: true })
  }

  // ── beginning ──

  const sending = deps.openSending(
    { gateway: deps.gateway, sessionKey },
    { transcript: () => transcript, update, sync },
  )

  const becomeCurrent = () => {
    if (!online || !active) return
    if (deps.supports('sessions.messages.subscribe')) {
      // Without it, what other clients write is seen with the next sync.
      link.request('sessions.messages.subscribe', { key: sessionKey }).catch(() => undefined)
    }
    if (!transcript.loaded || needsHistory(transcript)) void sync()
  }

  return {
    sessionKey,
    composer,
    get: view.get,
    subscribe: onChange => {
      watchers.add(onChange)
      return () => {
        watchers.delete(onChange)
      }
    },
    message: key => rowsOf.message(shown, key),
    outgoing: key => outgoingSends(shown).find(send => send.message.key === key),
    sending,
    stop,
    sync,
    loadOlder,
    hear: event => update(applyChatEvent(transcript, event, deps.now())),
    gap: () => update(missed(transcript)),
    setActive: next => {
      if (next === active) return
      active = next
      if (active) becomeCurrent()
      else composer.flush()
    },
    setOnline: next => {
      if (next === online) return
      online = next
      generation += 1
      failedSyncs = 0
      clearTimeout(syncTimer)
      syncTimer = undefined
      clearStopTimer()
      currentSync = undefined
      sending.setOnline(online)
      if (!online) {
        changeView({ syncing: false, loadingOlder: false, stopUnconfirmed: false })
        update(sending.lost(transcript), 'now')
      } else becomeCurrent()
    },
    place: { where: `${deps.gateway} ${sessionKey}`, open: new Set() },
    close: () => {
      closed = true
      generation += 1
      clearTimeout(syncTimer)
      clearStopTimer()
      sending.close()
      batch.close()
      composer.close()
    },
  }
}

function notHistory() {
  return appError('GATEWAY_REQUEST_FAILED', {
    method: 'chat.history',
    gatewayCode: 'UNREADABLE',
    gatewayMessage: phrase('noMessages'),
  })
}
