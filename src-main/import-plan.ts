// Which gateway an OpenClaw configuration means, with which secret, and what of it cannot be taken over. Pure.
import { z } from 'zod'
import { defaultGatewayPort, type ConnectionTarget } from '../src-shared/connection.ts'
import { isAppError } from '../src-shared/errors.ts'
import type { ImportPlan, LeftKeys, LeftReason } from '../src-shared/openclaw-import.ts'
import { configuredCredentials, type GatewayMode } from './connection/configured-credentials.ts'
import { configuredRemote } from './connection/configured-remote.ts'
import type { GatewaySecret } from './connection/gateway-secrets.ts'

type Document = Readonly<Record<string, unknown>>

export type PlannedImport = Omit<ImportPlan, 'path' | 'hash' | 'target'> & {
  /** Undefined when the file names no gateway that can be reached. */
  readonly target: ConnectionTarget | undefined
  /** Not part of the plan that is shown. */
  readonly secret: GatewaySecret | undefined
}

const anyObject = z.record(z.string(), z.unknown()).catch({})
/** OpenClaw's words for it, and ours. */
const hostKeyPolicies: ReadonlyMap<unknown, 'yes' | 'follow'> = new Map([
  ['strict', 'yes'],
  ['openssh', 'follow'],
])
const Port = z.int().min(1).max(65_535)

/** Keys that say nothing about a gateway: who wrote the file, when, and what an editor checks it with. */
const remarks = new Set(['$schema', 'meta', 'wizard', 'lastTouchedAt', 'lastTouchedVersion'])
const readOfGateway = new Set(['mode', 'port', 'auth', 'tls', 'remote'])
const readOfRemote = new Set([
  'url',
  'transport',
  'sshTarget',
  'remotePort',
  'tlsFingerprint',
  'engine',
  'token',
  'password',
])

/** `env` is where ${VARIABLES} and references to variables are looked up, as OpenClaw would. */
export function planImport(document: Document, env: NodeJS.ProcessEnv): PlannedImport {
  const gateway = anyObject.parse(document['gateway'])
  const mode: GatewayMode = gateway['mode'] === 'remote' ? 'remote' : 'local'
  const target = mode === 'remote' ? remoteTarget(document) : localTarget(gateway)
  const found = credentialOf(mode, document, env)
  const left = new Map<LeftReason, string[]>()
  const leave = (reason: LeftReason, key: string) => left.set(reason, [...(left.get(reason) ?? []), key])

  for (const key of Object.keys(document)) {
    if (key === '$include') leave('include', key)
    else if (key !== 'gateway' && !remarks.has(key)) leave('gateway', key)
  }
  for (const key of Object.keys(gateway)) {
    if (key === '$include') leave('include', `gateway.${key}`)
    else if (!readOfGateway.has(key)) leave('gateway', `gateway.${key}`)
  }
  const remote = anyObject.parse(mode === 'remote' ? gateway['remote'] : {})
  const policy = target?.kind === 'ssh' ? hostKeyPolicies.get(remote['sshHostKeyPolicy']) : undefined
  if (mode === 'remote') leaveOfRemote(remote, target, policy !== undefined, leave)
  else if (hasTls(gateway)) leave('asked-later', 'gateway.tls')
  if (found.problem) leave(found.problem, found.key)
  if (found.second) leave('one-secret', found.second)

  return {
    target,
    secret: found.secret,
    hostKeys: policy,
    credential: found.secret && { kind: found.secret.kind, from: found.key },
    left: [...left].map(([reason, keys]): LeftKeys => ({ reason, keys })),
  }
}

function leaveOfRemote(
  remote: Document,
  target: ConnectionTarget | undefined,
  takesPolicy: boolean,
  leave: (reason: LeftReason, key: string) => void,
): void {
  const takesIdentity = target?.kind === 'ssh' && 'identityFile' in target
  for (const key of Object.keys(remote)) {
    const name = `gateway.remote.${key}`
    if (key === 'sshIdentity') {
      if (!takesIdentity) leave('ssh-config', name)
    } else if (key === 'sshHostKeyPolicy') {
      if (!takesPolicy) leave('asked-later', name)
    } else if (key === '$include') leave('include', name)
    else if (!readOfRemote.has(key)) leave('gateway', name)
  }
}

function remoteTarget(document: Document): ConnectionTarget | undefined {
  try {
    return configuredRemote(document)
  } catch (error) {
    // It is nowhere, or has an address that cannot be used.
    if (isAppError(error)) return undefined
    throw error
  }
}

/** OpenClaw's gateway of this computer, which is another one than Gangway's own: by its address. */
function localTarget(gateway: Document): ConnectionTarget {
  const port = Port.safeParse(gateway['port']).data ?? defaultGatewayPort
  return { kind: 'direct', url: `${hasTls(gateway) ? 'wss' : 'ws'}://127.0.0.1:${port}` }
}

function hasTls(gateway: Document): boolean {
  return anyObject.parse(gateway['tls'])['enabled'] === true
}

type Found = {
  readonly secret?: GatewaySecret | undefined
  /** Where the secret, or what is in its way, stands. */
  readonly key: string
  readonly second?: string | undefined
  readonly problem?: 'provider' | 'unset-variable' | undefined
}

/** What OpenClaw would show with this file in this environment. */
function credentialOf(mode: GatewayMode, document: Document, env: NodeJS.ProcessEnv): Found {
  const unset = unsetVariable(mode, document, env)
  try {
    const found = configuredCredentials(mode, document, env)
    const [token, password] = [found?.credentials.token, found?.credentials.password]
    const keys = found?.from.split(' and ') ?? []
    const secrets: GatewaySecret[] = [
      ...(token ? [{ kind: 'token', secret: token } as const] : []),
      ...(password ? [{ kind: 'password', secret: password } as const] : []),
    ]
    const wanted = Math.max(0, wantsPassword(mode, document) ? secrets.length - 1 : 0)
    const secret = secrets[wanted]
    if (!secret) return unset ? { key: unset, problem: 'unset-variable' } : { key: '' }
    return { secret, key: keys[wanted] ?? '', second: keys[1 - wanted] }
  } catch (error) {
    if (!isAppError(error)) throw error
    return unset === undefined
      ? { key: namedIn(error.report.details['what']), problem: 'provider' }
      : { key: unset, problem: 'unset-variable' }
  }
}

function namedIn(what: unknown): string {
  return typeof what === 'string' ? what : ''
}

function wantsPassword(mode: GatewayMode, document: Document): boolean {
  const auth = anyObject.parse(anyObject.parse(document['gateway'])['auth'])
  return mode === 'local' && auth['mode'] === 'password'
}

/** The key whose secret is to come from a variable that is not set here. */
function unsetVariable(mode: GatewayMode, document: Document, env: NodeJS.ProcessEnv): string | undefined {
  const gateway = anyObject.parse(document['gateway'])
  const section = mode === 'remote' ? 'remote' : 'auth'
  for (const kind of ['token', 'password'] as const) {
    const value = anyObject.parse(gateway[section])[kind]
    const text = typeof value === 'string' ? value : ''
    const reference = anyObject.parse(value)
    const names =
      reference['source'] === 'env'
        ? [String(reference['id'])]
        : [...text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g)].map(([, name]) => name ?? '')
    if (names.some(name => !env[name])) return `gateway.${section}.${kind}`
  }
  return undefined
}
