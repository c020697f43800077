// Everything this node can do, and what of it works on this computer.
import { clipboardCommands, type ClipboardAccess } from './commands/clipboard.ts'
import type { NodeCommand } from './commands/command.ts'
import { deviceCommands } from './commands/device.ts'
import { execApprovalsGet } from './commands/exec-approvals.ts'
import { screenSnapshot } from './commands/screen-snapshot.ts'
import { systemNotify, type ShowNotice } from './commands/system-notify.ts'
import { systemRunCommands } from './commands/system-run.ts'
import { systemWhich } from './commands/system-which.ts'
import type { ExecPolicyFile } from '../exec-policy/exec-policy-file.ts'

/** What an app with a desktop of its own brings along. */
export type NodeSurroundings = {
  readonly showNotice?: ShowNotice | undefined
  readonly clipboard?: ClipboardAccess | undefined
}

export async function offeredCommands(
  version: string,
  policy: ExecPolicyFile,
  { showNotice, clipboard }: NodeSurroundings,
): Promise<NodeCommand[]> {
  const all = [
    ...systemRunCommands(policy),
    execApprovalsGet(policy),
    systemWhich,
    systemNotify(showNotice),
    ...deviceCommands(version),
    ...clipboardCommands(clipboard),
    screenSnapshot,
  ]
  const works = await Promise.all(all.map(command => command.isAvailable()))
  return all.filter((_, index) => works[index])
}
