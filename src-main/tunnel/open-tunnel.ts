// The way in: from a target as picked to an open tunnel, with the engine it asks for.
import type { SshTarget } from '../../src-shared/connection.ts'
import { appError } from '../../src-shared/errors.ts'
import { reportSteps } from './built-in/hop-steps.ts'
import { findWay, openWay, type Way } from './built-in/jump-hosts.ts'
import { createLoginMemory, type LoginMemory } from './login/login-memory.ts'
import type { SavedSecrets } from './login/saved-secrets.ts'
import {
  resolveSshHost,
  withIdentity,
  withOwnSettings,
  type OwnSshSettings,
  type SshConfigSource,
} from './ssh-config/ssh-host.ts'
import { openSystemTunnel } from './system-ssh/system-ssh.ts'
import type { Tunnel, TunnelWatchers } from './tunnel.ts'

export type OpenTunnelOptions = {
  readonly target: SshTarget
  readonly config: SshConfigSource
  /** Gangway's own known_hosts; made when the first key is saved. */
  readonly appKnownHosts: string
  /** Whether confirmed keys go to the user's known_hosts as well. */
  readonly writeUserKnownHosts: boolean
  /** What Settings say of the target; its jump hosts follow ssh_config alone. */
  readonly own?: OwnSshSettings | undefined
  /** Passphrases and passwords a person has asked to keep. */
  readonly secrets?: SavedSecrets | undefined
  /** Instead of SSH_AUTH_SOCK, which an app started from a desktop may lack. */
  readonly agentSocket?: string | undefined
  /** Nobody is there to answer: whatever needs a person fails with HOST_KEY_UNKNOWN or SSH_LOGIN_NEEDS_YOU. */
  readonly unattended: boolean
  /** The answers given when this connection was opened before, so that a reconnect asks for nothing twice. */
  readonly memory?: LoginMemory | undefined
}

/**
 * Resolves the target, climbs its jump hosts, and logs in. The steps `resolve` to `ssh-login` are reported; `channel`
 * belongs to whoever opens one. Rejects with an AppError, reported as the failure of its step, or with the signal's
 * reason; nothing is left behind then.
 */
export async function openTunnel(options: OpenTunnelOptions, watchers: TunnelWatchers): Promise<Tunnel> {
  const { target } = options
  const steps = reportSteps(watchers, undefined)
  steps.running('resolve')
  let way: Way
  try {
    const configured = await resolveSshHost(target.host, options.config, watchers.signal)
    const host = withIdentity(withOwnSettings(configured, options.own), target.identityFile)
    if (target.engine === 'system') return await openSystemTunnel({ ...options, host }, watchers, steps)
    way = await findWay(host, target.host, options.config, watchers.signal)
    refuseUnsupported(way)
  } catch (error) {
    steps.failed(error)
    throw error
  }
  const { appKnownHosts, writeUserKnownHosts, secrets, agentSocket, unattended } = options
  const { memory = createLoginMemory() } = options
  const context = { appKnownHosts, writeUserKnownHosts, secrets, agentSocket, unattended, memory }
  return openWay(way, target.host, { ...context, signal: watchers.signal }, watchers)
}

function refuseUnsupported({ hosts }: Way): void {
  for (const [index, hop] of hosts.entries()) {
    if (hop.needsSystemEngine === undefined) continue
    const via = hosts[index - 1]?.alias
    throw appError('SSH_CONFIG_UNSUPPORTED', { host: hop.alias, via, what: hop.needsSystemEngine })
  }
}
