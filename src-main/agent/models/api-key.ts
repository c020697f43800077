// Where a provider's key comes from.
import { appError } from '../../../src-shared/errors.ts'
import type { SecretInput } from './model-config.ts'

const variable = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

/**
 * The key itself. `${VARIABLE}` and `{ source: 'env', id }` are read from `env`; undefined when the provider has none
 * (local servers need none). Errors: MODEL_KEY_MISSING, which names the variable and never a value.
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
