// Whether a gateway may open its door as it is configured, and how: decided before anything is opened.
import { appError } from '../../src-shared/errors.ts'
import { bindHosts } from './bind.ts'
import type { ConfigProblem, GatewayConfig } from './gateway-config.ts'
import type { GatewayOptions } from './gateway.ts'
import { resolveAuth, type GatewayAuth } from './shared-secret.ts'

export type AccessPlan = {
  readonly auth: GatewayAuth
  /** Where to listen. */
  readonly hosts: readonly string[]
}

/** Keys whose defaults are no substitute for what somebody meant to write there. */
const guarded = ['gateway.bind', 'gateway.customBindHost', 'gateway.auth', 'gateway.tls', 'gateway.tailscale']

/** Errors: INVALID_INPUT, BIND_REFUSED, STORE_FAILED. */
export function planAccess(
  options: Pick<GatewayOptions, 'auth' | 'bind' | 'stateDir'>,
  config: GatewayConfig,
  problems: readonly ConfigProblem[],
): AccessPlan {
  const broken = problems.find(({ path }) => guarded.some(key => path === key || path.startsWith(`${key}.`)))
  if (broken) throw appError('INVALID_INPUT', { what: broken.path, why: broken.why })
  const auth = resolveAuth(options.auth ?? {}, config.auth, options.stateDir)
  return { auth, hosts: bindHosts(options.bind ?? config.bind, config, auth) }
}
