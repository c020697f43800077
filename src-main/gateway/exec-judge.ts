// What the gateway's own rules say of a command that an agent wants to run: here, or on a node. Asked anew each time, so
// that a change counts for the next command, and for one that still waits for its yes.
import { homedir } from 'node:os'
import { isAppError } from '../../src-shared/errors.ts'
import {
  judgeExec,
  rulesAt,
  type ExecPlace,
  type ExecRules,
  type ExecVerdict,
} from '../../src-shared/exec-rules.ts'
import type { ExecPolicyFile } from '../exec-policy/exec-policy-file.ts'
import { isListed, ruleFor, type ExecPolicy } from '../exec-policy/exec-policy.ts'
import type { ExecAllowlist } from './exec-allowlist.ts'
import type { GatewayLog } from './gateway-options.ts'

type Parts = {
  readonly rules: () => ExecRules
  /** The gateway computer's own exec approvals. */
  readonly file: Pick<ExecPolicyFile, 'snapshot'>
  readonly allowlist: Pick<ExecAllowlist, 'has'>
  readonly log: GatewayLog
}

type Run = { readonly agentId: string; readonly argv: readonly string[]; readonly resolvedPath: string }

export type ExecJudge = ReturnType<typeof createExecJudge>

export function createExecJudge({ rules, file, allowlist, log }: Parts) {
  async function atGateway({ agentId, argv, resolvedPath }: Run): Promise<ExecVerdict> {
    const [name = '', ...args] = argv
    let policy: ExecPolicy | undefined
    try {
      policy = (await file.snapshot()).policy
    } catch (error) {
      if (!isAppError(error)) throw error
      log.warn('no command runs here while the exec approvals cannot be read', { error })
      return 'denied'
    }
    const configured = rulesAt(rules(), { agentId })
    // What the file leaves out is as the configuration has it.
    const written = policy ? configured.map(rule => ruleFor(policy, agentId, rule)) : []
    const run = { program: resolvedPath, name, args, agentId }
    const isKnown =
      allowlist.has(resolvedPath, args) || (policy !== undefined && isListed(policy, run, homedir()))
    return judgeExec([...configured, ...written], isKnown)
  }

  /** `listed`: the gateway leaves it to the node's own list, and nobody is asked. */
  function onNode(place: ExecPlace & { readonly nodeId: string }): ExecVerdict | 'listed' {
    const all = rulesAt(rules(), place)
    const verdict = judgeExec(all, false)
    return verdict === 'denied' && judgeExec(all, true) === 'allowed' ? 'listed' : verdict
  }

  return { atGateway, onNode }
}
