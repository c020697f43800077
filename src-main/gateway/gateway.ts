// The embedded gateway: an OpenClaw gateway (protocol 4) that runs in the app, in the CLI or on a headless host.
import { appError } from '../../src-shared/errors.ts'

export type GatewayBind = 'loopback' | 'lan' | 'tailnet' | 'auto' | 'custom'
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
  /** Wins over `gateway.port`; 0 asks the system. Default 18789. */
  readonly port?: number | undefined
  readonly bind?: GatewayBind | undefined
  readonly auth?: {
    readonly mode?: GatewayAuthMode | undefined
    readonly token?: string | undefined
    readonly password?: string | undefined
  }
  readonly log: GatewayLog
  /** Ends a start that is under way, and the running gateway. */
  readonly signal?: AbortSignal | undefined
}

export type Gateway = {
  /** `ws://HOST:PORT`, without credentials. For bind `lan` the loopback address, which is always served. */
  readonly url: string
  readonly port: number
  readonly authMode: GatewayAuthMode
  /** The shared token in force: given, configured or generated at the first start. For callers in this process. */
  readonly token: string | undefined
  readonly password: string | undefined
  /** Says goodbye to clients, ends runs, closes the store. Done within 2 s. Safe twice. */
  close(): Promise<void>
  /** Settles when the gateway is gone, whoever ended it. */
  readonly closed: Promise<void>
}

/**
 * Starts a gateway; settles when it accepts connections.
 * Errors: BIND_REFUSED, PORT_IN_USE, INVALID_INPUT, STATE_DIR_IN_USE, STORE_FAILED, CANCELLED.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  await Promise.resolve()
  throw appError('INVALID_INPUT', { what: options.stateDir, why: 'the gateway is not built in yet' })
}
