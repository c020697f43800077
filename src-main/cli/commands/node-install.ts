// `gangway node install`: keeps this computer a node without a window.
import path from 'node:path'
import { parseTarget } from '../../connection/parse-target.ts'
import { openSettings } from '../../settings/settings-store.ts'
import type { CliContext } from '../context.ts'
import { installService, type InstallOptions } from '../service/install-service.ts'
import { textOfTarget, type NodePlace } from './node-place.ts'

export type NodeInstallOptions = InstallOptions &
  NodePlace & {
    readonly tokenFile?: string | undefined
    readonly readToken?: boolean | undefined
    readonly acceptHostKey?: readonly string[] | undefined
  }

/** The service is started with exactly what `node run` would be given; secrets are none of it. */
export async function installNode(context: CliContext, options: NodeInstallOptions): Promise<void> {
  const { host, url, local, gatewayPort, engine, identityFile, tlsFingerprint } = options
  const { tokenFile, readToken, acceptHostKey = [] } = options
  const { hosts } = (await openSettings(context.stateDir)).app
  // A wrong word is better said now than by a service that nobody looks at.
  parseTarget(textOfTarget(options), { gatewayPort, engine, tlsFingerprint, identityFile }, hosts)
  const sshConfig = context.sshConfig.userFile
  const args = [
    ...option('--host', host),
    ...option('--url', url),
    ...(local ? ['--local'] : []),
    ...option('--gateway-port', gatewayPort?.toString()),
    ...option('--engine', engine),
    ...option('--identity-file', identityFile && path.resolve(identityFile)),
    ...option('--tls-fingerprint', tlsFingerprint),
    ...option('--token-file', tokenFile && path.resolve(tokenFile)),
    ...(readToken ? ['--read-token'] : []),
    ...acceptHostKey.flatMap(key => ['--accept-host-key', key]),
    ...option('--ssh-config', sshConfig),
  ]
  await installService(context, 'node', args, options)
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value]
}
