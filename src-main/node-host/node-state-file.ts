// DIR/node/state.json: what the node of this state directory is doing, for whoever asks from another process.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { targetName } from '../../src-shared/connection.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import type { NodeHostState } from '../../src-shared/node-host.ts'
import type { Log } from '../logging/log.ts'
import { oneAtATime } from '../settings/one-at-a-time.ts'
import { readStateLockOwner } from '../settings/state-lock.ts'
import { writeFileAtomically } from '../settings/write-file-atomically.ts'
import { nodeDirOf } from './node-dir.ts'
import type { NodeHost } from './node-host.ts'

const Kept = z.object({
  nodeId: z.string(),
  commands: z.array(z.string()),
  phase: z.string(),
  gateway: z.string().nullable(),
  approval: z.enum(['unknown', 'waiting', 'approved']),
  why: z.string().nullable(),
  at: z.number(),
})
export type KeptNodeState = z.infer<typeof Kept>

/** Writes each change down until the returned function is called. */
export function keepNodeState(
  stateDir: string,
  node: Pick<NodeHost, 'state' | 'onChange'>,
  log: Log,
): () => Promise<void> {
  const file = path.join(nodeDirOf(stateDir), 'state.json')
  const inTurn = oneAtATime()
  let written = ''
  const keep = () =>
    inTurn(async () => {
      const kept = keptOf(node.state)
      const text = JSON.stringify(kept)
      if (text === written) return
      written = text
      await writeFileAtomically(file, `${JSON.stringify({ ...kept, at: Date.now() })}\n`)
    }).catch((error: unknown) => log.warn('the state of the node could not be written down', { error }))
  const stop = node.onChange(() => void keep())
  void keep()
  return async () => {
    stop()
    await keep()
  }
}

/** What runs now; undefined when none does, whatever the file says. */
export async function readNodeState(
  stateDir: string,
): Promise<(KeptNodeState & { readonly owner: string }) | undefined> {
  const dir = nodeDirOf(stateDir)
  const owner = await readStateLockOwner(dir)
  if (owner === undefined) return undefined
  try {
    return { ...Kept.parse(JSON.parse(await readFile(path.join(dir, 'state.json'), 'utf8'))), owner }
  } catch {
    // It is just starting.
    return undefined
  }
}

function keptOf({ nodeId, commands, connection, approval }: Extract<NodeHostState, { phase: 'on' }>) {
  return {
    nodeId,
    commands,
    phase: connection.phase,
    gateway: 'target' in connection ? targetName(connection.target, inEnglish) : null,
    approval,
    why: 'error' in connection ? connection.error.message : null,
  }
}
