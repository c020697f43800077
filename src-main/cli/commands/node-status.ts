// `gangway node status`: whether this computer is a node, of which gateway, and what it offers.
import { openExecPolicyFile } from '../../exec-policy/exec-policy-file.ts'
import { modeOf } from '../../exec-policy/exec-policy.ts'
import { nodeDirOf } from '../../node-host/node-dir.ts'
import { readNodeState } from '../../node-host/node-state-file.ts'
import { openSettings } from '../../settings/settings-store.ts'
import type { CliContext } from '../context.ts'
import { aligned } from '../output.ts'

export async function showNodeStatus({ stateDir, output }: CliContext): Promise<void> {
  const settings = await openSettings(stateDir)
  const isOn = settings.app.nodeHost
  const policy = openExecPolicyFile(nodeDirOf(stateDir))
  const mode = modeOf(await policy.read())
  const state = await readNodeState(stateDir)
  const common = { isOn, policy: mode, policyFile: policy.path }
  if (!state) {
    output.result({ running: false, ...common }, [
      'This computer is no node at the moment.',
      ...aligned([
        ['In the app', isOn ? 'on: it becomes one when the app connects' : 'off (gangway node on)'],
        ['Commands', mode],
      ]),
    ])
    return
  }
  output.result({ running: true, ...state, ...common }, [
    ...aligned([
      ['Node', state.nodeId.slice(0, 12)],
      ['Runs as', state.owner],
      ['Gateway', `${state.gateway ?? 'none'} (${state.phase})`],
      ['Why', state.why ?? undefined],
      ['Approval', approvals[state.approval]],
      ['Offers', state.commands.join(', ')],
      ['Commands', `${mode} (${policy.path})`],
    ]),
  ])
}

const approvals = {
  unknown: 'not known while it is not connected',
  waiting: 'somebody at the gateway has to approve what it offers: gangway nodes pending',
  approved: 'approved',
} as const
