// A whole file of the workspace, to be handed on, and a place for one that was handed in.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { openInside, placeInside, relativeInside, WorkspaceError, type Workspace } from './workspace.ts'

export type WorkspaceFile = { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array }

/** What channels can make something of; anything else is bytes. */
const mediaTypes: Readonly<Record<string, string>> = {
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.txt': 'text/plain',
  '.webp': 'image/webp',
}

/** Errors: WorkspaceError. */
export async function readWholeFile(
  workspace: Workspace,
  given: string,
  maxBytes: number,
): Promise<WorkspaceFile> {
  const handle = await openInside(workspace, given)
  try {
    const { size } = await handle.stat()
    if (size > maxBytes)
      throw new WorkspaceError(`${given} has ${size} bytes; at most ${maxBytes} can be sent.`)
    if (size === 0) throw new WorkspaceError(`${given} is empty.`)
    const mediaType = mediaTypes[path.extname(given).toLowerCase()] ?? 'application/octet-stream'
    return { name: path.basename(given), mediaType, bytes: await handle.readFile() }
  } finally {
    await handle.close()
  }
}

/** Puts it into the workspace, and gives the path as a model writes it. Errors: WorkspaceError. */
export async function putWholeFile(workspace: Workspace, given: string, bytes: Uint8Array): Promise<string> {
  const place = await placeInside(workspace, given)
  await writeFile(place, bytes, { mode: 0o600 })
  return relativeInside(workspace, place)
}
