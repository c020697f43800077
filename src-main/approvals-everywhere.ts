// The commands that wait for a yes or no at any of the gateways the app is connected to.
import type { Approval, Decision } from '../src-shared/approvals.ts'
import { watchApprovals, type ApprovalWatch } from './approval-watch.ts'
import type { ConnectionSet } from './connections/connection-set.ts'
import { lineTo } from './connections/line-to.ts'
import type { Log } from './logging/log.ts'

export type WaitingApproval = {
  /** `targetKey` of the gateway that asks. */
  readonly gateway: string
  readonly approval: Approval
}

export type ApprovalsEverywhere = {
  /** Of each gateway oldest first; none of those whose list cannot be read. */
  readonly pending: readonly WaitingApproval[]
  /** How many wait at one gateway. */
  readonly countOf: (gateway: string) => number
  /** Sent once, to the gateway that asked. Rejects as `ConnectionController.request` does. */
  readonly decide: (gateway: string, id: string, decision: Decision) => Promise<void>
  readonly onChange: (listener: () => void) => () => void
  readonly close: () => void
}

export function watchApprovalsEverywhere(
  connections: Pick<ConnectionSet, 'members' | 'of' | 'on'>,
  log: Pick<Log, 'warn'>,
): ApprovalsEverywhere {
  const listeners = new Set<() => void>()
  const watches = new Map<string, ApprovalWatch>()
  const tell = () => {
    for (const listener of listeners) listener()
  }

  function follow(): void {
    const keys = new Set(connections.members.map(({ key }) => key))
    for (const [key, watch] of watches) {
      if (keys.has(key)) continue
      watch.close()
      watches.delete(key)
      if (watch.pending.length > 0) tell()
    }
    for (const key of keys) {
      if (watches.has(key)) continue
      const watch = watchApprovals(lineTo(connections, key), log)
      watches.set(key, watch)
      watch.onChange(tell)
    }
  }

  const stop = connections.on({ members: follow })
  follow()
  return {
    get pending() {
      return [...watches].flatMap(([gateway, { pending }]) =>
        pending.map(approval => ({ gateway, approval })),
      )
    },
    countOf: gateway => watches.get(gateway)?.pending.length ?? 0,
    decide: async (gateway, id, decision) => {
      await lineTo(connections, gateway).request('exec.approval.resolve', { id, decision })
    },
    onChange: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => {
      stop()
      listeners.clear()
      for (const watch of watches.values()) watch.close()
    },
  }
}
