// Text files of the workspace: read whole, and put in place whole.
import { randomUUID } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { openInside, placeInside, WorkspaceError, type Workspace } from './workspace.ts'

export const maxTextBytes = 2 * 1024 * 1024

/** Errors: WorkspaceError, also for what is too large or no text. */
export async function readText(workspace: Workspace, given: string): Promise<string> {
  const handle = await openInside(workspace, given)
  try {
    const { size } = await handle.stat()
    if (size > maxTextBytes)
      throw new WorkspaceError(`${given} has ${size} bytes; at most ${maxTextBytes} are read.`)
    const bytes = await handle.readFile()
    if (bytes.includes(0)) throw new WorkspaceError(`${given} is not a text file.`)
    return bytes.toString('utf8')
  } finally {
    await handle.close()
  }
}

/** Puts the file in place, or leaves what was there. Errors: WorkspaceError. */
export async function writeText(workspace: Workspace, given: string, text: string): Promise<void> {
  const bytes = Buffer.from(text.toWellFormed(), 'utf8')
  if (bytes.byteLength > maxTextBytes) {
    throw new WorkspaceError(`That is ${bytes.byteLength} bytes; at most ${maxTextBytes} are written.`)
  }
  const place = await placeInside(workspace, given)
  const before = await stat(place).catch(() => undefined)
  if (before && !before.isFile()) throw new WorkspaceError(`${given} is not a file.`)
  const temporary = path.join(path.dirname(place), `.${randomUUID()}.tmp`)
  try {
    const handle = await open(temporary, 'wx', before ? before.mode & 0o777 : 0o600)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, place)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw new WorkspaceError(`${given} could not be written (${code}).`)
  }
}
