// Which of the configured secrets a command shows, in OpenClaw's own order (docs: gateway/remote, Credential precedence).
import { z } from 'zod'
import { appError } from '../../src-shared/errors.ts'
import type { GatewayCredentials } from '../gateway-client/client-identity.ts'

/** A credential, and where it came from in words a person can look up. */
export type SourcedCredentials = {
  readonly credentials: GatewayCredentials
  readonly from: string
}

export type GatewayMode = 'local' | 'remote'
type Kind = 'token' | 'password'

/** `env`: OPENCLAW_GATEWAY_TOKEN or _PASSWORD. The first that is set counts; token and password are found each by itself. */
const order: Record<GatewayMode, Record<Kind, readonly ('auth' | 'remote' | 'env')[]>> = {
  local: { token: ['auth', 'env', 'remote'], password: ['auth', 'env', 'remote'] },
  remote: { token: ['remote', 'env', 'auth'], password: ['env', 'remote', 'auth'] },
}

const Secrets = z.looseObject({ token: z.unknown(), password: z.unknown() }).partial()
const Document = z.looseObject({
  gateway: z.looseObject({ auth: Secrets.optional(), remote: Secrets.optional() }).optional(),
})

/**
 * What the settings and the environment hold for the gateway of that mode; nothing when they hold nothing. Throws
 * INVALID_INPUT when the secret that counts comes from a provider: another one in its place would hide that.
 */
export function configuredCredentials(
  mode: GatewayMode,
  document: Readonly<Record<string, unknown>>,
  env: NodeJS.ProcessEnv,
): SourcedCredentials | undefined {
  const gateway = Document.safeParse(document).data?.gateway
  const find = (kind: Kind): { readonly secret: string; readonly from: string } | undefined => {
    for (const source of order[mode][kind]) {
      const name = source === 'env' ? undefined : `gateway.${source}.${kind}`
      const found =
        name === undefined || source === 'env'
          ? fromEnv(kind, env)
          : fromDocument(gateway?.[source]?.[kind], name, env)
      if (found) return found
    }
    return undefined
  }
  return combine(find('token'), find('password'))
}

/** What the environment alone holds: all that may go to an address from the environment. */
export function credentialsFromEnv(env: NodeJS.ProcessEnv): SourcedCredentials | undefined {
  return combine(fromEnv('token', env), fromEnv('password', env))
}

type Found = { readonly secret: string; readonly from: string }

function combine(token: Found | undefined, password: Found | undefined): SourcedCredentials | undefined {
  const found = [token, password].filter(one => one !== undefined)
  if (found.length === 0) return undefined
  return {
    credentials: { token: token?.secret, password: password?.secret },
    from: found.map(one => one.from).join(' and '),
  }
}

/** GANGWAY_… is for whoever has an OpenClaw of another address in the same environment. */
function fromEnv(kind: Kind, env: NodeJS.ProcessEnv): Found | undefined {
  const names = ['GANGWAY', 'OPENCLAW'].map(owner => `${owner}_GATEWAY_${kind.toUpperCase()}`)
  const name = names.find(one => env[one])
  return name === undefined ? undefined : { secret: env[name] ?? '', from: name }
}

const Reference = z.looseObject({ source: z.string(), id: z.string() })
const variable = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

/** Text, text with ${VARIABLES}, or a reference to a variable. Text whose variable is not set counts as absent. */
function fromDocument(input: unknown, name: string, env: NodeJS.ProcessEnv): Found | undefined {
  if (typeof input === 'string') {
    const missing = [...input.matchAll(variable)].some(([, id]) => !env[id ?? ''])
    const secret = missing ? '' : input.replaceAll(variable, (_, id: string) => env[id] ?? '')
    return secret === '' ? undefined : { secret, from: name }
  }
  const reference = Reference.safeParse(input).data
  if (!reference) return undefined
  const value = reference.source === 'env' ? env[reference.id] : undefined
  if (value) return { secret: value, from: `${name} (the variable ${reference.id})` }
  const why =
    reference.source === 'env'
      ? `it is to come from the variable ${reference.id}, which is not set`
      : `it is to come from a provider (${reference.source}), which Gangway does not ask`
  throw appError('INVALID_INPUT', { what: name, why })
}
