// Which gateway a command means, and with which credential: --url, --target, the settings, the last one, this computer.
import { z } from 'zod'
import { defaultGatewayPort, SshEngine, type ConnectionTarget } from '../../src-shared/connection.ts'
import type { RecentTarget } from '../../src-shared/desktop-api.ts'
import { appError } from '../../src-shared/errors.ts'
import type { HostSettings } from '../../src-shared/settings.ts'
import type { GatewayCredentials } from '../gateway-client/client-identity.ts'
import { parseTarget } from './parse-target.ts'

export type Choice = {
  readonly target: ConnectionTarget
  /** Absent: what the vault holds for this target. */
  readonly credentials?: GatewayCredentials | undefined
}

export type ChoiceParts = {
  readonly url?: string | undefined
  readonly target?: string | undefined
  readonly tlsFingerprint?: string | undefined
  /** From --token, --token-file, --password or --password-file. */
  readonly given?: GatewayCredentials | undefined
  readonly env: NodeJS.ProcessEnv
  /** The parsed settings file. */
  readonly document: Readonly<Record<string, unknown>>
  readonly hosts: readonly HostSettings[]
  readonly recent: readonly RecentTarget[]
}

/** Throws CREDENTIALS_REQUIRED for --url without a credential given beside it, INVALID_INPUT or SETTINGS_BROKEN. */
export function chooseTarget(parts: ChoiceParts): Choice {
  const { url, target, tlsFingerprint, given } = parts
  if (url !== undefined) {
    if (target !== undefined)
      throw appError('INVALID_INPUT', { what: '--target', why: 'it cannot be given together with --url' })
    if (!/^wss?:\/\//i.test(url))
      throw appError('URL_INVALID', { why: 'it does not begin with ws:// or wss://' })
    // What is stored or configured belongs to another gateway: sending it to an address from a command line leaks it.
    if (!given) throw appError('CREDENTIALS_REQUIRED', {})
    return { target: parseTarget(url, { tlsFingerprint }), credentials: given }
  }
  const credentials = given ?? credentialsFromEnv(parts.env)
  if (target !== undefined)
    return { target: parseTarget(target, { tlsFingerprint }, parts.hosts), credentials }

  const configured = configuredRemote(parts.document)
  if (configured) return { target: configured.target, credentials: credentials ?? configured.credentials }
  const last = parts.recent[0]
  return { target: last?.target ?? { kind: 'local' }, credentials }
}

/** Set by hand for a script; the second name is the one OpenClaw's own CLI takes. */
export function credentialsFromEnv(env: NodeJS.ProcessEnv): GatewayCredentials | undefined {
  const token = env['GANGWAY_GATEWAY_TOKEN'] || env['OPENCLAW_GATEWAY_TOKEN']
  return token ? { token } : undefined
}

const Remote = z.looseObject({
  gateway: z.looseObject({
    mode: z.literal('remote'),
    remote: z.looseObject({
      url: z.string().optional(),
      transport: z.enum(['ssh', 'direct']).optional(),
      sshTarget: z.string().min(1).optional(),
      remotePort: z.int().min(1).max(65_535).optional(),
      token: z.unknown().optional(),
      password: z.unknown().optional(),
      tlsFingerprint: z.string().optional(),
      /** Gangway's own: which of its SSH engines to use. */
      engine: SshEngine.optional(),
    }),
  }),
})

/** `gateway.mode: "remote"` with OpenClaw's own keys (docs: gateway/remote, gateway/config-gateway). */
function configuredRemote(document: ChoiceParts['document']): Choice | undefined {
  const mode = (document['gateway'] as { mode?: unknown } | undefined)?.mode
  if (mode !== 'remote') return undefined
  const { data } = Remote.safeParse(document)
  const remote = data?.gateway.remote
  const credentials = remote && credentialsOf(remote)
  if (remote?.sshTarget !== undefined && remote.transport !== 'direct') {
    const gatewayPort = remote.remotePort ?? portOf(remote.url) ?? defaultGatewayPort
    return { target: parseTarget(remote.sshTarget, { gatewayPort, engine: remote.engine }), credentials }
  }
  if (remote?.url !== undefined)
    return { target: parseTarget(remote.url, { tlsFingerprint: remote.tlsFingerprint }), credentials }
  throw appError('INVALID_INPUT', {
    what: 'gateway.remote',
    why: 'gateway.mode is "remote", and neither url nor sshTarget can be used',
  })
}

/** Secrets that stand in the file as text. References to secret providers are OpenClaw's own and left alone. */
function credentialsOf(remote: { token?: unknown; password?: unknown }): GatewayCredentials | undefined {
  if (typeof remote.token === 'string' && remote.token) return { token: remote.token }
  if (typeof remote.password === 'string' && remote.password) return { password: remote.password }
  return undefined
}

function portOf(url: string | undefined): number | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined
  return Number(new URL(url).port) || undefined
}
