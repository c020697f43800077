// `gangway dashboard`: the address of the gateway's page, and only when asked with what signs in.
import { defaultGatewayPort, targetName } from '../../../src-shared/connection.ts'
import { appError } from '../../../src-shared/errors.ts'
import { inEnglish } from '../../../src-shared/i18n/in-english.ts'
import type { Endpoint } from '../../connection/endpoint.ts'
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
    const why = `it is reached over SSH, and no local port is kept for it; connect with: gangway connect ${host} --local-port ${defaultGatewayPort}`
    throw appError('INVALID_INPUT', { what: host, why })
  }
  const url = options.withToken
    ? signingIn(address, await tokenOf(context, choice, settings, local))
    : address
  const answers = await isAlive(address, context.signal)
  output.result({ ok: true, url: url.href, tokenIncluded: options.withToken ?? false, answers }, [url.href])
  if (options.withToken) output.note('Whoever has this address can sign in: treat it as a password.')
  if (answers === false) output.note('Nothing answers there at the moment.')
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

/** Nothing said of https: its certificate may be one that only the pin vouches for. */
async function isAlive(address: URL, signal: AbortSignal): Promise<boolean | undefined> {
  if (address.protocol !== 'http:') return undefined
  try {
    const answer = await fetch(new URL('/healthz', address), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(aliveTimeoutMs)]),
      redirect: 'error',
    })
    return ((await answer.json()) as { ok?: unknown }).ok === true
  } catch {
    signal.throwIfAborted()
    return false
  }
}
