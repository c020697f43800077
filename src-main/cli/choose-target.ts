// Which gateway a command means, and with which credential: --url, --target, the environment, the settings, the last
// one, this computer.
import { targetKey, type ConnectionTarget } from '../../src-shared/connection.ts'
import type { RecentTarget } from '../../src-shared/desktop-api.ts'
import { appError } from '../../src-shared/errors.ts'
import { hostsWithRecent, type HostSettings } from '../../src-shared/settings.ts'
import {
  configuredCredentials,
  credentialsFromEnv,
  type SourcedCredentials,
} from '../connection/configured-credentials.ts'
import { configuredMode, configuredRemote } from '../connection/configured-remote.ts'
import { parseTarget } from '../connection/parse-target.ts'

export type Choice = {
  readonly target: ConnectionTarget
  /** Absent: what is stored for this target. */
  readonly shown?: SourcedCredentials | undefined
}

export type ChoiceParts = {
  readonly url?: string | undefined
  readonly target?: string | undefined
  /** Of the SSH host that is named by `target`. */
  readonly gatewayPort?: number | undefined
  readonly tlsFingerprint?: string | undefined
  /** From --token, --token-file, --password or --password-file: it wins over everything, and alone. */
  readonly given?: SourcedCredentials | undefined
  readonly env: NodeJS.ProcessEnv
  /** The parsed settings file. */
  readonly document: Readonly<Record<string, unknown>>
  readonly hosts: readonly HostSettings[]
  readonly recent: readonly RecentTarget[]
}

/**
 * Throws CREDENTIALS_REQUIRED for an address (--url, OPENCLAW_GATEWAY_URL) without a credential of its own: what is
 * stored or configured belongs to another gateway, and sending it to any address that is named would leak it.
 * Throws URL_INVALID, INVALID_INPUT or TARGET_INVALID for what cannot be used.
 */
export function chooseTarget(parts: ChoiceParts): Choice {
  const { url, target, gatewayPort, tlsFingerprint, given, env, document, hosts } = parts
  if (gatewayPort !== undefined && target === undefined)
    throw appError('INVALID_INPUT', { what: '--gateway-port', why: 'it goes with --target' })
  if (url !== undefined) {
    if (target !== undefined)
      throw appError('INVALID_INPUT', { what: '--target', why: 'it cannot be given together with --url' })
    return addressed(url, { tlsFingerprint }, given, '--url')
  }
  if (target !== undefined) {
    const named = parseTarget(target, { gatewayPort, tlsFingerprint }, hostsWithRecent(hosts, parts.recent))
    return { target: named, shown: given ?? credentialsFor(named, parts) }
  }
  const urlInEnv = env['GANGWAY_GATEWAY_URL'] || env['OPENCLAW_GATEWAY_URL']
  if (urlInEnv) return addressed(urlInEnv, {}, given ?? credentialsFromEnv(env), 'OPENCLAW_GATEWAY_URL')

  const remote = configuredRemote(document)
  if (remote) return { target: remote, shown: given ?? configuredCredentials('remote', document, env) }
  const last = configuredMode(document) === 'local' ? undefined : parts.recent[0]?.target
  // The environment's credential is that of the gateway a script means, not of the one that was last clicked.
  if (last && last.kind !== 'local') return { target: last, shown: given }
  return { target: { kind: 'local' }, shown: given ?? configuredCredentials('local', document, env) }
}

function addressed(
  url: string,
  options: { readonly tlsFingerprint?: string | undefined },
  shown: SourcedCredentials | undefined,
  how: '--url' | 'OPENCLAW_GATEWAY_URL',
): Choice {
  if (!/^wss?:\/\//i.test(url))
    throw appError('URL_INVALID', { why: 'it does not begin with ws:// or wss://' })
  if (!shown) throw appError('CREDENTIALS_REQUIRED', { how })
  return { target: parseTarget(url, options), shown }
}

/** A target that was named: what the settings hold for this very one, else the environment's for a script. */
export function credentialsFor(
  target: ConnectionTarget,
  { document, env }: Pick<ChoiceParts, 'document' | 'env'>,
): SourcedCredentials | undefined {
  if (target.kind === 'local') return configuredCredentials('local', document, env)
  const remote = configuredMode(document) === 'remote' ? configuredRemote(document) : undefined
  const isConfigured = remote && targetKey(remote) === targetKey(target)
  return isConfigured ? configuredCredentials('remote', document, env) : credentialsFromEnv(env)
}
