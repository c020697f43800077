// `gangway gateway install`: keeps the gateway of this computer running.
import path from 'node:path'
import type { CliContext } from '../context.ts'
import { installService, type InstallOptions } from '../service/install-service.ts'

/** How it is to be run; what is absent is left to the configuration. */
export type GatewayInstallOptions = InstallOptions & {
  readonly port?: number | undefined
  readonly bind?: string | undefined
  readonly config?: string | undefined
}

export async function installGateway(context: CliContext, options: GatewayInstallOptions): Promise<void> {
  const { port, bind, config } = options
  const args = [
    ...(config === undefined ? [] : ['--config', path.resolve(config)]),
    ...(port === undefined ? [] : ['--port', String(port)]),
    ...(bind === undefined ? [] : ['--bind', bind]),
  ]
  await installService(context, 'gateway', args, options)
}
