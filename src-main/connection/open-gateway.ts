// From a target to a greeted gateway: which road, which credential, which identity.
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { targetKey, targetName } from '../../src-shared/connection.ts'
import type { LadderReporter } from '../../src-shared/ladder.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import type { GatewayCredentials } from '../gateway-client/client-identity.ts'
import { loadDeviceIdentity } from '../gateway-client/device-identity.ts'
import { noDeviceTokens, vaultDeviceTokens, type DeviceTokens } from '../gateway-client/device-tokens.ts'
import { connectGateway, type GatewayConnection } from '../gateway-client/gateway-connection.ts'
import type { GatewayWatchers } from '../gateway-client/greeting.ts'
import type { ConnectionParts } from './connection-parts.ts'
import { directEndpoint } from './direct-endpoint.ts'
import type { Endpoint } from './endpoint.ts'
import { readGatewaySecret } from './gateway-secrets.ts'
import type { BorrowedSecret } from './help-over-ssh.ts'
import { localEndpoint, type LocalRoadParts } from './local-endpoint.ts'
import { orAbort } from './or-abort.ts'
import { openPinnedCertificates } from './pinned-certificates.ts'
import type { ProxyParts } from './proxy/proxy-choice.ts'
import { sshEndpoint, type SshRoadParts } from './ssh-endpoint.ts'

/** The road for a target; nothing is opened yet. Throws URL_INVALID or PLAINTEXT_REFUSED. */
export function endpointFor(
  target: ConnectionTarget,
  parts: LocalRoadParts & SshRoadParts & ProxyParts,
): Endpoint {
  switch (target.kind) {
    case 'local':
      return localEndpoint(parts)
    case 'ssh':
      return sshEndpoint(target, parts)
    case 'direct':
      return directEndpoint(target, { ...parts, pinned: openPinnedCertificates(parts.stateDir, parts) })
  }
}

export type OpenGatewayOptions = {
  readonly target: ConnectionTarget
  readonly endpoint: Endpoint
  readonly attended: boolean
  /** Given explicitly: then nothing stored is used, and nothing is stored. */
  readonly credentials: GatewayCredentials | undefined
  /** A secret that counts before a stored one, and for this one login. */
  readonly borrowed?: BorrowedSecret | undefined
  /** Without all of these it is of no use. Absent: what everyday use needs, and what was granted before. */
  readonly scopes?: readonly string[] | undefined
  /** This device has a token of its own, and it is kept. */
  readonly tokenKept?: (() => void) | undefined
  readonly report: LadderReporter
  readonly watchers: GatewayWatchers
  readonly signal: AbortSignal
}

/** Climbs from the first step to the scopes. Rejects with an AppError or the signal's reason. */
export async function openGateway(
  options: OpenGatewayOptions,
  parts: ConnectionParts,
): Promise<GatewayConnection> {
  const { target, endpoint, attended, credentials, report, signal } = options
  const { client, vault, comesAs } = parts
  const role = comesAs?.role ?? 'operator'
  // A keychain may wait for its password: nobody who calls the attempt off waits with it.
  const device = await orAbort(loadDeviceIdentity(vault, comesAs?.identity), signal)
  const tellingTokens = (): DeviceTokens => {
    const tokens = vaultDeviceTokens(vault, { ...ofGateway, deviceId: device.id, clientId: client.id })
    return { ...tokens, keep: async token => tokens.keep(token).then(options.tokenKept) }
  }
  const ofGateway = { gateway: targetKey(target), name: targetName(target, inEnglish), role }
  return connectGateway({
    url: endpoint.url,
    where: endpoint.where,
    host: endpoint.host,
    openStream: () => endpoint.openStream({ report, attended, signal }),
    device,
    client,
    credentials: async () => credentials ?? (await orAbort(storedCredentials(options, parts), signal)),
    tokens: credentials ? noDeviceTokens : tellingTokens(),
    readFrom: credentials ? undefined : options.borrowed?.file,
    ...(options.scopes && { scopes: options.scopes, insists: true }),
    ...(comesAs && { role, scopes: [], caps: comesAs.caps, commands: comesAs.commands }),
    report,
    watchers: options.watchers,
    log: parts.log,
    signal,
  })
}

async function storedCredentials(
  { target, endpoint, borrowed }: OpenGatewayOptions,
  { vault }: ConnectionParts,
): Promise<GatewayCredentials> {
  if (borrowed) return borrowed.credentials
  const kept = await readGatewaySecret(vault, target)
  return kept.token || kept.password ? kept : endpoint.credentials()
}
