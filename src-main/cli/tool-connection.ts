// The one connection of a short command: opened once, never retried, with the least that the command needs.
import path from 'node:path'
import {
  targetKey,
  targetName,
  type ConnectionTarget,
  type GatewayInfo,
} from '../../src-shared/connection.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { climb, newLadder, type Ladder, type LadderReporter } from '../../src-shared/ladder.ts'
import type { Endpoint } from '../connection/endpoint.ts'
import { parseGatewayUrl } from '../connection/gateway-address.ts'
import { readGatewaySecret } from '../connection/gateway-secrets.ts'
import { endpointFor } from '../connection/open-gateway.ts'
import {
  describeClient,
  describeTool,
  type ClientIdentity,
  type GatewayCredentials,
} from '../gateway-client/client-identity.ts'
import { usualScopes } from '../gateway-client/connect-request.ts'
import { loadDeviceIdentity, type DeviceIdentity } from '../gateway-client/device-identity.ts'
import { noDeviceTokens, vaultDeviceTokens, type DeviceTokens } from '../gateway-client/device-tokens.ts'
import { connectGateway, type GatewayConnection } from '../gateway-client/gateway-connection.ts'
import type { Log } from '../logging/log.ts'
import type { SecretStore } from '../settings/secret-vault.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import type { SshConfigSource } from '../tunnel/ssh-config/ssh-host.ts'
import type { AskPerson } from '../tunnel/tunnel.ts'

export type ToolConnection = {
  /** Whose connection it is: the running app's, or one of the command's own. */
  readonly via: 'app' | 'own'
  readonly target: ConnectionTarget
  readonly gateway: GatewayInfo
  /** As far as it was climbed. */
  readonly ladder: Ladder
  /** For the steps that are the command's own. */
  readonly report: LadderReporter
  /** Rejects with what `GatewayConnection.request` rejects with, and when the command is interrupted. */
  readonly request: GatewayConnection['request']
  /** The road below it; absent where that is the running app's. */
  readonly road?: Endpoint | undefined
  readonly close: () => Promise<void>
}

export type Scope =
  | 'operator.read'
  | 'operator.write'
  | 'operator.approvals'
  | 'operator.pairing'
  | 'operator.admin'

/** The scopes without which a command is of no use. */
export type Needs = {
  /** Beside the usual ones, which a device always has. */
  readonly asDevice: readonly Scope[]
  /** A tool holds the gateway's secret: nothing is widened when it asks for much. */
  readonly asTool: readonly Scope[]
  /** Worth trying with less: what is asked for may need none of them. */
  readonly orLess?: boolean | undefined
}

export type ToolConnectionParts = {
  readonly target: ConnectionTarget
  /** Shown alone; absent: what is stored for this target. */
  readonly credentials: GatewayCredentials | undefined
  readonly needs: Needs
  /** For each answer; 30,000 when absent. */
  readonly timeoutMs?: number | undefined
  readonly version: string
  readonly stateDir: string
  /** `default` when absent. */
  readonly profile?: string | undefined
  readonly sshConfig: SshConfigSource
  readonly localGatewayPort: number | undefined
  readonly settings: SettingsStore
  readonly vault: SecretStore
  readonly ask: AskPerson
  readonly log: Log
  readonly signal: AbortSignal
  readonly onLadder?: ((ladder: Ladder) => void) | undefined
}

/** Rejects with the error of the step that failed, or the signal's reason; nothing is left open then. */
export async function openToolConnection(parts: ToolConnectionParts): Promise<ToolConnection> {
  const { target, vault, signal } = parts
  let ladder = newLadder(target.kind)
  const report: LadderReporter = event => {
    ladder = climb(ladder, { ...event, at: Date.now() })
    parts.onLadder?.(ladder)
  }
  const endpoint = endpointFor(target, {
    ...parts,
    appKnownHosts: path.join(parts.stateDir, 'known_hosts'),
  })
  try {
    const shared = parts.credentials ?? (await storedCredentials(target, endpoint, vault))
    const self = await whoWeAre(parts, shared)
    const connection = await connectGateway({
      ...self,
      url: endpoint.url,
      where: endpoint.where,
      host: endpoint.host,
      openStream: () => endpoint.openStream({ report, attended: true, signal }),
      credentials: () => Promise.resolve(shared),
      insists: true,
      caps: [],
      report,
      watchers: { event: () => undefined, gap: () => undefined },
      log: parts.log,
      signal,
    })
    return {
      via: 'own',
      target,
      gateway: connection.info,
      get ladder() {
        return ladder
      },
      report,
      road: endpoint,
      request: (method, params, options) =>
        connection.request(method, params, { signal, timeoutMs: parts.timeoutMs, ...options }),
      close: async () => {
        await connection.close()
        await endpoint.close()
      },
    }
  } catch (error) {
    await endpoint.close()
    throw error
  }
}

/** What is kept for a target, else what its road brings along. Rejects with VAULT_UNAVAILABLE. */
export async function storedCredentials(
  target: ConnectionTarget,
  endpoint: Pick<Endpoint, 'credentials'>,
  vault: SecretStore,
): Promise<GatewayCredentials> {
  const kept = await readGatewaySecret(vault, target)
  return kept.token || kept.password ? kept : endpoint.credentials()
}

type Self = {
  readonly client: ClientIdentity
  readonly device: DeviceIdentity | undefined
  readonly tokens: DeviceTokens
  readonly scopes: readonly string[]
}

/**
 * Where the gateway sees its own computer and is shown its secret, a tool without a device, with no more scopes than
 * it needs: no pairing is begun or widened for it. Elsewhere this installation's device.
 */
async function whoWeAre(parts: ToolConnectionParts, shared: GatewayCredentials): Promise<Self> {
  const { target, vault, version, needs } = parts
  if (endsOnLoopback(target) && (shared.token || shared.password)) {
    return { client: describeTool(version), device: undefined, tokens: noDeviceTokens, scopes: needs.asTool }
  }
  const device = await loadDeviceIdentity(vault)
  const client = describeClient({ version, deviceId: device.id })
  const of = {
    gateway: targetKey(target),
    name: targetName(target, inEnglish),
    role: 'operator',
    deviceId: device.id,
    clientId: client.id,
  }
  return {
    client,
    device,
    tokens: parts.credentials ? noDeviceTokens : vaultDeviceTokens(vault, of),
    // The same set each time: a narrower one would cost the app its device token.
    scopes: [...new Set([...usualScopes, ...needs.asDevice])],
  }
}

/** Over SSH too the gateway is spoken to from its own host. */
function endsOnLoopback(target: ConnectionTarget): boolean {
  if (target.kind !== 'direct') return true
  const { hostname } = parseGatewayUrl(target.url)
  return /^(?:localhost|127(?:\.\d+){3}|::1)$/i.test(hostname)
}
