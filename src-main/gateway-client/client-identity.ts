// Who we say we are to a gateway. It must stay the same over restarts: a change mints a new device token.
import { hostname } from 'node:os'
import { GATEWAY_CLIENT_IDS, GATEWAY_CLIENT_MODES } from '@openclaw/gateway-protocol/client-info'

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

/** What is shown to the gateway besides the device: its token, its password, or what may be either. */
export type GatewayCredentials = {
  readonly token?: string | undefined
  readonly password?: string | undefined
}

/** The identity of this installation. `deviceId` keeps two installations on one computer apart. */
export function describeClient(
  of: { readonly version: string; readonly deviceId: string },
  on: { readonly platform: string; readonly hostname: string } = {
    platform: process.platform,
    hostname: hostname(),
  },
): ClientIdentity {
  const { id, deviceFamily } = families[on.platform] ?? unnamed
  return {
    id,
    mode: GATEWAY_CLIENT_MODES.UI,
    displayName: `${on.hostname} (Gangway ${of.deviceId.slice(0, 8)})`,
    version: of.version,
    platform: on.platform,
    deviceFamily,
  }
}

/** This computer as a node. Gateways let nodes of this id offer what a whole computer can do. */
export function describeNode(
  of: { readonly version: string; readonly deviceId: string },
  on: { readonly platform: string; readonly hostname: string } = {
    platform: process.platform,
    hostname: hostname(),
  },
): ClientIdentity {
  return {
    id: GATEWAY_CLIENT_IDS.NODE_HOST,
    mode: GATEWAY_CLIENT_MODES.NODE,
    displayName: `${on.hostname} (Gangway node ${of.deviceId.slice(0, 8)})`,
    version: of.version,
    platform: on.platform,
    deviceFamily: (families[on.platform] ?? unnamed).deviceFamily,
  }
}

/** A short command on loopback: gateways let it in with the shared secret alone, and list no device for it. */
export function describeTool(
  version: string,
  on: { readonly platform: string; readonly hostname: string } = {
    platform: process.platform,
    hostname: hostname(),
  },
): ClientIdentity {
  return {
    id: GATEWAY_CLIENT_IDS.CLI,
    mode: GATEWAY_CLIENT_MODES.CLI,
    displayName: `${on.hostname} (gangway)`,
    version,
    platform: on.platform,
    deviceFamily: (families[on.platform] ?? unnamed).deviceFamily,
  }
}

// The protocol has no id for an app on Windows, and openclaw-linux with another platform loses permissions.
const unnamed = { id: GATEWAY_CLIENT_IDS.GATEWAY_CLIENT, deviceFamily: 'Unknown' }
const families: Readonly<Record<string, { id: string; deviceFamily: string }>> = {
  linux: { id: GATEWAY_CLIENT_IDS.LINUX_APP, deviceFamily: 'Linux' },
  darwin: { id: GATEWAY_CLIENT_IDS.MACOS_APP, deviceFamily: 'Mac' },
  win32: { id: GATEWAY_CLIENT_IDS.GATEWAY_CLIENT, deviceFamily: 'Windows' },
}
