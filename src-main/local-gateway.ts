// The embedded gateway of this process: started when the connection wants it, closed with the app.
import type { BadFile } from '../src-shared/troubles.ts'
import type { StartLocalGateway } from './connection/local-endpoint.ts'
import type { Gateway } from './gateway/gateway-options.ts'
import type { Log } from './logging/log.ts'
import { gatewayPort } from './settings/gateway-port.ts'
import type { SecretVault } from './settings/secret-vault.ts'
import type { SettingsStore } from './settings/settings-store.ts'

export type LocalGateway = {
  /** The running one, or a new one. Rejects with what `startGateway` rejects with. */
  readonly start: StartLocalGateway
  /** The configuration that the running one was started with; undefined while none runs in this process. */
  readonly startedWith: () => Readonly<Record<string, unknown>> | undefined
  /** Ends the running one and starts it again. Does nothing while none runs. Rejects as `start` does. */
  readonly restart: () => Promise<void>
  readonly close: () => Promise<void>
}

type LocalGatewayParts = {
  readonly stateDir: string
  readonly profile: string
  readonly settings: SettingsStore
  readonly vault: SecretVault
  readonly log: Log
  /** The gateway's database was damaged, and put aside. */
  readonly onBadFile?: ((bad: BadFile) => void) | undefined
}

export function openLocalGateway(parts: LocalGatewayParts): LocalGateway {
  const { stateDir, profile, settings, vault, log } = parts
  let gateway: Gateway | undefined
  let configuration: Readonly<Record<string, unknown>> | undefined
  let starting: Promise<Gateway> | undefined

  const start = async (): Promise<Gateway> => {
    // Loaded only when it is wanted: the CLI's short commands and SSH connections never need it.
    const { startGateway } = await import('./gateway/gateway.ts')
    const { document } = settings
    const started = await startGateway({
      stateDir,
      config: document,
      port: gatewayPort({ profile, configured: portOf(document), env: process.env }),
      configPath: settings.documentPath,
      readSecret: vault.read,
      onBadFile: parts.onBadFile,
      onConfigRead: () => void settings.reload(),
      log: log.child({ part: 'gateway' }),
    })
    gateway = started
    configuration = document
    void started.closed.finally(() => {
      if (gateway === started) gateway = undefined
    })
    return started
  }

  const startOnce = () => (starting ??= start().finally(() => (starting = undefined)))

  return {
    startedWith: () => (gateway ? configuration : undefined),
    restart: async () => {
      if (!gateway) return
      await gateway.close()
      await startOnce()
    },
    start: async signal => {
      const { url, token, password, tlsFingerprint } = gateway ?? (await startOnce())
      signal.throwIfAborted()
      return { url, token, password, tlsFingerprint }
    },
    close: async () => {
      await starting?.catch(() => undefined)
      await gateway?.close()
    },
  }
}

function portOf(document: Readonly<Record<string, unknown>>): unknown {
  return (document['gateway'] as { port?: unknown } | undefined)?.port
}
