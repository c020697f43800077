// `gangway node on|off`: whether the app is a node of the gateway that it shows when it next is connected.
import { openSettings } from '../../settings/settings-store.ts'
import type { CliContext } from '../context.ts'

export async function switchNode({ stateDir, output }: CliContext, isOn: boolean): Promise<void> {
  const settings = await openSettings(stateDir)
  await settings.change({ nodeHost: isOn, ...(!isOn && { nodeGateway: null }) })
  output.result({ ok: true, nodeHost: isOn }, [
    isOn
      ? 'The app lends this computer’s commands to the gateway it shows, and to no other, once that is approved there.'
      : 'The app lends nothing of this computer.',
  ])
}
