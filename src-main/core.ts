// Builds the app without Electron, for every door. It only builds and connects: behaviour lives in the parts.
import path from 'node:path'
import type { ConnectionTarget } from '../src-shared/connection.ts'
import type { BadFile } from '../src-shared/troubles.ts'
import { watchApprovalsEverywhere, type ApprovalsEverywhere } from './approvals-everywhere.ts'
import { systemClock } from './connection/clock.ts'
import { createConnectionController, type ConnectionController } from './connection/connection-controller.ts'
import { openConnectionSet, type ConnectionSet } from './connections/connection-set.ts'
import { oneAtATime } from './settings/one-at-a-time.ts'
import { describeClient } from './gateway-client/client-identity.ts'
import { loadDeviceIdentity } from './gateway-client/device-identity.ts'
import { openGatewayList, type GatewayList } from './gateway-list.ts'
import { openHosts, type Hosts } from './hosts.ts'
import { findInstallation, type Installation } from './installation.ts'
import { openLocalGateway } from './local-gateway.ts'
import { openLog, type LogFile, type LogLevel } from './logging/log.ts'
import { openAppNode, type AppNode } from './node-host/app-node.ts'
import type { NodeSurroundings } from './node-host/offered-commands.ts'
import { openOpenClawImport, type OpenClawImport } from './openclaw-import.ts'
import { openOwnGatewaySettings, type OwnGatewaySettings } from './own-gateway.ts'
import type { Outbox } from './outbox/outbox.ts'
import { openOutboxes } from './outbox/outboxes.ts'
import { openPromptDesk, type PromptDesk } from './prompts.ts'
import type { AppState } from './settings/app-state.ts'
import { openVault, type SecretVault } from './settings/secret-vault.ts'
import { openSettings, type SettingsStore } from './settings/settings-store.ts'
import type { SshConfigSource } from './tunnel/ssh-config/ssh-host.ts'
import type { AskPerson } from './tunnel/tunnel.ts'
import { openTroubles, type Troubles } from './troubles.ts'
import { openWelcome, type Welcome } from './welcome.ts'

export type CoreOptions = {
  readonly stateDir: string
  readonly profile: string
  readonly sshConfig?: SshConfigSource | undefined
  /** Who answers questions; the prompt desk, and with it the windows, when absent. */
  readonly ask?: AskPerson | undefined
  /** Whether a gateway may be started in this process when none answers on this computer. */
  readonly mayStartGateway: boolean
  /** Where this computer's gateway listens, instead of `gateway.port` of the settings. */
  readonly localGatewayPort?: number | undefined
  /** Whether a gateway that was reached is the one to go back to. */
  readonly remembersTargets?: boolean | undefined
  /** What the app has for this computer as a node; absent where it must not be one. */
  readonly node?: NodeSurroundings | undefined
  /** What the system says of proxies for an https: address, as a PAC script answers. */
  readonly systemProxy?: ((url: string) => Promise<string>) | undefined
  readonly logLevel?: LogLevel | undefined
  /** Where to log, closed with the core; opened in the state directory when absent. */
  readonly log?: LogFile | undefined
}

export type Core = {
  readonly installation: Installation
  readonly stateDir: string
  readonly profile: string
  /** Where ssh_config is read from. */
  readonly sshConfig: SshConfigSource
  /** To the gateway that is shown. */
  readonly connection: ConnectionController
  /** To every gateway: that one, and those that are kept beside it. */
  readonly connections: ConnectionSet
  /** Begins to send what was kept with the first look at it: a short command leaves it to the app. */
  readonly outbox: Outbox
  /** Watches with the first look at it. */
  readonly approvals: ApprovalsEverywhere
  /** Watches with the first look at it. */
  readonly gateways: GatewayList
  readonly settings: SettingsStore
  /** What befell this installation's files. */
  readonly troubles: Troubles
  /** Loaded when it is first wanted: a short command seldom does. */
  readonly appState: () => Promise<AppState>
  readonly vault: SecretVault
  readonly hosts: Hosts
  readonly prompts: PromptDesk
  readonly welcome: Welcome
  readonly openClaw: OpenClawImport
  readonly ownGateway: OwnGatewaySettings
  /** This computer as a node of the gateway. */
  readonly node: AppNode
  readonly log: LogFile
  /** As gateways list this device; empty while the keychain is locked. */
  readonly deviceId: string
  /** Ends the connection, the gateway that was started here, and the log. Safe twice. */
  readonly close: () => Promise<void>
}

