// What a connection is built from, and how it may be begun.
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import type { Clock } from '../../src-shared/clock.ts'
import type { ClientIdentity, GatewayCredentials } from '../gateway-client/client-identity.ts'
import type { Log } from '../logging/log.ts'
import type { oneAtATime } from '../settings/one-at-a-time.ts'
import type { SecretVault } from '../settings/secret-vault.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import type { AskPerson } from '../tunnel/tunnel.ts'
import type { Endpoint } from './endpoint.ts'
import type { StartLocalGateway } from './local-endpoint.ts'
import type { ProxyParts } from './proxy/proxy-choice.ts'

export type ConnectOptions = {
  /** A person is there to answer questions at the first attempt. Default true; retries never ask. */
  readonly attended?: boolean | undefined
  /** Use these and nothing stored: for `--url` with its own token. Without it the vault is asked. */
  readonly credentials?: GatewayCredentials | undefined
}

/** Coming as a node rather than as the operator: with a key of its own, no scopes, and what it offers. */
export type NodeRole = {
  readonly role: 'node'
  readonly identity: 'this-node'
  readonly caps: readonly string[]
  readonly commands: readonly string[]
}

/** Settles when an attempt may climb; what it gives is called when that is over. Rejects with the signal's reason. */
export type TakeTurn = (signal: AbortSignal) => Promise<() => void>

/** What the controller is built from. */
export type ConnectionParts = {
  readonly stateDir: string
  /** `default` when absent. */
  readonly profile?: string | undefined
  /** Where ssh_config is read from, handed to the tunnel as it is. */
  readonly sshConfig: {
    readonly userFile?: string
    readonly systemFile?: string
    readonly ssh?: string | null
  }
  /** Gangway's own known_hosts. */
  readonly appKnownHosts: string
  readonly settings: SettingsStore
  readonly vault: SecretVault
  readonly log: Log
  readonly ask: AskPerson
  /** Wins over `gateway.port` of the settings. */
  readonly localGatewayPort?: number | undefined
  /** Starts the embedded gateway when none answers on this computer. It is closed by whoever gave the function. */
  readonly startLocalGateway?: StartLocalGateway | undefined
  readonly client: ClientIdentity
  /** What the system says of proxies; the environment alone is asked when absent. */
  readonly systemProxy?: ProxyParts['systemProxy']
  readonly env?: ProxyParts['env']
  /** The operator of this installation when absent. */
  readonly comesAs?: NodeRole | undefined
  /** Shared by the connections of one program, so that one frees its local port before another asks for it. */
  readonly portsInTurn?: ReturnType<typeof oneAtATime> | undefined
  /** Asked before each attempt; each climbs at once when absent. */
  readonly takeTurn?: TakeTurn | undefined
  /** A road that somebody else keeps open; one of its own when absent. */
  readonly roadTo?: ((target: ConnectionTarget) => Endpoint) | undefined
  readonly clock?: Clock | undefined
  /** In [0, 1), for jitter. */
  readonly random?: (() => number) | undefined
}
