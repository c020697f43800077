// The system's own dialog for choosing a folder.
import { dialog, type BrowserWindow } from 'electron'

/** Undefined when none was chosen. */
export async function pickFolder(parent: BrowserWindow | undefined): Promise<string | undefined> {
  const options: Electron.OpenDialogOptions = { properties: ['openDirectory'] }
  const { filePaths } = await (parent
    ? dialog.showOpenDialog(parent, options)
    : dialog.showOpenDialog(options))
  return filePaths[0]
}
