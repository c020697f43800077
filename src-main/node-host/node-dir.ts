import path from 'node:path'

/** A node's own folder in the state directory. */
export function nodeDirOf(stateDir: string): string {
  return path.join(stateDir, 'node')
}
