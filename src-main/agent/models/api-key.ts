// Where a provider's key comes from.
import { appError } from '../../../src-shared/errors.ts'
import { knownProviders } from './known-providers.ts'
import type { ModelProvider, SecretInput } from './model-config.ts'

const variable = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

export type KeySources = {
  readonly env?: NodeJS.ProcessEnv | undefined
  /** A secret from the vault, by id. Rejects when the vault cannot say. */
  readonly readSecret?: ((id: string) => Promise<string | undefined>) | undefined
}

/** Where the vault keeps the key of a provider. */
const modelKeyId = (providerId: string): string => `model-key/${providerId}`

/**
 * The key of a provider; undefined when there is none (local servers need none). What the configuration says comes
 * first, then the vault's `model-key/PROVIDER`, then the usual variables of known services.
 * Errors: MODEL_KEY_MISSING, which names the place and never a value; VAULT_UNAVAILABLE.
 */
export async function findKey(
  providerId: string,
  { apiKey, baseUrl }: Pick<ModelProvider, 'apiKey' | 'baseUrl'>,
  sources: KeySources = {},
): Promise<string | undefined> {
  if (typeof apiKey === 'object' && apiKey.source === 'vault') {
    const kept = await sources.readSecret?.(apiKey.id)
    if (kept) return kept
    throw appError('MODEL_KEY_MISSING', { provider: providerId, where: `the vault, as ${apiKey.id}` })
  }
  if (apiKey !== undefined) return resolveApiKey(apiKey, providerId, sources.env)
  return isOnThisComputer(baseUrl) ? undefined : usualKey(providerId, sources)
}

/**
 * The key itself. `${VARIABLE}` and `{ source: 'env', id }` are read from `env`; undefined when there is none.
 * Errors: MODEL_KEY_MISSING, which names the variable and never a value.
 */
export function resolveApiKey(
  input: SecretInput | undefined,
  providerId: string,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  if (input === undefined) return undefined
  if (typeof input === 'string') return input.replaceAll(variable, (_, name: string) => read(name))
  if (input.source !== 'env') {
    throw appError('MODEL_KEY_MISSING', { provider: providerId, where: `a "${input.source}" secret` })
  }
  return read(input.id)

  function read(name: string): string {
    const value = env[name]
    if (!value) throw appError('MODEL_KEY_MISSING', { provider: providerId, where: `the variable ${name}` })
    return value
  }
}

/** A key nobody configured: in the vault or, for services everybody knows, in the environment. */
async function usualKey(providerId: string, { env = process.env, readSecret }: KeySources) {
  const variables = knownProviders.find(({ id }) => id === providerId)?.keyVariables ?? []
  const found = variables.map(name => env[name]).find(Boolean)
  try {
    const kept = await readSecret?.(modelKeyId(providerId))
    if (kept) return kept
  } catch (error) {
    // A locked vault is no obstacle as long as the key is elsewhere, too.
    if (!found) throw error
  }
  const [first] = variables
  if (!found && first) {
    throw appError('MODEL_KEY_MISSING', { provider: providerId, where: `the variable ${first} or the vault` })
  }
  return found
}

function isOnThisComputer(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl)
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}
