// The gateway of this computer: the one that already answers, else the embedded one, started for us.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { z } from 'zod'
import { defaultGatewayPort } from '../../src-shared/connection.ts'
import { isAppError } from '../../src-shared/errors.ts'
import type { GatewayCredentials } from '../gateway-client/client-identity.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import { dialTcp } from '../tunnel/dial-tcp.ts'
import { takeStep, type Endpoint } from './endpoint.ts'
import { orAbort } from './or-abort.ts'

export type StartLocalGateway = (
  signal: AbortSignal,
) => Promise<{ url: string; token?: string | undefined; password?: string | undefined }>

export type LocalRoadParts = {
  readonly stateDir: string
  readonly settings: Pick<SettingsStore, 'document'>
  /** Wins over `gateway.port` of the settings. */
  readonly localGatewayPort?: number | undefined
  /** Absent: only a gateway that already runs is used. */
  readonly startLocalGateway?: StartLocalGateway | undefined
}

const loopback = '127.0.0.1'
const tcpTimeoutMs = 5_000

/** What cannot be used counts as absent: the gateway itself says what is wrong with it. */
const GatewaySection = z.object({
  port: z.int().min(1).max(65_535).optional().catch(undefined),
  auth: z
    .object({ mode: z.string(), token: z.string(), password: z.string() })
    .partial()
    .optional()
    .catch(undefined),
})

/**
 * Nothing is opened yet. The port and the credential are those of `gateway.*` in the settings; without a credential
 * there, the token that a gateway of this state directory made for itself.
 */
export function localEndpoint(parts: LocalRoadParts): Endpoint {
  let started: { url: string; token?: string | undefined; password?: string | undefined } | undefined

  const section = () => GatewaySection.safeParse(parts.settings.document['gateway']).data ?? {}
  const port = () => parts.localGatewayPort ?? section().port ?? defaultGatewayPort
  const address = () => new URL(started?.url ?? `ws://${loopback}:${port()}`)

  function dial(signal: AbortSignal): Promise<Duplex> {
    const { hostname, port } = address()
    const at = { name: 'this computer', hostname, port: Number(port), family: 'any' } as const
    return dialTcp({ ...at, timeoutMs: tcpTimeoutMs, onResolved: () => undefined }, signal)
  }

  async function dialOrStart(signal: AbortSignal): Promise<Duplex> {
    try {
      return await dial(signal)
    } catch (error) {
      if (!isAppError(error, 'TCP_REFUSED') || !parts.startLocalGateway) throw error
      started = await orAbort(parts.startLocalGateway(signal), signal)
      return dial(signal)
    }
  }

  return {
    url: () => address().href,
    where: 'this computer',
    host: 'this computer',
    openStream: async ({ report, signal }) => {
      report({ step: 'resolve', verdict: 'passed', note: address().host })
      return takeStep(
        report,
        'tcp',
        signal,
        () => dialOrStart(signal),
        () => (started ? `${address().host}, started by Gangway` : address().host),
      )
    },
    openBeside: dial,
    credentials: async () => {
      if (started) return started
      const written = plainSecrets(section().auth)
      return written.token || written.password ? written : { token: await readMadeToken(parts.stateDir) }
    },
    probe: async () => 'unknown',
    whyLost: async () => undefined,
    close: async () => undefined,
  }
}

/** Only what is written out: a reference such as ${TOKEN} stands for something we do not resolve. */
function plainSecrets(auth: z.infer<typeof GatewaySection>['auth']): GatewayCredentials {
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
