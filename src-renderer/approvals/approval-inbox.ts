// The commands that wait for a yes or no at the gateway that is shown, and those decided lately: one list for the whole
// window. Read from the gateway anew with each connection; an answer is never sent again by itself.
import {
  approvalEvents,
  toApprovals,
  toSettled,
  type Approval,
  type Settled,
} from '../../src-shared/approvals.ts'
import { targetKey, type ConnectionState } from '../../src-shared/connection.ts'
import { toErrorReport, type ErrorReport } from '../../src-shared/errors.ts'
import { z } from 'zod'
import type { GatewayLink } from '../gateway-link.ts'
import { accessTo } from '../gateway/sections.ts'
import type { Live } from '../live.ts'

export type Inbox = {
  /** Undefined while it is not known: not connected, not allowed to look, or not answered yet. */
  readonly pending: readonly Approval[] | undefined
  /** Newest first. */
  readonly settled: readonly Settled[]
  readonly error: ErrorReport | undefined
}

export type ApprovalInbox = {
  readonly get: () => Inbox
  readonly subscribe: (onChange: () => void) => () => void
  /** Reads the list again. */
  readonly reload: () => void
}

const maxSettled = 20
const maxAskedAfter = 5
const Outcome = z.object({ decision: z.string().nullable(), resolvedBy: z.string().nullish() })
const nothing: Inbox = { pending: undefined, settled: [], error: undefined }

export function createApprovalInbox(link: GatewayLink, connection: Live<ConnectionState>): ApprovalInbox {
  const watchers = new Set<() => void>()
  let inbox = nothing
  let stop: (() => void) | undefined
  let connId: string | undefined
  let newest = 0
  /** What was waiting when it was last known. */
  let known: readonly Approval[] = []
  /** Of the gateways that were shown before. */
  const kept = new Map<
    string,
    { readonly settled: readonly Settled[]; readonly known: readonly Approval[] }
  >()
  let key: string | undefined

  function set(change: Partial<Inbox>) {
    inbox = { ...inbox, ...change }
    known = inbox.pending ?? known
    for (const watcher of watchers) watcher()
  }

  function addSettled(answer: Settled) {
    const others = inbox.settled.filter(({ id }) => id !== answer.id)
    set({
      settled: [answer, ...others].slice(0, maxSettled),
      pending: inbox.pending?.filter(({ id }) => id !== answer.id),
    })
  }

  async function read(): Promise<void> {
    const mine = ++newest
    try {
      const pending = toApprovals(await link.request('exec.approval.list', {}))
      // An answer that was overtaken by a later question says less than that one's will.
      if (mine !== newest) return
      const gone = known.filter(({ id }) => !pending.some(other => other.id === id))
      set({ pending, error: undefined })
      const untold = gone.filter(({ id }) => !inbox.settled.some(other => other.id === id))
      await Promise.all(untold.slice(0, maxAskedAfter).map(askAfter))
    } catch (reason) {
      if (mine === newest) set({ error: toErrorReport(reason) })
    }
  }

  /** What became of one whose end was missed. */
  async function askAfter({ id, request }: Approval): Promise<void> {
    try {
      const { data } = Outcome.safeParse(await link.request('exec.approval.get', { id }))
      if (data) addSettled({ id, request, decision: data.decision ?? 'expired', resolvedBy: data.resolvedBy })
    } catch {
      // The gateway no longer knows it: then nobody decided it there.
      addSettled({ id, request, decision: 'expired', resolvedBy: undefined })
    }
  }

  function reload() {
    if (connId !== undefined) void read()
  }

  /** What was decided at one gateway is not shown at another. */
  function turnTo(next: string) {
    if (next === key) return
    if (key !== undefined) kept.set(key, { settled: inbox.settled, known })
    const before = kept.get(next)
    key = next
    connId = undefined
    newest += 1
    known = before?.known ?? []
    set({ pending: undefined, error: undefined, settled: before?.settled ?? [] })
  }

  function look() {
    const state = connection.get()
    if (state && 'target' in state) turnTo(targetKey(state.target))
    const mayLook = state?.phase === 'online' && accessTo('approvals', state.gateway).may
    const now = mayLook ? state.gateway.connId : undefined
    if (now === connId) return
    connId = now
    newest += 1
    set({ pending: undefined, error: undefined })
    reload()
  }

  function start() {
    const stops = [
      connection.subscribe(look),
      link.onGap(reload),
      link.onEvent(({ event, payload }) => {
        if (!approvalEvents.some(name => name === event)) return
        const answer = event === 'exec.approval.resolved' ? toSettled(payload) : undefined
        if (answer) addSettled(answer)
        reload()
      }),
    ]
    look()
    return () => {
      for (const end of stops) end()
      connId = undefined
      newest += 1
    }
  }

  return {
    get: () => inbox,
    subscribe: onChange => {
      watchers.add(onChange)
      stop ??= start()
      return () => {
        watchers.delete(onChange)
        if (watchers.size > 0) return
        stop?.()
        stop = undefined
      }
    },
    reload,
  }
}
