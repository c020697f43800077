// `gangway gateway run`: the embedded gateway by itself, until it is told to stop.
import type { GatewayAuthMode, GatewayBind } from '../../gateway/gateway-options.ts'
import { startGateway } from '../../gateway/gateway.ts'
import type { PairingRequest } from '../../gateway/devices.ts'
import { readGatewayConfig, type TailscaleMode } from '../../gateway/gateway-config.ts'
import type { GatewayCredentials } from '../../gateway-client/client-identity.ts'
import { openLog } from '../../logging/log.ts'
import { defaultStateDir } from '../../settings/state-dir.ts'
import { gatewayPort, portVariable } from '../../settings/gateway-port.ts'
import { credentialsFromEnv } from '../../connection/configured-credentials.ts'
import type { CliContext } from '../context.ts'
import type { SecretStore } from '../../settings/secret-vault.ts'
import { openSettings } from '../../settings/settings-store.ts'
import { lazyVault } from '../lazy-vault.ts'
import { readCredentials, type CredentialOptions } from '../read-credentials.ts'
import { memorySparer } from '../spare-memory.ts'
import { readConfigFile, type ConfigFile } from '../read-config-file.ts'

export type RunOptions = CredentialOptions & {
  readonly port?: number | undefined
  readonly bind?: GatewayBind | undefined
  readonly auth?: GatewayAuthMode | undefined
  readonly tls?: boolean | undefined
  readonly tailscale?: TailscaleMode | undefined
  /** `gangway.json5` of the state directory when absent. */
  readonly config?: string | undefined
}

/** Prints one line when it accepts connections, and settles when it has ended: at a signal, within two seconds. */
export async function runGateway(context: CliContext, options: RunOptions): Promise<void> {
  const { output, signal, stateDir, profile, env } = context
  const given = (await readCredentials(options))?.credentials
  const { document, path: configPath } = await readConfigFile(context, options.config)
  const secret = given ?? secretFromEnv(options.auth, document, env)
  const { config } = readGatewayConfig(document)
  const bind = options.bind ?? config.bind
  const port = gatewayPort({ profile, configured: config.port, asked: options.port, env })
  if (options.port !== undefined && options.port !== port)
    output.note(`--port ${options.port} gives way to ${portVariable(env)}=${port}`)
  const log = openLog({ stateDir, level: context.logLevel })
  const stopListening = log.onLine(({ level, message }) => {
    if (level === 'warn' || level === 'error') output.note(`${level}: ${message}`)
  })
  let vault: Promise<SecretStore> | undefined
  // A gateway whose models need no key never asks the keychain for anything.
  const readSecret = async (id: string) => {
    vault ??= openSettings(stateDir).then(settings =>
      lazyVault({ stateDir, profile, settings, log, hide: log.hide, env }),
    )
    return (await vault).read(id)
  }
  try {
    const gateway = await startGateway({
      stateDir,
      config: document,
      configPath,
      port,
      bind: options.bind,
      auth: { mode: options.auth, ...secret },
      tls: options.tls,
      tailscaleMode: options.tailscale,
      onPairingRequest: request => output.note(describeWaiting(request, context)),
      readSecret,
      onBadFrame: memorySparer(),
      log: log.child({ part: 'gateway' }),
      signal,
    })
    const { url, networkUrls, authMode, tlsFingerprint, tailnetUrl } = gateway
    const access = authMode === 'none' ? 'no token needed' : `with a ${authMode}`
    output.result(
      {
        ready: true,
        url,
        port: gateway.port,
        auth: authMode,
        tlsFingerprint,
        networkUrls,
        tailnetUrl,
        pid: process.pid,
        stateDir,
      },
      [
        `The gateway is ready: ${url} (${access})`,
        ...(networkUrls.length > 0 ? [`From other computers: ${networkUrls.join(', ')}`] : []),
        ...(tailnetUrl ? [`On your tailnet: ${tailnetUrl}`] : []),
        ...(tlsFingerprint ? [`Its certificate: SHA256 ${tlsFingerprint}`] : []),
      ],
    )
    if (bind !== 'tailnet' && !tlsFingerprint && networkUrls.length > 0) {
      output.note(
        'warn: without --tls, others on that network can read and change what is said; SSH needs neither.',
      )
    }
    await gateway.closed
  } finally {
    stopListening()
    await log.close()
  }
}

function describeWaiting(request: PairingRequest, { profile, stateDir }: CliContext): string {
  const { name, deviceId, clientId, role, scopes, remoteIp, requestId } = request
  const who = `${name ?? clientId} (device ${deviceId.slice(0, 12)}…, from ${remoteIp})`
  const wish = [role, ...scopes].join(', ')
  const where =
    stateDir === defaultStateDir(profile)
      ? profile === 'default'
        ? ''
        : ` --profile ${profile}`
      : ` --state-dir ${stateDir}`
  return `A device waits for approval: ${who} asks for ${wish}. Let it in: gangway${where} devices approve ${requestId}`
}

/**
 * For a gateway whose configuration has no secret: clients in the same environment look in the same order. It must not
 * turn a gateway of one mode into one of another.
 */
function secretFromEnv(
  mode: GatewayAuthMode | undefined,
  document: ConfigFile['document'],
  env: NodeJS.ProcessEnv,
): GatewayCredentials | undefined {
  const { auth } = (document['gateway'] ?? {}) as {
    auth?: { mode?: string; token?: unknown; password?: unknown }
  }
  if (auth?.token || auth?.password) return undefined
  const { token, password } = credentialsFromEnv(env)?.credentials ?? {}
  const wanted = mode ?? auth?.mode ?? (token ? 'token' : 'password')
  if (wanted === 'token') return token ? { token } : undefined
  return wanted === 'password' && password ? { password } : undefined
}
