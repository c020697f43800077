// `gangway gateway run`: the embedded gateway by itself, until it is told to stop.
import type { GatewayAuthMode, GatewayBind } from '../../gateway/gateway.ts'
import { startGateway } from '../../gateway/gateway.ts'
import { openLog } from '../../logging/log.ts'
import { credentialsFromEnv } from '../choose-target.ts'
import type { CliContext } from '../context.ts'
import { readCredentials, type CredentialOptions } from '../read-credentials.ts'
import { readConfigFile } from '../read-config-file.ts'

export type RunOptions = CredentialOptions & {
  readonly port?: number | undefined
  readonly bind?: GatewayBind | undefined
  readonly auth?: GatewayAuthMode | undefined
  /** `gangway.json5` of the state directory when absent. */
  readonly config?: string | undefined
}

/** Prints one line when it accepts connections, and settles when it has ended: at a signal, within two seconds. */
export async function runGateway(context: CliContext, options: RunOptions): Promise<void> {
  const { output, signal, stateDir } = context
  const secret = (await readCredentials(options)) ?? credentialsFor(options.auth, context.env)
  const { document } = await readConfigFile(context, options.config)
  const log = openLog({ stateDir, level: context.logLevel })
  const stopListening = log.onLine(({ level, message }) => {
    if (level === 'warn' || level === 'error') output.note(`${level}: ${message}`)
  })
  try {
    const gateway = await startGateway({
      stateDir,
      config: document,
      port: options.port,
      bind: options.bind,
      auth: { mode: options.auth, ...secret },
      log: log.child({ part: 'gateway' }),
      signal,
    })
    const { url, port, authMode } = gateway
    output.result({ ready: true, url, port, auth: authMode, pid: process.pid, stateDir }, [
      `The gateway is ready: ${url} (${authMode === 'none' ? 'no token needed' : `with a ${authMode}`})`,
    ])
    await gateway.closed
  } finally {
    stopListening()
    await log.close()
  }
}

/** The environment's token must not turn a gateway of another mode into one with a token. */
function credentialsFor(mode: GatewayAuthMode | undefined, env: NodeJS.ProcessEnv) {
  return mode === undefined || mode === 'token' ? credentialsFromEnv(env) : undefined
}
