// The commands that wait for a yes or no at the gateway the app is connected to, for the tray and the notices.
import { approvalEvents, toApprovals, type Approval, type Decision } from '../src-shared/approvals.ts'
import type { ConnectionController } from './connection/connection-controller.ts'
import type { Log } from './logging/log.ts'

export type ApprovalWatch = {
  /** Oldest first; none while they cannot be read. */
  readonly pending: readonly Approval[]
  /** Sent once. Rejects as `ConnectionController.request` does. */
  readonly decide: (id: string, decision: Decision) => Promise<void>
  readonly onChange: (listener: () => void) => () => void
  readonly close: () => void
}

const method = 'exec.approval.list'

/** Reads the list with each connection and after each event, never in between. */
export function watchApprovals(
  connection: Pick<ConnectionController, 'state' | 'on' | 'request'>,
  log: Pick<Log, 'warn'>,
): ApprovalWatch {
  const listeners = new Set<() => void>()
  let pending: readonly Approval[] = []
  let connId: string | undefined
  let newest = 0

  function set(next: readonly Approval[]) {
    if (next.length === 0 && pending.length === 0) return
    pending = next
    for (const listener of listeners) listener()
  }

  async function read(): Promise<void> {
    const mine = ++newest
    try {
      const answer = toApprovals(await connection.request(method, {}))
      if (mine === newest) set(answer)
    } catch (error) {
      if (mine !== newest) return
      log.warn('what waits for approval cannot be read', { error })
      set([])
    }
  }

  function look() {
    const { state } = connection
    const mayRead =
      state.phase === 'online' &&
      state.gateway.methods.includes(method) &&
      state.gateway.scopes.some(scope => scope === 'operator.approvals' || scope === 'operator.admin')
    const now = mayRead ? state.gateway.connId : undefined
    if (now === connId) return
    connId = now
    newest += 1
    if (now === undefined) set([])
    else void read()
  }

  const readAgain = () => {
    if (connId !== undefined) void read()
  }
  const stop = connection.on({
    state: look,
    gap: readAgain,
    event: ({ event }) => {
      if (approvalEvents.some(name => name === event)) readAgain()
    },
  })
  look()

  return {
    get pending() {
      return pending
    },
    decide: async (id, decision) => {
      await connection.request('exec.approval.resolve', { id, decision })
    },
    onChange: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => {
      stop()
      newest += 1
      listeners.clear()
    },
  }
}
