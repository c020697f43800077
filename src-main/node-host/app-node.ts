// The app as a node: while that is switched on, it lends this computer to one gateway, over the app's own road to it, as a
// node with an identity and a connection of its own. Which one is named in the settings: whoever turns to another
// gateway does not offer it this computer.
import { toErrorReport } from '../../src-shared/errors.ts'
import { targetKey, type ConnectionState, type ConnectionTarget } from '../../src-shared/connection.ts'
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

/** The app's connections, each under its gateway's `targetKey`. */
export type GatewayLines = {
  readonly shownKey: string | undefined
  readonly of: (key: string) => ConnectionController | undefined
  readonly on: (watchers: { readonly state: (key: string, state: ConnectionState) => void }) => () => void
}

type AppNodeParts = Omit<NodeHostParts, 'roadTo'> & {
  readonly settings: SettingsStore
  /** The operator's connections: what they reach, the node reaches. */
  readonly gateways: GatewayLines
  /** Where it may be a node at all: in an app, not in a short command. */
  readonly isAllowed: boolean
}

/** Nothing of it is loaded until it is switched on. */
export function openAppNode(parts: AppNodeParts): AppNode {
  const { settings, gateways, stateDir, log, isAllowed } = parts
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
  /** The operator's connection to that gateway. */
  let line: ConnectionController | undefined

  const lentTo = () => (settings.app.nodeGateway ? targetKey(settings.app.nodeGateway) : undefined)

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
      host = await openNodeHost({ ...parts, roadTo })
      host.onChange(publish)
      stopKeeping = keepNodeState(stateDir, host, log)
      publish(host.state)
      followed = undefined
      joined = undefined
      look()
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

  function roadTo() {
    if (!line) throw new Error('a node was connected before its gateway was known')
    return line.sharedRoad()
  }

  const apply = () =>
    inTurn(async () => {
      const isWanted = isAllowed && settings.app.nodeHost && closing === undefined
      if (isWanted && !host) await start()
      else if (!isWanted && (host || state.phase !== 'off')) await stop()
      // The next time it is lent to whichever is shown then.
      if (isAllowed && !settings.app.nodeHost && lentTo() !== undefined)
        await settings.change({ nodeGateway: null })
      look()
    }).catch((error: unknown) => log.error('the node could not be switched', { error }))

  /** Where the gateway in question is by now. */
  function look(): void {
    if (!host) return
    const lent = lentTo()
    const key = lent ?? gateways.shownKey
    const connection = key === undefined ? undefined : gateways.of(key)?.state
    if (joined !== undefined && joined !== lent && connection?.phase !== 'online') leave()
    if (key !== undefined && connection) follow(key, connection)
  }

  function leave(): void {
    joined = undefined
    followed = undefined
    void host?.disconnect()
  }

  function follow(key: string, connection: ConnectionState): void {
    if (!host) {
      // What kept it from being a node may be gone.
      if (connection.phase === 'online' && state.phase === 'failed') void apply()
      return
    }
    const lent = lentTo()
    if (lent === undefined && key === gateways.shownKey && connection.phase === 'online')
      return lend(connection.target)
    if (key !== lent) return
    switch (connection.phase) {
      case 'online': {
        if (followed === connection.since && joined === key) return
        followed = connection.since
        line = gateways.of(key)
        if (joined === key) return host.retryNow()
        joined = key
        return host.connect(connection.target, { attended: false })
      }
      case 'idle':
      case 'failed':
        if (joined !== undefined) leave()
        return
      case 'opening':
      case 'waiting':
      case 'needs-you':
      case 'closing':
        return
    }
  }

  function lend(target: ConnectionTarget): void {
    inTurn(async () => {
      if (settings.app.nodeHost && lentTo() === undefined) await settings.change({ nodeGateway: target })
    }).catch((error: unknown) => log.error('the gateway of the node could not be kept', { error }))
  }

  const stops = [settings.onChange(() => void apply()), gateways.on({ state: follow })]
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
