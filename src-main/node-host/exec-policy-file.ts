// DIR/exec-approvals.json: the policy as it is kept. Read anew at each command, so that an edit counts at once.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { appError } from '../../src-shared/errors.ts'
import { oneAtATime } from '../settings/one-at-a-time.ts'
import { writeFileAtomically } from '../settings/write-file-atomically.ts'
import { askForEverything, ExecPolicy } from './exec-policy.ts'

export type ExecPolicyFile = {
  readonly path: string
  /** Rejects with INVALID_INPUT for a file that cannot be understood: a rule that is not read must not be broken. */
  readonly read: () => Promise<ExecPolicy>
  /** Rejects with that, or STORE_FAILED. */
  readonly change: (how: (policy: ExecPolicy) => ExecPolicy) => Promise<void>
}

export function openExecPolicyFile(nodeDir: string): ExecPolicyFile {
  const file = path.join(nodeDir, 'exec-approvals.json')
  const inTurn = oneAtATime()

  async function read(): Promise<ExecPolicy> {
    let text: string
    try {
      text = await readFile(file, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return askForEverything
      throw unreadable(file, error)
    }
    try {
      return ExecPolicy.parse(JSON.parse(text))
    } catch (error) {
      throw unreadable(file, error)
    }
  }

  return {
    path: file,
    read,
    change: how =>
      inTurn(async () => {
        const policy = how(await read())
        await writeFileAtomically(file, `${JSON.stringify(policy, null, 2)}\n`)
      }),
  }
}

function unreadable(file: string, cause: unknown) {
  return appError('INVALID_INPUT', { what: file, why: 'it cannot be read as exec approvals' }, cause)
}
