// `gangway dashboard`: the address of the gateway's page, and only when asked with what signs in.
import { defaultGatewayPort, targetName, type ConnectionTarget } from '../../../src-shared/connection.ts'
import { appError, isAppError } from '../../../src-shared/errors.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import { directEndpoint } from '../../connection/direct-endpoint.ts'
import type { Endpoint } from '../../connection/endpoint.ts'
import { getOver } from '../../connection/health-look.ts'
import { localEndpoint } from '../../connection/local-endpoint.ts'
import { portFromEnv } from '../../settings/gateway-port.ts'
import { openSettings, type SettingsStore } from '../../settings/settings-store.ts'
import type { Choice } from '../choose-target.ts'
import type { CliContext } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-codes.ts'
import { lazyVault } from '../lazy-vault.ts'
import { pageAddress, signingIn } from '../page-address.ts'
import { choose, type GatewayOptions } from '../reach-gateway.ts'
import { storedCredentials } from '../tool-connection.ts'

export type DashboardOptions = GatewayOptions & { readonly withToken?: boolean | undefined }

const aliveTimeoutMs = 3_000

/** Ends with 2 when nothing answers there; the address is printed all the same. */
export async function showDashboard(context: CliContext, options: DashboardOptions): Promise<ExitCode> {
  const { output, stateDir, profile, env } = context
  const settings = await openSettings(stateDir)
  const choice = await choose(context, options, settings)
  const local = localEndpoint({ stateDir, profile, settings, localGatewayPort: portFromEnv(env) })
  const address = pageAddress(choice.target, { localUrl: local.url(), basePath: basePathOf(settings) })
  if (!address) {
    const host = targetName(choice.target, inEnglish)
    throw appError('PAGE_NEEDS_LOCAL_PORT', { host, port: defaultGatewayPort })
  }
  const vault = lazyVault({ stateDir, profile, settings, env })
  const roadTo = (target: ConnectionTarget) =>
    target.kind === 'direct' ? directEndpoint(target, { settings, vault }) : local
  // First of all: an address to sign in at is not given out for a place that shows another certificate than the pinned.
  const answers = await isAlive(address, roadTo(choice.target), context.signal)
  const url = options.withToken
    ? signingIn(address, await tokenOf(context, choice, settings, local))
    : address
  const hasPage = answers && (await servesPage(address, roadTo(choice.target), context.signal))
  const tokenIncluded = options.withToken ?? false
  output.result({ ok: true, url: url.href, tokenIncluded, answers, hasPage }, [url.href])
  if (options.withToken) output.note('Whoever has this address can sign in: treat it as a password.')
  if (answers === false) output.note('Nothing answers there at the moment.')
  if (hasPage === false) output.note('The gateway serves no page: gateway.controlUi.enabled is false there.')
  return answers === false ? exitCodes.unreachable : exitCodes.ok
}

function basePathOf({ document }: SettingsStore): string | undefined {
  const section = document['gateway'] as { controlUi?: { basePath?: unknown } } | undefined
  const basePath = section?.controlUi?.basePath
  return typeof basePath === 'string' ? basePath : undefined
}

async function tokenOf(
  { stateDir, profile, env }: CliContext,
  { target, shown }: Choice,
  settings: SettingsStore,
  local: Endpoint,
): Promise<string> {
  const vault = lazyVault({ stateDir, profile, settings, env })
  const road = target.kind === 'local' ? local : { credentials: async () => ({}) }
  const { token } = shown?.credentials ?? (await storedCredentials(target, road, vault))
  if (token) return token
  throw appError('INVALID_INPUT', {
    what: '--with-token',
    why: 'no token is known for this gateway; sign in on the page itself',
  })
}

/**
 * Over TLS with the same pin as every connection; of a certificate that nobody vouches for nothing is said, for the
 * browser judges it. Rejects with TLS_FINGERPRINT_MISMATCH or the signal's reason.
 */
async function isAlive(address: URL, road: Endpoint, signal: AbortSignal): Promise<boolean | undefined> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(aliveTimeoutMs)])
  try {
    if (address.protocol === 'https:') {
      const stream = await road.openBeside(limit)
      try {
        return (await getOver(stream, new URL('/healthz', address), limit)).status === 200
      } finally {
        stream.destroy()
      }
    }
    const answer = await fetch(new URL('/healthz', address), { signal: limit, redirect: 'error' })
    return ((await answer.json()) as { ok?: unknown }).ok === true
  } catch (error) {
    signal.throwIfAborted()
    if (isAppError(error, 'TLS_FINGERPRINT_MISMATCH')) throw error
    return isAppError(error, 'TLS_UNTRUSTED') ? undefined : false
  }
}

/** A gateway without its page answers all the same. Undefined where it cannot be looked at. Over TLS with the same pin. */
async function servesPage(address: URL, road: Endpoint, signal: AbortSignal): Promise<boolean | undefined> {
  try {
    const asked = AbortSignal.any([signal, AbortSignal.timeout(aliveTimeoutMs)])
    if (address.protocol === 'https:') {
      const stream = await road.openBeside(asked)
      try {
        return (await getOver(stream, address, asked, 'HEAD')).status !== 404
      } finally {
        stream.destroy()
      }
    }
    return (await fetch(address, { method: 'HEAD', signal: asked, redirect: 'manual' })).status !== 404
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}
