// A connection controller as the doors build one, with a temporary state directory and a memory of what it told.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ConnectionState, LocalPortState } from '../../src-shared/connection.ts'
import type { GatewayEvent } from '../../src-shared/desktop-api.ts'
import type { PromptQuestion } from '../../src-shared/prompts.ts'
import {
  createConnectionController,
  type ConnectionController,
} from '../../src-main/connection/connection-controller.ts'
import type { ConnectionParts } from '../../src-main/connection/connection-parts.ts'
import { describeClient } from '../../src-main/gateway-client/client-identity.ts'
import { loadDeviceIdentity } from '../../src-main/gateway-client/device-identity.ts'
import { openLog, type LogFile } from '../../src-main/logging/log.ts'
import { openSettings } from '../../src-main/settings/settings-store.ts'
import type { SecretVault } from '../../src-main/settings/secret-vault.ts'
import type { AskPerson } from '../../src-main/tunnel/tunnel.ts'
import { memoryVault } from './memory-vault.ts'

export type TestController = {
  readonly controller: ConnectionController
  readonly stateDir: string
  readonly vault: SecretVault
  readonly log: LogFile
  readonly states: ConnectionState[]
  readonly localPorts: LocalPortState[]
  readonly events: GatewayEvent[]
  readonly asked: PromptQuestion[]
  /** Settles with the first state of this phase from now on, or with the present one when it is that already. */
  readonly reach: <P extends ConnectionState['phase']>(
    phase: P,
  ) => Promise<Extract<ConnectionState, { phase: P }>>
  /** Settles when this phase is entered the next time. */
  readonly next: <P extends ConnectionState['phase']>(
    phase: P,
  ) => Promise<Extract<ConnectionState, { phase: P }>>
  readonly close: () => Promise<void>
}

export async function openTestController(
  options: Partial<Omit<ConnectionParts, 'ask'>> & { readonly ask?: AskPerson } = {},
): Promise<TestController> {
  const stateDir = await mkdtemp(path.join(tmpdir(), 'gangway-connection-'))
  const vault = options.vault ?? memoryVault()
  const device = await loadDeviceIdentity(vault)
  const log = openLog({ stateDir, level: 'debug' })
  const asked: PromptQuestion[] = []
  const answer: AskPerson = options.ask ?? (async () => ({ kind: 'cancel' }))
  const controller = createConnectionController({
    stateDir,
    sshConfig: { userFile: path.join(stateDir, 'no-ssh-config'), systemFile: path.join(stateDir, 'none') },
    appKnownHosts: path.join(stateDir, 'known_hosts'),
    settings: await openSettings(stateDir),
    vault,
    log,
    client: describeClient({ version: '0.1.0', deviceId: device.id }),
    ...options,
    ask: (question, signal) => {
      asked.push(question)
      return answer(question, signal)
    },
  })
  const states: ConnectionState[] = []
  const localPorts: LocalPortState[] = []
  const events: GatewayEvent[] = []
  controller.on({
    state: state => states.push(state),
    localPort: state => localPorts.push(state),
    event: event => events.push(event),
  })

  const next: TestController['next'] = phase =>
    new Promise(resolve => {
      let before = controller.state.phase
      const stop = controller.on({
        state: state => {
          const entered = state.phase === phase && before !== phase
          before = state.phase
          if (!entered) return
          stop()
          resolve(state as Extract<ConnectionState, { phase: typeof phase }>)
        },
      })
    })
  return {
    controller,
    stateDir,
    vault,
    log,
    states,
    localPorts,
    events,
    asked,
    next,
    reach: async phase =>
      controller.state.phase === phase
        ? (controller.state as Extract<ConnectionState, { phase: typeof phase }>)
        : next(phase),
    close: async () => {
      await controller.close()
      await log.close()
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}
