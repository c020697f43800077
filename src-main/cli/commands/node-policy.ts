// `gangway node policy`: what may run on this computer.
import type { ExecPolicyMode } from '../../../src-shared/node-host.ts'
import { openExecPolicyFile } from '../../exec-policy/exec-policy-file.ts'
import { modeOf, withMode } from '../../exec-policy/exec-policy.ts'
import { nodeDirOf } from '../../node-host/node-dir.ts'
import type { CliContext } from '../context.ts'

export type NodePolicyOptions = {
  readonly set?: ExecPolicyMode | undefined
  readonly agent?: string | undefined
}

export async function nodePolicy(
  { stateDir, output }: CliContext,
  { set, agent }: NodePolicyOptions,
): Promise<void> {
  const file = openExecPolicyFile(nodeDirOf(stateDir))
  if (set) await file.change(policy => withMode(policy, set, agent))
  const policy = modeOf(await file.read(), agent)
  output.result({ policy, agent, file: file.path }, [`${meanings[policy]} (${policy}; ${file.path})`])
}

const meanings: Readonly<Record<ExecPolicyMode, string>> = {
  deny: 'No command runs here.',
  allowlist: 'What is listed runs here, and nothing else.',
  ask: 'What is listed runs here, and anything else after a person’s yes.',
}
