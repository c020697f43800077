// The gateway of this computer: the one that already answers, else the embedded one, started for us.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { z } from 'zod'
import { thisComputer } from '../../src-shared/error-words.ts'
import { appError, isAppError } from '../../src-shared/errors.ts'
import type { GatewayCredentials } from '../gateway-client/client-identity.ts'
import { readGatewayOwner } from '../settings/gateway-owner.ts'
import { gatewayPort } from '../settings/gateway-port.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import { dialTcp } from '../tunnel/dial-tcp.ts'
import { openTls } from './certificate.ts'
import { takeStep, type Endpoint } from './endpoint.ts'
import { orAbort } from './or-abort.ts'

export type LocalGatewayAddress = {
  readonly url: string
  /** SHA-256 of its certificate, when it speaks TLS. */
  readonly tlsFingerprint?: string | undefined
}

export type StartLocalGateway = (
  signal: AbortSignal,
) => Promise<LocalGatewayAddress & { token?: string | undefined; password?: string | undefined }>

export type LocalRoadParts = {
  readonly stateDir: string
  /** Decides the port where nothing else does; `default` when absent. */
  readonly profile?: string | undefined
  readonly settings: Pick<SettingsStore, 'document'>
  /** Named for this one time: wins over the settings, and over what runs. */
  readonly localGatewayPort?: number | undefined
  /** Absent: only a gateway that already runs is used. */
  readonly startLocalGateway?: StartLocalGateway | undefined
}

const loopback = '127.0.0.1'
const tcpTimeoutMs = 5_000

/** What cannot be used counts as absent: the gateway itself says what is wrong with it. */
const GatewaySection = z.object({
  port: z.unknown().optional(),
  auth: z
    .object({ mode: z.string(), token: z.string(), password: z.string() })
    .partial()
    .optional()
    .catch(undefined),
})

/**
 * Nothing is opened yet. The address is that of the gateway that works in this state directory, else the port that one
 * of this profile would have. The credential is that of `gateway.*` in the settings; without one there, the token that
 * a gateway of this state directory made for itself.
 */
export function localEndpoint(parts: LocalRoadParts): Endpoint {
  const { stateDir, profile = 'default' } = parts
  let started: Awaited<ReturnType<StartLocalGateway>> | undefined
  let address: LocalGatewayAddress | undefined

  const section = () => GatewaySection.safeParse(parts.settings.document['gateway']).data
  const at = (port: number): LocalGatewayAddress => ({ url: `ws://${loopback}:${port}` })
  const usual = () => at(gatewayPort({ profile, configured: section()?.port, env: process.env }))
  const find = () => {
    const running = readGatewayOwner(stateDir) ?? started
    const { localGatewayPort: named } = parts
    if (named === undefined) return running ?? usual()
    return running && Number(new URL(running.url).port) === named ? running : at(named)
  }
  const known = () => (address ??= find())
  const host = () => new URL(known().url).host

  function dialledPort(): number {
    const { port, protocol } = new URL(known().url)
    return Number(port) || (protocol === 'wss:' ? 443 : 80)
  }

  async function dial(signal: AbortSignal): Promise<Duplex> {
    const { url, tlsFingerprint: fingerprint } = known()
    const { hostname, protocol } = new URL(url)
    const port = dialledPort()
    const socket = await dialTcp(
      {
        name: thisComputer,
        hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
        port,
        service: 'gateway',
        family: 'any',
        timeoutMs: tcpTimeoutMs,
        onResolved: () => undefined,
      },
      signal,
    )
    return protocol === 'wss:' ? openTls({ socket, hostname, port, fingerprint }, signal) : socket
  }

  async function dialOrStart(signal: AbortSignal): Promise<Duplex> {
    try {
      return await dial(signal)
    } catch (error) {
      if (!isAppError(error, 'TCP_REFUSED')) throw error
      if (!parts.startLocalGateway) throw appError('GATEWAY_NOT_RUNNING', { port: dialledPort() }, error)
      started = await orAbort(parts.startLocalGateway(signal), signal)
      address = started
      return dial(signal)
    }
  }

  return {
    url: () => new URL(known().url).href,
    where: thisComputer,
    host: thisComputer,
    openStream: async ({ report, signal }) => {
      // It may have been started, ended or moved since the last time, or show another certificate.
      address = find()
      report({ step: 'resolve', verdict: 'passed', note: host() })
      return takeStep(
        report,
        'tcp',
        signal,
        () => dialOrStart(signal),
        () => (started ? `${host()}, started by Gangway` : host()),
      )
    },
    openBeside: dial,
    credentials: async () => {
      if (started) return started
      const written = plainSecrets(section()?.auth)
      return written.token || written.password ? written : { token: await readMadeToken(stateDir) }
    },
    probe: async () => 'unknown',
    handovers: () => 0,
    whyLost: async () => undefined,
    close: async () => undefined,
  }
}

/** Only what is written out: a reference such as ${TOKEN} stands for something we do not resolve. */
function plainSecrets(auth: z.infer<typeof GatewaySection>['auth'] | undefined): GatewayCredentials {
  const plain = (text: string | undefined) => (text === undefined || text.includes('${') ? undefined : text)
  const password = plain(auth?.password)
  return auth?.mode === 'password' ? { password } : { token: plain(auth?.token), password }
}

/** The token that `gangway gateway run` made for itself when none was configured; see gateway/shared-secret.ts. */
async function readMadeToken(stateDir: string): Promise<string | undefined> {
  try {
    return (await readFile(path.join(stateDir, 'gateway-token'), 'utf8')).trim() || undefined
  } catch {
    // There is none, or it is another user's: the gateway will say that it wants one.
    return undefined
  }
}
