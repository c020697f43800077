// This computer as a node of a gateway: its own identity, its own connection, and the calls that come over it.
import { targetKey, type ConnectionTarget } from '../../src-shared/connection.ts'
import { isAppError } from '../../src-shared/errors.ts'
import type { NodeApproval, NodeHostState } from '../../src-shared/node-host.ts'
import { systemClock } from '../connection/clock.ts'
import { createConnectionController, type ConnectionController } from '../connection/connection-controller.ts'
import type { ConnectionParts, ConnectOptions } from '../connection/connection-parts.ts'
import { describeNode } from '../gateway-client/client-identity.ts'
import { loadDeviceIdentity } from '../gateway-client/device-identity.ts'
import { lockStateDir } from '../settings/state-lock.ts'
import { askThroughGateway } from './ask-through-gateway.ts'
import { createCallDesk } from './call-desk.ts'
import { openCallLedger } from './call-ledger.ts'
import type { CommandAnswer } from './commands/command.ts'
import { openExecPolicyFile } from '../exec-policy/exec-policy-file.ts'
import { nodeDirOf } from './node-dir.ts'
import { offeredCommands, type NodeSurroundings } from './offered-commands.ts'

export type NodeHostParts = Omit<ConnectionParts, 'client' | 'comesAs'> &
  NodeSurroundings & { readonly version: string }

type RunningState = Extract<NodeHostState, { phase: 'on' }>

export type NodeHost = {
  readonly state: RunningState
  readonly onChange: (watcher: (state: RunningState) => void) => () => void
  readonly connect: (target: ConnectionTarget, options?: ConnectOptions) => void
  readonly disconnect: () => Promise<void>
  readonly retryNow: () => void
  readonly readSecretOverSsh: ConnectionController['readSecretOverSsh']
  readonly kick: ConnectionController['kick']
  /** Ends the connection and whatever still runs. Safe twice. */
  readonly close: () => Promise<void>
}

/** How soon a node that waits for its approval looks again, and how often one that works says that it is there. */
const waitingMs = { first: 500, longest: 10_000 }
const presenceMs = 5 * 60_000
/** More does not fit into one frame of the protocol. */
const maxAnswerChars = 20 * 1024 * 1024

/** Takes the node's folder for this process. Rejects with STATE_DIR_IN_USE, STORE_FAILED or VAULT_UNAVAILABLE. */
export async function openNodeHost(parts: NodeHostParts): Promise<NodeHost> {
  const nodeDir = nodeDirOf(parts.stateDir)
  const clock = parts.clock ?? systemClock
  const log = parts.log.child({ part: 'node' })
  const lock = await lockStateDir(nodeDir, 'a Gangway node')
  try {
    const device = await loadDeviceIdentity(parts.vault, 'this-node')
    const ledger = openCallLedger(nodeDir, clock.now)
    const offered = await offeredCommands(parts.version, openExecPolicyFile(nodeDir), parts)
    const commands = offered.map(({ name }) => name)
    const connection = createConnectionController({
      ...parts,
      log,
      client: describeNode({ version: parts.version, deviceId: device.id }),
      comesAs: { role: 'node', identity: 'this-node', caps: familiesOf(commands), commands },
    })
    let approval: NodeApproval = 'unknown'
    let lookAgain = (): void => undefined
    let nextLookMs = waitingMs.first
    let closing: Promise<void> | undefined
    const watchers = new Set<(state: RunningState) => void>()

    const current = (): RunningState => ({
      phase: 'on',
      nodeId: device.id,
      commands,
      connection: connection.state,
      approval,
      running: desk.running,
    })
    const tell = () => {
      for (const watcher of watchers) watcher(current())
    }
    const found = (next: NodeApproval) => {
      if (next === approval) return
      approval = next
      log.info('the approval of this node', { approval })
      tell()
    }

    const desk = createCallDesk({
      nodeId: device.id,
      commands: offered,
      ledger,
      log,
      gatewayKey: () => {
        const { state } = connection
        return 'target' in state ? targetKey(state.target) : ''
      },
      answer: async (id, answer) => {
        await connection.request('node.invoke.result', { id, nodeId: device.id, ...wire(answer) })
      },
      ask: (callId, question, wait) => askThroughGateway(connection, device.id, callId, question, wait),
      changed: () => tell(),
    })

    /** A node is not told of its approval; what it says is refused until then. */
    async function sayPresent(): Promise<void> {
      const said = { event: 'node.presence.alive', payloadJSON: JSON.stringify({ trigger: 'connect' }) }
      try {
        await connection.request('node.event', said)
        found('approved')
        nextLookMs = waitingMs.first
        schedule(presenceMs)
      } catch (error) {
        if (connection.state.phase !== 'online') return
        const isWaiting =
          isAppError(error, 'GATEWAY_REQUEST_FAILED') &&
          error.report.details['gatewayCode'] === 'PAIRING_CHANGED'
        if (isWaiting) found('waiting')
        schedule(isWaiting ? nextLookMs : presenceMs)
        nextLookMs = Math.min(1.5 * nextLookMs, waitingMs.longest)
      }
    }

    function schedule(ms: number): void {
      lookAgain()
      lookAgain = clock.after(ms, () => void sayPresent())
    }

    let wasOnline = false
    connection.on({
      state: state => {
        const isOnline = state.phase === 'online'
        if (isOnline && !wasOnline) void sayPresent()
        if (!isOnline && wasOnline) {
          lookAgain()
          desk.lost()
          approval = 'unknown'
        }
        wasOnline = isOnline
        tell()
      },
      event: ({ event, payload }) => {
        if (event === 'node.invoke.request') {
          found('approved')
          desk.take(payload)
        } else if (event === 'node.invoke.cancel') desk.cancel(payload)
      },
    })

    const close = async () => {
      lookAgain()
      await connection.close()
      await desk.close()
      ledger.close()
      await lock.close()
    }
    return {
      get state() {
        return current()
      },
      onChange: watcher => {
        watchers.add(watcher)
        return () => watchers.delete(watcher)
      },
      connect: connection.connect,
      disconnect: connection.disconnect,
      retryNow: connection.retryNow,
      readSecretOverSsh: connection.readSecretOverSsh,
      kick: connection.kick,
      close: () => (closing ??= close()),
    }
  } catch (error) {
    await lock.close()
    throw error
  }
}

function wire(answer: CommandAnswer): object {
  if (!answer.ok) return { ok: false, error: { code: answer.code, message: answer.message } }
  const payloadJSON = JSON.stringify(answer.payload)
  if (payloadJSON.length > maxAnswerChars) {
    return { ok: false, error: { code: 'RESULT_TOO_LARGE', message: 'the answer is too large to be sent' } }
  }
  return { ok: true, payloadJSON }
}

function familiesOf(commands: readonly string[]): string[] {
  return [...new Set(commands.map(command => command.split('.')[0] ?? command))].toSorted()
}
