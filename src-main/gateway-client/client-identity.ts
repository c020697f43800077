// Who we say we are to a gateway. It must stay the same over restarts: a change mints a new device token.

export type ClientIdentity = {
  /** One of the protocol's own ids: `openclaw-linux`, `openclaw-macos`, `gateway-client` … */
  readonly id: string
  readonly mode: string
  /** Unique to this installation, for gateways replace silent pairings of the same name. */
  readonly displayName: string
  readonly version: string
  /** As in `process.platform`. */
  readonly platform: string
  readonly deviceFamily: string
}

/** What is shown to the gateway besides the device. At most one is ordinarily set. */
export type GatewayCredentials = {
  readonly token?: string | undefined
  readonly password?: string | undefined
}
