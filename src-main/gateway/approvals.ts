// Commands that wait for a person's yes or no. Each is decided once: by the first answer, or by its expiry. Kept in the
// database: an end of the gateway in between neither loses what was decided nor lets anything be decided twice.
import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { approvalRows } from './approval-rows.ts'
import type { Hub } from './hub.ts'

export const decisions = ['allow-once', 'allow-always', 'deny'] as const
export type Decision = (typeof decisions)[number]

/** What is to be allowed, as people are shown it. */
export type ApprovalRequest = {
  readonly command: string
  readonly commandArgv?: readonly string[] | undefined
  readonly cwd?: string | undefined
  /** `gateway` or `node`. */
  readonly host?: string | undefined
  readonly nodeId?: string | undefined
  readonly agentId?: string | undefined
  readonly sessionKey?: string | undefined
  readonly runId?: string | undefined
  readonly toolCallId?: string | undefined
  readonly warningText?: string | undefined
  readonly resolvedPath?: string | undefined
  readonly security?: string | undefined
  readonly ask?: string | undefined
  /** The client that asks, where that is not the gateway's own assistant. */
  readonly requestedBy?: string | undefined
  /** Decisions that make no sense for this one. */
  readonly unavailableDecisions?: readonly Decision[] | undefined
}

export type Approval = {
  readonly id: string
  readonly request: ApprovalRequest
  readonly createdAtMs: number
  readonly expiresAtMs: number
  /** Absent while nobody has answered; null when it ended without an answer. */
  readonly decision?: Decision | null
  /** Who decided; where nobody did, why it ended, if not by its time. */
  readonly resolvedBy?: string | undefined
  readonly resolvedAtMs?: number | undefined
}

/** How far a command had come, as far as the requests know. */
export type Fate = 'undecided' | 'denied' | 'allowed' | 'begun'

export type Resolution =
  | { readonly outcome: 'resolved'; readonly approval: Approval }
  /** Somebody was faster, or it expired: what was decided stays. */
  | { readonly outcome: 'settled-before'; readonly approval: Approval }
  | { readonly outcome: 'not-offered'; readonly approval: Approval }
  | { readonly outcome: 'unknown' }

const defaultTimeoutMs = 30 * 60_000
const maxTimeoutMs = 24 * 60 * 60_000
const maxPending = 200
/** Decided ones that can still be asked after. */
const maxSettled = 500
export const endedByRestart = 'the gateway was restarted'

type Entry = {
  approval: Approval
  readonly decided: PromiseWithResolvers<Decision | null>
  readonly timer: NodeJS.Timeout | undefined
  /** Whether the decision has been made use of. */
  isUsed: boolean
}

export type Approvals = ReturnType<typeof createApprovals>