/** Rejects with STORE_FAILED when the state directory cannot be used. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { stateDir, profile } = options
  const installation = findInstallation()
  const log = options.log ?? openLog({ stateDir, level: options.logLevel })
  const mended: BadFile[] = []
  const settings = await openSettings(stateDir, { onMended: bad => void mended.push(bad) })
  // A level that was asked for at the start is for this one time.
  const setLevel = () => log.setLevel(options.logLevel ?? settings.app.logLevel)
  setLevel()
  settings.onChange(setLevel)
  const troubles = openTroubles({ stateDir, settings, log })
  for (const bad of mended.splice(0)) troubles.note(bad)
  const vault = await openVault({ stateDir, profile, settings, log, hide: log.hide })
  troubles.watchVault(vault)
  const appState = once(async () => (await import('./settings/app-state.ts')).openAppState(stateDir))
  const prompts = openPromptDesk()
  const sshConfig = options.sshConfig ?? {}
  const appKnownHosts = path.join(stateDir, 'known_hosts')
  const hosts = openHosts({ sshConfig, appKnownHosts, settings })
  const localGateway = openLocalGateway({
    stateDir,
    profile,
    settings,
    vault,
    log,
    onBadFile: troubles.note,
  })

  // A locked keychain is no reason not to start: each attempt asks for the identity again and says so.
  const deviceId = await loadDeviceIdentity(vault).then(
    device => device.id,
    (error: unknown) => {
      log.warn('this device’s identity cannot be read', { error })
      return ''
    },
  )

  const road = {
    stateDir,
    profile,
    sshConfig,
    appKnownHosts,
    settings,
    vault,
    log,
    ask: options.ask ?? prompts.ask,
    localGatewayPort: options.localGatewayPort,
    systemProxy: options.systemProxy,
    startLocalGateway: options.mayStartGateway ? localGateway.start : undefined,
  }
  // A port must be free again before another gateway's connection asks for it.
  const portsInTurn = oneAtATime()
  const connections = openConnectionSet({
    open: takeTurn =>
      createConnectionController({
        ...road,
        portsInTurn,
        takeTurn,
        client: describeClient({ version: installation.version, deviceId }),
      }),
    settings,
    log,
    clock: systemClock,
  })
  const connection = connections.shown
  followProxy(settings, connection.proxyChanged)
  const node = openAppNode({
    ...road,
    ...options.node,
    gateways: connections,
    isAllowed: options.node !== undefined,
    version: installation.version,
  })
  const remember = (target: ConnectionTarget) => {
    appState().then(
      kept => kept.rememberRecent(target, Date.now()),
      (error: unknown) => log.error('the target could not be remembered', { error }),
    )
  }
  connection.on({
    state: state => {
      if (state.phase === 'online' && options.remembersTargets) remember(state.target)
    },
  })
  connections.on({
    state: (_, state) => {
      if ('error' in state) hosts.noteError(state.error)
    },
  })

  const outbox = atFirstLook(() =>
    openOutboxes({
      stateDir,
      connections,
      clock: systemClock,
      random: Math.random,
      log,
      onBadFile: troubles.note,
    }),
  )
  const approvals = atFirstLook(() => watchApprovalsEverywhere(connections, log))
  const gateways = atFirstLook(() =>
    openGatewayList({ connections, approvals: approvals.get(), settings, appState, clock: systemClock }),
  )

  let closing: Promise<void> | undefined
  const close = async () => {
    gateways.close()
    approvals.close()
    outbox.close()
    troubles.close()
    await node.close()
    await connections.close()
    await localGateway.close()
    await log.close()
  }
  return {
    installation,
    stateDir,
    profile,
    sshConfig,
    connection,
    connections,
    get outbox() {
      return outbox.get()
    },
    get approvals() {
      return approvals.get()
    },
    get gateways() {
      return gateways.get()
    },
    settings,
    troubles,
    appState,
    vault,
    hosts,
    prompts,
    welcome: openWelcome({ appState, settings }),
    openClaw: openOpenClawImport({ vault, settings }),
    ownGateway: openOwnGatewaySettings({ profile, settings, vault, localGateway }),
    node,
    log,
    deviceId,
    close: () => (closing ??= close()),
  }
}

function followProxy(settings: SettingsStore, changed: () => void): void {
  const inForce = () => (settings.app.proxy === 'address' ? settings.app.proxyAddress : settings.app.proxy)
  let before = inForce()
  settings.onChange(() => {
    if (inForce() === before) return
    before = inForce()
    changed()
  })
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

/** Opened when it is first wanted: a short command wants none of it. */
function atFirstLook<T extends { readonly close: () => void }>(open: () => T) {
  let opened: T | undefined
  return { get: () => (opened ??= open()), close: () => opened?.close() }
}
