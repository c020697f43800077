// How a gateway is started, and what whoever started it holds in hand.
import type { BadFile } from '../../src-shared/troubles.ts'
import type { Channel } from '../channels/channel.ts'
import type { Tailscale } from '../tailnet/tailscale.ts'
import type { PairingRequest } from './devices.ts'
import type { BindMode, TailscaleMode } from './gateway-config.ts'
import type { GatewayLimits } from './limits.ts'

export type GatewayBind = BindMode
export type GatewayAuthMode = 'none' | 'token' | 'password'

/** What the gateway says while it works. Any logger with these fits; fields never hold a secret. */
export type GatewayLog = {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

export type GatewayOptions = {
  /** Where transcripts, devices and the generated token live; made if it is not there. */
  readonly stateDir: string
  /** The parsed JSON5 document (`gangway.json5` or a file written for OpenClaw). */
  readonly config: unknown
  /** The file that document was read from, which clients may change; DIR/gangway.json5 when absent. */
  readonly configPath?: string | undefined
  /** The file was written or read again; what can be is in force already. It may be one that cannot be used. */
  readonly onConfigRead?: (() => void) | undefined
  /** Wins over `gateway.port`; 0 asks the system. Default 18789. */
  readonly port?: number | undefined
  readonly bind?: GatewayBind | undefined
  readonly auth?: {
    readonly mode?: GatewayAuthMode | undefined
    readonly token?: string | undefined
    readonly password?: string | undefined
  }
  /** Wins over `gateway.tls.enabled`. */
  readonly tls?: boolean | undefined
  /** Wins over `gateway.tailscale.mode`. */
  readonly tailscaleMode?: TailscaleMode | undefined
  /** This computer's Tailscale; the program on the PATH when absent. */
  readonly tailscale?: Tailscale | undefined
  /** Secrets from the vault, by id: where the keys of models may be. */
  readonly readSecret?: ((id: string) => Promise<string | undefined>) | undefined
  /** How people are reached outside of this app, beside those of the configuration. */
  readonly channels?: readonly Channel[] | undefined
  /** The gateway's own database was damaged, and put aside. */
  readonly onBadFile?: ((bad: BadFile) => void) | undefined
  /** Told of each device that waits for approval. What it says of itself may be anything. */
  readonly onPairingRequest?: ((request: PairingRequest) => void) | undefined
  /** Told of each frame that no client should send: a process that does nothing else may want to save memory. */
  readonly onBadFrame?: (() => void) | undefined
  readonly log: GatewayLog
  /** Ends a start that is under way, and the running gateway. */
  readonly signal?: AbortSignal | undefined
  /** Other limits than the protocol's, for tests. */
  readonly limits?: Partial<GatewayLimits> | undefined
}

export type Gateway = {
  /** `ws://HOST:PORT` (`wss:` with TLS), without credentials. For bind `lan` the loopback address, which is always served. */
  readonly url: string
  /** The same for other computers, one for each address that it listens at; empty for bind `loopback`. */
  readonly networkUrls: readonly string[]
  readonly port: number
  readonly authMode: GatewayAuthMode
  /** The shared token in force: given, configured or generated at the first start. For callers in this process. */
  readonly token: string | undefined
  readonly password: string | undefined
  /** SHA-256 of the certificate shown at the start, `AA:BB:…`; undefined without TLS. */
  readonly tlsFingerprint: string | undefined
  /** Where the tailnet finds it through Tailscale Serve, `wss://NAME`; undefined when it is not served. */
  readonly tailnetUrl: string | undefined
  /** Says goodbye to clients, ends runs, closes the store. Done within 2 s. Safe twice. */
  close(): Promise<void>
  /** Settles when the gateway is gone, whoever ended it. */
  readonly closed: Promise<void>
}