/** What was left waiting by an earlier process ends here: whoever asked is gone, and asks anew if need be. */
export function createApprovals(database: DatabaseSync, hub: Hub, now: () => number) {
  const rows = approvalRows(database)
  rows.endPending(endedByRestart, now())
  const entries = new Map<string, Entry>(
    rows.all().map(({ approval, isUsed }) => {
      const decided = Promise.withResolvers<Decision | null>()
      decided.resolve(approval.decision ?? null)
      return [approval.id, { approval, decided, timer: undefined, isUsed }]
    }),
  )

  const isPending = ({ approval }: Entry) => approval.decision === undefined

  function settle(entry: Entry, decision: Decision | null, resolvedBy?: string) {
    clearTimeout(entry.timer)
    const settled = { ...entry.approval, decision, resolvedBy, resolvedAtMs: now() }
    // Before anyone hears of it: what was told must still hold after a sudden end.
    rows.settle(settled)
    entry.approval = settled
    const { id, request } = entry.approval
    hub.tell(
      'exec.approval.resolved',
      () => ({
        id,
        decision: decision ?? 'expired',
        ...(resolvedBy === undefined ? {} : { resolvedBy }),
        ts: now(),
        request,
      }),
      'operator.approvals',
    )
    entry.decided.resolve(decision)
    forgetOldest()
  }

  function forgetOldest() {
    const settled = [...entries.values()].filter(entry => !isPending(entry))
    for (const { approval } of settled.slice(0, Math.max(0, settled.length - maxSettled))) {
      entries.delete(approval.id)
      rows.forget(approval.id)
    }
  }

  function find(id: string): Entry | undefined {
    const exact = entries.get(id)
    if (exact || id.length < 6) return exact
    // People type the beginning of an id; an ambiguous one means none.
    const begun = [...entries.values()].filter(entry => isPending(entry) && entry.approval.id.startsWith(id))
    return begun.length === 1 ? begun[0] : undefined
  }

  return {
    /**
     * Puts a request before everyone who may decide. Undefined when too many wait already, or one with this id does.
     * `timeoutMs` is 30 minutes when absent.
     */
    request(
      request: ApprovalRequest,
      options: { readonly id?: string | undefined; readonly timeoutMs?: number | undefined } = {},
    ): Approval | undefined {
      const { id = randomUUID(), timeoutMs = defaultTimeoutMs } = options
      const pending = [...entries.values()].filter(isPending)
      if (pending.length >= maxPending || entries.has(id)) return undefined
      const createdAtMs = now()
      const lastsMs = Math.min(timeoutMs, maxTimeoutMs)
      const approval: Approval = { id, request, createdAtMs, expiresAtMs: createdAtMs + lastsMs }
      const entry: Entry = {
        approval,
        decided: Promise.withResolvers(),
        timer: setTimeout(() => settle(entry, null), lastsMs),
        isUsed: false,
      }
      rows.add(approval)
      entries.set(id, entry)
      hub.tell('exec.approval.requested', () => approval, 'operator.approvals')
      return approval
    },

    /** How it is decided: null when it expires first. Undefined for an id there is not. */
    decision: (id: string): Promise<Decision | null> | undefined => entries.get(id)?.decided.promise,

    /** Decides, if nobody has before. `id` may be the beginning of one, six characters at least. */
    resolve(id: string, decision: Decision, resolvedBy: string): Resolution {
      const entry = find(id)
      if (!entry) return { outcome: 'unknown' }
      const { approval } = entry
      if (!isPending(entry)) return { outcome: 'settled-before', approval }
      if (approval.request.unavailableDecisions?.includes(decision)) {
        return { outcome: 'not-offered', approval }
      }
      settle(entry, decision, resolvedBy)
      return { outcome: 'resolved', approval: entry.approval }
    },

    /** Nobody needs the answer any more; `why` in words. */
    withdraw(id: string, why?: string) {
      const entry = entries.get(id)
      if (entry && isPending(entry)) settle(entry, null, why)
    },

    get: (id: string): Approval | undefined => find(id)?.approval,

    pending: (): Approval[] => [...entries.values()].filter(isPending).map(({ approval }) => approval),

    /** What became of the newest request for this call of a run; undefined when nobody was asked about it. */
    fateOf(runId: string, toolCallId: string): Fate | undefined {
      const found = [...entries.values()].findLast(
        ({ approval: { request } }) => request.runId === runId && request.toolCallId === toolCallId,
      )
      if (!found) return undefined
      const { decision } = found.approval
      if (!decision) return 'undecided'
      if (decision === 'deny') return 'denied'
      return found.isUsed ? 'begun' : 'allowed'
    },

    /**
     * Takes the permission of a decided request; one for a single time can be taken once. Noted before it is handed
     * out: after a sudden end it counts as taken.
     */
    use(id: string): Approval | undefined {
      const entry = entries.get(id)
      const decision = entry?.approval.decision
      if (!entry || (decision !== 'allow-once' && decision !== 'allow-always')) return undefined
      if (entry.isUsed && decision === 'allow-once') return undefined
      rows.use(id, now())
      entry.isUsed = true
      return entry.approval
    },

    /** Leaves nobody waiting. */
    close() {
      for (const { timer, decided } of entries.values()) {
        clearTimeout(timer)
        decided.resolve(null)
      }
      entries.clear()
    },
  }
}

export function isDecision(word: string): word is Decision {
  return (decisions as readonly string[]).includes(word)
}
