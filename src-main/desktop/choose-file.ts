// A file that a person chooses in the system's own dialog.
import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron'

/** Its path; undefined when the dialog was left without one. Hidden folders are shown: configurations lie in them. */
export async function chooseFile(parent: BrowserWindow | undefined): Promise<string | undefined> {
  const options: OpenDialogOptions = { properties: ['openFile', 'showHiddenFiles', 'dontAddToRecent'] }
  const { canceled, filePaths } = await (parent
    ? dialog.showOpenDialog(parent, options)
    : dialog.showOpenDialog(options))
  return canceled ? undefined : filePaths[0]
}
