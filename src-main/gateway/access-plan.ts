// Whether a gateway may open its door as it is configured, and how: decided before anything is opened.
import { isIP } from 'node:net'
import { appError } from '../../src-shared/errors.ts'
import { gatewayPasswordId, gatewayTokenId } from '../settings/own-gateway-secrets.ts'
import type { Tailscale } from '../tailnet/tailscale.ts'
import { bindHosts, listensBeyond, lockOf, refuseOpenDoor } from './bind.ts'
import type { BindMode, ConfigProblem, GatewayConfig } from './gateway-config.ts'
import type { GatewayOptions } from './gateway-options.ts'
import { isLoopbackHost } from './peer.ts'
import { givenAuth, madeAuth, type GatewayAuth } from './shared-secret.ts'

export type AccessPlan = {
  readonly auth: GatewayAuth
  /** Where to listen. */
  readonly hosts: readonly string[]
  /** Whether Tailscale Serve is to lead here. */
  readonly serves: boolean
}

/** At ten tries in five minutes, a random secret of this many letters outlasts everybody. */
const guessableLength = 12

/** Keys whose defaults are no substitute for what somebody meant to write there. */
const guarded = ['gateway.bind', 'gateway.customBindHost', 'gateway.auth', 'gateway.tls', 'gateway.tailscale']

/** Errors: INVALID_INPUT, BIND_REFUSED, FUNNEL_REFUSED, STORE_FAILED, VAULT_UNAVAILABLE; for "tailnet" also what Tailscale answers with. */
export async function planAccess(
  options: Pick<GatewayOptions, 'auth' | 'bind' | 'stateDir' | 'tailscaleMode' | 'log' | 'readSecret'>,
  config: GatewayConfig,
  problems: readonly ConfigProblem[],
  tailscale: Tailscale,
): Promise<AccessPlan> {
  const broken = problems.find(({ path }) => guarded.some(key => path === key || path.startsWith(`${key}.`)))
  if (broken) throw appError('INVALID_INPUT', { what: broken.path, why: broken.why })
  const bind = options.bind ?? config.bind
  const mode = options.tailscaleMode ?? config.tailscaleMode
  if (mode === 'funnel') throw appError('FUNNEL_REFUSED', {})
  const serves = mode === 'serve'
  if (serves && bind !== 'loopback' && bind !== 'auto') {
    throw appError('INVALID_INPUT', {
      what: 'gateway.tailscale.mode',
      why: '"serve" goes with gateway.bind "loopback": Serve itself is the way in from outside',
    })
  }
  const given = givenAuth(await withKeptSecret(options, config, bind), config.auth)
  if (serves) refuseOpenDoor({ ...config, bind, tailscaleMode: mode }, lockOf(given))
  const tailnetHost = bind === 'tailnet' ? await tailnetAddress(tailscale) : undefined
  const hosts = bindHosts(bind, config, given, tailnetHost)
  const auth = given ?? madeAuth(options.stateDir)
  const isReachable = serves || !hosts.every(isLoopbackHost)
  if (isReachable && auth.mode !== 'none' && auth.secret.length < guessableLength) {
    options.log.warn('the secret is short enough to be guessed by whoever reaches this gateway', {
      mode: auth.mode,
      atLeast: guessableLength,
    })
  }
  return { auth, hosts, serves }
}

/**
 * When the configuration says "password" or "token" and no more, it is the vault's. On loopback a token can be made instead,
 * so a keychain that is locked there does not keep this computer from its own gateway.
 */
async function withKeptSecret(
  { auth = {}, readSecret, log }: Pick<GatewayOptions, 'auth' | 'readSecret' | 'log'>,
  config: GatewayConfig,
  bind: BindMode,
): Promise<NonNullable<GatewayOptions['auth']>> {
  const mode = auth.mode ?? config.auth.mode
  if (mode === undefined || mode === 'none' || auth[mode] || config.auth[mode] !== undefined) return auth
  if (mode === 'password') return { ...auth, password: await readSecret?.(gatewayPasswordId) }
  try {
    return { ...auth, token: await readSecret?.(gatewayTokenId) }
  } catch (error) {
    if (listensBeyond({ ...config, bind })) throw error
    log.warn('the kept token cannot be read; the one made for this computer counts', { error })
    return auth
  }
}

/** No way around Tailscale when it is not there: a gateway that nobody finds where it was put helps nobody. */
async function tailnetAddress(tailscale: Tailscale): Promise<string> {
  const { addresses } = await tailscale.self()
  const address = addresses.find(one => isIP(one) === 4) ?? addresses[0]
  if (address === undefined) throw appError('TAILSCALE_DOWN', { state: 'it has no address' })
  return address
}
