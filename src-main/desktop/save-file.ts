// A file that a person saves through the system's own dialog.
import { writeFile } from 'node:fs/promises'
import { dialog, type BrowserWindow, type SaveDialogOptions } from 'electron'

/** Where it was saved, readable by its owner only; undefined when the dialog was left without a place. */
export async function saveFile(
  parent: BrowserWindow | undefined,
  name: string,
  bytes: Uint8Array,
): Promise<string | undefined> {
  const options: SaveDialogOptions = {
    defaultPath: name,
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  }
  const { canceled, filePath } = await (parent
    ? dialog.showSaveDialog(parent, options)
    : dialog.showSaveDialog(options))
  if (canceled || !filePath) return undefined
  await writeFile(filePath, bytes, { mode: 0o600 })
  return filePath
}
