// Goes back to the gateway that a person wants to be connected to when Gangway starts.
import type { ConnectionTarget } from '../src-shared/connection.ts'
import { sshTargetOf } from '../src-shared/settings.ts'
import type { Core } from './core.ts'

/** And to those to stay connected to. For doors with a window. A door that was asked to connect elsewhere does not call this. */
export async function connectAtStart(core: Core): Promise<void> {
  const target = await targetAtStart(core)
  if (target) core.connection.connect(target)
  core.connections.keep()
}

/** The host that is set up for it, else the gateway that was used last; nothing when that is switched off. */
export async function targetAtStart({
  settings,
  appState,
}: Pick<Core, 'settings' | 'appState'>): Promise<ConnectionTarget | undefined> {
  const { connectAtStart: isOn, hosts } = settings.app
  if (!isOn) return undefined
  const host = hosts.find(entry => entry.connectAtStart)
  return host ? sshTargetOf(host) : (await appState()).recent()[0]?.target
}
