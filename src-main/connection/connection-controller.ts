// The one writer of the connection's state.
import type { Duplex } from 'node:stream'
import type { ConnectionState, ConnectionTarget, LocalPortState } from '../../src-shared/connection.ts'
import type { GatewayEvent } from '../../src-shared/desktop-api.ts'
import type { HealthSnapshot } from '../../src-shared/health.ts'
import type { Ladder } from '../../src-shared/ladder.ts'
import type { ClientIdentity, GatewayCredentials } from '../gateway-client/client-identity.ts'
import type { Log } from '../logging/log.ts'
import type { SecretVault } from '../settings/secret-vault.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import type { AskPerson } from '../tunnel/tunnel.ts'
import type { Clock } from './clock.ts'

export type ConnectionWatchers = {
  readonly state: (state: ConnectionState) => void
  readonly localPort: (state: LocalPortState) => void
  readonly health: (health: HealthSnapshot) => void
  readonly event: (event: GatewayEvent) => void
  /** Events were missed: reload instead of guessing. */
  readonly gap: (gap: { readonly expected: number; readonly received: number }) => void
}

export type ConnectOptions = {
  /** A person is there to answer questions at the first attempt. Default true; retries never ask. */
  readonly attended?: boolean | undefined
  /** Use these and nothing stored: for `--url` with its own token. Without it the vault is asked. */
  readonly credentials?: GatewayCredentials | undefined
}

export type RequestOptions = {
  /** 30,000 when absent. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export type ConnectionController = {
  readonly state: ConnectionState
  readonly localPort: LocalPortState
  readonly health: HealthSnapshot
  /** Tells every change until the returned function is called. It does not tell the present: read that first. */
  readonly on: (watchers: Partial<ConnectionWatchers>) => () => void
  /** Begins; the attempt before is aborted. What comes of it is told by `state`. */
  readonly connect: (target: ConnectionTarget, options?: ConnectOptions) => void
  /** Settles once everything is closed and the state is idle. */
  readonly disconnect: () => Promise<void>
  /** Tries at once where a retry is planned or a person was needed, with that person there to answer. */
  readonly retryNow: () => void
  /** Measures now rather than at the next round; settles when the answer, or its failure, is in `health`. */
  readonly checkHealth: () => Promise<void>
  /** Climbs the ladder once beside the real connection and hands back how far it came; leaves nothing behind. */
  readonly test: (
    target: ConnectionTarget,
    onLadder: (ladder: Ladder) => void,
    signal: AbortSignal,
    options?: ConnectOptions,
  ) => Promise<Ladder>
  /**
   * One request over the connection. Rejects with NOT_CONNECTED, REQUEST_TIMEOUT, GATEWAY_BUSY, SCOPE_MISSING,
   * MESSAGE_TOO_LARGE, GATEWAY_REQUEST_FAILED or CANCELLED.
   */
  readonly request: <T = unknown>(method: string, params?: unknown, options?: RequestOptions) => Promise<T>
  /** A byte stream to the gateway's port; waits for the connection to come back until the signal aborts. */
  readonly openRemoteChannel: (signal: AbortSignal) => Promise<Duplex>
  /** Something happened that makes a try worthwhile now. */
  readonly kick: (reason: 'network' | 'wake' | 'unlock' | 'user') => void
  /** While the network is away no attempt is made. */
  readonly networkAway: (away: boolean) => void
  /** Closes everything for good; safe twice. */
  readonly close: () => Promise<void>
}

/** What the controller is built from. */
export type ConnectionParts = {
  readonly stateDir: string
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
  /** Starts the embedded gateway when none answers on this computer. It is closed by whoever gave the function. */
  readonly startLocalGateway?:
    | ((signal: AbortSignal) => Promise<{ url: string; token?: string | undefined }>)
    | undefined
  readonly client: ClientIdentity
  readonly clock?: Clock | undefined
  /** In [0, 1), for jitter. */
  readonly random?: (() => number) | undefined
}
