// `gangway node on|off`: whether the app is a node while it is connected.
import { openSettings } from '../../settings/settings-store.ts'
import type { CliContext } from '../context.ts'

export async function switchNode({ stateDir, output }: CliContext, isOn: boolean): Promise<void> {
  const settings = await openSettings(stateDir)
  await settings.change({ nodeHost: isOn })
  output.result({ ok: true, nodeHost: isOn }, [
    isOn
      ? 'The app lends this computer’s commands to the gateway it is connected to, once that is approved there.'
      : 'The app lends nothing of this computer.',
  ])
}
