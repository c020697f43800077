// `gangway hosts`: what can be connected to by name.
import { openSettings } from '../../settings/settings-store.ts'
import { openHosts } from '../../hosts.ts'
import type { CliContext } from '../context.ts'
import { aligned } from '../output.ts'

export async function listHosts(context: CliContext): Promise<void> {
  const settings = await openSettings(context.stateDir)
  const hosts = await openHosts({ sshConfig: context.sshConfig, appKnownHosts: '', settings }).list()
  context.output.result(
    { ok: true, hosts },
    hosts.length === 0
      ? ['There are no hosts in ~/.ssh/config or in Settings yet.']
      : aligned(hosts.map(({ host, summary }) => [host, summary])),
  )
}
