// What an OpenClaw configuration would bring along: described before anything of it is saved. Pure.
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { isAppError } from '../../src-shared/errors.ts'
import { configuredRemote } from '../connection/configured-remote.ts'
import type { GatewaySecret } from '../connection/gateway-secrets.ts'
import { readGatewayConfig } from '../gateway/gateway-config.ts'
import type { Json5Edit, Step } from '../settings/edit-json5.ts'

type Document = Readonly<Record<string, unknown>>

export type SecretPresence = 'in the file' | 'a reference' | 'none'

export type ImportPreview = {
  readonly mode: 'local' | 'remote' | 'not set'
  /** Of a remote one; absent when it is nowhere, and `problem` says why. */
  readonly target: ConnectionTarget | undefined
  readonly problem: string | undefined
  readonly remote: {
    readonly token: SecretPresence
    readonly password: SecretPresence
    readonly pin: string | undefined
  }
  readonly local: {
    readonly port: number | undefined
    readonly bind: string
    readonly token: SecretPresence
    readonly password: SecretPresence
  }
  readonly channels: readonly string[]
  /** Whether a gateway of this computer would poll a Telegram bot because of it. */
  readonly pollsBot: boolean
  readonly models: readonly string[]
  /** Kept, and not read by Gangway. */
  readonly unknownKeys: readonly string[]
  readonly problems: readonly { readonly path: string; readonly why: string }[]
  /** Other files it includes, which are not followed. */
  readonly includes: boolean
}

export function previewImport(document: Document): ImportPreview {
  const gateway = objectAt(document, 'gateway')
  const [remote, auth] = [objectAt(gateway, 'remote'), objectAt(gateway, 'auth')]
  const { config, unknownKeys, problems } = readGatewayConfig(document)
  const { mode } = gateway
  const pin = remote['tlsFingerprint']
  return {
    mode: mode === 'local' || mode === 'remote' ? mode : 'not set',
    ...targetOf(document),
    remote: {
      token: presence(remote['token']),
      password: presence(remote['password']),
      pin: typeof pin === 'string' ? pin : undefined,
    },
    local: {
      port: config.port,
      bind: config.bind,
      token: presence(auth['token']),
      password: presence(auth['password']),
    },
    channels: Object.keys(objectAt(document, 'channels')).filter(name => name !== 'defaults'),
    pollsBot: config.channels.telegram?.enabled ?? false,
    models: Object.keys(objectAt(objectAt(document, 'models'), 'providers')),
    unknownKeys,
    problems,
    includes: hasInclude(document),
  }
}

function targetOf(document: Document): Pick<ImportPreview, 'target' | 'problem'> {
  try {
    return { target: configuredRemote(document), problem: undefined }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { target: undefined, problem: error.message }
  }
}

/** The shared secret of the remote gateway when it stands there as text, and its place. Of two, neither is moved. */
export function remoteSecret(
  document: Document,
): { secret: GatewaySecret; path: readonly Step[] } | undefined {
  const remote = objectAt(objectAt(document, 'gateway'), 'remote')
  const found = (['token', 'password'] as const).filter(kind => presence(remote[kind]) === 'in the file')
  const [kind] = found
  if (kind === undefined || found.length > 1) return undefined
  return { secret: { kind, secret: String(remote[kind]) }, path: ['gateway', 'remote', kind] }
}

/** What turns `mine` into mine with theirs laid over it: objects merge, anything else is theirs. */
export function mergeEdits(mine: unknown, theirs: unknown, path: readonly Step[] = []): Json5Edit[] {
  if (isObject(theirs) && (isObject(mine) || path.length === 0)) {
    const known = isObject(mine) ? mine : {}
    return Object.entries(theirs).flatMap(([name, value]) =>
      Object.hasOwn(known, name)
        ? mergeEdits(known[name], value, [...path, name])
        : [{ path: [...path, name], value }],
    )
  }
  return JSON.stringify(mine) === JSON.stringify(theirs) ? [] : [{ path, value: theirs }]
}

function presence(value: unknown): SecretPresence {
  if (typeof value === 'string' && value !== '') return value.includes('${') ? 'a reference' : 'in the file'
  return isObject(value) ? 'a reference' : 'none'
}

function hasInclude(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasInclude)
  return isObject(value) && (Object.hasOwn(value, '$include') || Object.values(value).some(hasInclude))
}

function objectAt(holder: Document, name: string): Document {
  const value = Object.hasOwn(holder, name) ? holder[name] : undefined
  return isObject(value) ? value : {}
}

function isObject(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
