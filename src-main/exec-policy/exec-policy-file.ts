// DIR/exec-approvals.json: the policy as it is kept. Read anew at each command, so that an edit counts at once.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { appError } from '../../src-shared/errors.ts'
import { oneAtATime } from '../settings/one-at-a-time.ts'
import { writeFileAtomically } from '../settings/write-file-atomically.ts'
import { askForEverything, ExecPolicy } from './exec-policy.ts'

export type ExecPolicySnapshot = {
  readonly exists: boolean
  /** SHA-256 of the file as it is, hexadecimal; of nothing where there is no file. */
  readonly hash: string
  /** Undefined where there is no file. */
  readonly policy: ExecPolicy | undefined
}

export type ExecPolicyFile = {
  readonly path: string
  /**
   * What counts; where there is no file, each command is asked for. Rejects with INVALID_INPUT for a file that cannot be
   * understood: a rule that is not read must not be broken.
   */
  readonly read: () => Promise<ExecPolicy>
  /** The same with what tells it from another version. Rejects likewise. */
  readonly snapshot: () => Promise<ExecPolicySnapshot>
  /** Rejects with that, or STORE_FAILED. */
  readonly change: (how: (policy: ExecPolicy) => ExecPolicy) => Promise<void>
  /** Writes another one, if the one that is there has this hash, which may be left out where there is none. False otherwise. */
  readonly replace: (baseHash: string | undefined, policy: ExecPolicy) => Promise<boolean>
}

export function openExecPolicyFile(dir: string): ExecPolicyFile {
  const file = path.join(dir, 'exec-approvals.json')
  const inTurn = oneAtATime()

  async function readText(): Promise<string | undefined> {
    try {
      return await readFile(file, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw unreadable(file, error)
    }
  }

  function parsed(text: string): ExecPolicy {
    try {
      return ExecPolicy.parse(JSON.parse(text))
    } catch (error) {
      throw unreadable(file, error)
    }
  }

  async function snapshot(): Promise<ExecPolicySnapshot> {
    const text = await readText()
    if (text === undefined) return { exists: false, hash: hashOf(''), policy: undefined }
    return { exists: true, hash: hashOf(text), policy: parsed(text) }
  }

  const read = async () => (await snapshot()).policy ?? askForEverything
  const write = (policy: ExecPolicy) => writeFileAtomically(file, `${JSON.stringify(policy, null, 2)}\n`)

  return {
    path: file,
    read,
    snapshot,
    change: how => inTurn(async () => await write(how(await read()))),
    replace: (baseHash, policy) =>
      inTurn(async () => {
        // A file that cannot be understood may be replaced by whoever has seen it.
        const text = await readText()
        if (text !== undefined && baseHash !== hashOf(text)) return false
        await write(policy)
        return true
      }),
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function unreadable(file: string, cause: unknown) {
  return appError('INVALID_INPUT', { what: file, why: 'it cannot be read as exec approvals' }, cause)
}
