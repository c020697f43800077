// Commands that wait for a person's yes or no. Each is decided once: by the first answer, or by its expiry.
import { randomUUID } from 'node:crypto'
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
  /** Decisions that make no sense for this one. */
  readonly unavailableDecisions?: readonly Decision[] | undefined
}

export type Approval = {
  readonly id: string
  readonly request: ApprovalRequest
  readonly createdAtMs: number
  readonly expiresAtMs: number
  /** Absent while nobody has answered; null when it expired. */
  readonly decision?: Decision | null
  readonly resolvedBy?: string | undefined
  readonly resolvedAtMs?: number | undefined
}

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

type Entry = {
  approval: Approval
  readonly decided: PromiseWithResolvers<Decision | null>
  readonly timer: NodeJS.Timeout
  /** Whether a decision for one time has been made use of. */
  isUsed: boolean
}

export type Approvals = ReturnType<typeof createApprovals>

export function createApprovals(hub: Hub, now: () => number) {
  const entries = new Map<string, Entry>()

  const isPending = ({ approval }: Entry) => approval.decision === undefined

  function settle(entry: Entry, decision: Decision | null, resolvedBy?: string) {
    clearTimeout(entry.timer)
    entry.approval = { ...entry.approval, decision, resolvedBy, resolvedAtMs: now() }
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
    for (const { approval } of settled.slice(0, settled.length - maxSettled)) entries.delete(approval.id)
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

    /** Nobody needs the answer any more. */
    withdraw(id: string) {
      const entry = entries.get(id)
      if (entry && isPending(entry)) settle(entry, null)
    },

    get: (id: string): Approval | undefined => find(id)?.approval,

    pending: (): Approval[] => [...entries.values()].filter(isPending).map(({ approval }) => approval),

    /** Takes the permission of a decided request; one for a single time can be taken once. */
    use(id: string): Approval | undefined {
      const entry = entries.get(id)
      const decision = entry?.approval.decision
      if (!entry || entry.isUsed || (decision !== 'allow-once' && decision !== 'allow-always'))
        return undefined
      if (decision === 'allow-once') entry.isUsed = true
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
