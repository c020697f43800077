// The app as a node: while that is switched on, it lends this computer to the gateway that the app is connected to,
// over the app's own road, as a node with an identity and a connection of its own.
import { toErrorReport } from '../../src-shared/errors.ts'
import type { ConnectionState } from '../../src-shared/connection.ts'
import { targetKey } from '../../src-shared/connection.ts'
import type { ExecPolicyMode, NodeHostState } from '../../src-shared/node-host.ts'
import type { ConnectionController } from '../connection/connection-controller.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import { oneAtATime } from '../settings/one-at-a-time.ts'
import { openExecPolicyFile } from '../exec-policy/exec-policy-file.ts'
import { modeOf, withMode } from '../exec-policy/exec-policy.ts'
import { nodeDirOf } from './node-dir.ts'
import type { NodeHost, NodeHostParts } from './node-host.ts'

export type AppNode = {
  readonly state: NodeHostState
  readonly onChange: (watcher: (state: NodeHostState) => void) => () => void
  /** What may run here, in one word. Rejects with INVALID_INPUT for a file that cannot be understood. */
  readonly policy: () => Promise<ExecPolicyMode>
  readonly setPolicy: (mode: ExecPolicyMode) => Promise<ExecPolicyMode>
  readonly close: () => Promise<void>
}

type AppNodeParts = Omit<NodeHostParts, 'roadTo'> & {
  readonly settings: SettingsStore
  /** The operator's: what it reaches, the node reaches. */
  readonly operator: ConnectionController
  /** Where it may be a node at all: in an app, not in a short command. */
  readonly isAllowed: boolean
}

/** Nothing of it is loaded until it is switched on. */
export function openAppNode(parts: AppNodeParts): AppNode {
  const { settings, operator, stateDir, log, isAllowed } = parts
  const policyFile = openExecPolicyFile(nodeDirOf(stateDir))
  const inTurn = oneAtATime()
  const watchers = new Set<(state: NodeHostState) => void>()
  let host: NodeHost | undefined
  let stopKeeping: (() => Promise<void>) | undefined
  let state: NodeHostState = { phase: 'off' }
  let closing: Promise<void> | undefined
  /** The time since which the operator is online: another one is another connection. */
  let followed: number | undefined
  let joined: string | undefined

  function publish(next: NodeHostState): void {
    state = next
    for (const watcher of watchers) watcher(next)
  }

  async function start(): Promise<void> {
    try {
      const [{ openNodeHost }, { keepNodeState }] = await Promise.all([
        import('./node-host.ts'),
        import('./node-state-file.ts'),
      ])
      host = await openNodeHost({ ...parts, roadTo: () => operator.sharedRoad() })
      host.onChange(publish)
      stopKeeping = keepNodeState(stateDir, host, log)
      publish(host.state)
      followed = undefined
      joined = undefined
      follow(operator.state)
    } catch (error) {
      log.warn('this computer cannot be a node', { error })
      publish({ phase: 'failed', error: toErrorReport(error) })
    }
  }

  async function stop(): Promise<void> {
    const ending = host
    host = undefined
    await stopKeeping?.()
    stopKeeping = undefined
    await ending?.close()
    publish({ phase: 'off' })
  }

  const apply = () =>
    inTurn(async () => {
      const isWanted = isAllowed && settings.app.nodeHost && closing === undefined
      if (isWanted && !host) await start()
      else if (!isWanted && (host || state.phase !== 'off')) await stop()
    }).catch((error: unknown) => log.error('the node could not be switched', { error }))

  function follow(connection: ConnectionState): void {
    if (!host) {
      // What kept it from being a node may be gone.
      if (connection.phase === 'online' && state.phase === 'failed') void apply()
      return
    }
    switch (connection.phase) {
      case 'online': {
        if (followed === connection.since) return
        followed = connection.since
        const key = targetKey(connection.target)
        if (joined === key) return host.retryNow()
        joined = key
        return host.connect(connection.target, { attended: false })
      }
      case 'idle':
      case 'failed':
        if (joined === undefined) return
        joined = undefined
        void host.disconnect()
        return
      case 'opening':
      case 'waiting':
      case 'needs-you':
      case 'closing':
        return
    }
  }

  const stops = [settings.onChange(() => void apply()), operator.on({ state: follow })]
  void apply()

  const close = async () => {
    for (const end of stops) end()
    await apply()
  }
  return {
    get state() {
      return state
    },
    onChange: watcher => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    policy: async () => modeOf(await policyFile.read()),
    setPolicy: async mode => {
      await policyFile.change(policy => withMode(policy, mode))
      return mode
    },
    close: () => {
      closing ??= Promise.resolve().then(close)
      return closing
    },
  }
}
