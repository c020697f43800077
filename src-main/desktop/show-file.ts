// A file in the system's own file manager: shown there, never opened, for it may be anything.
import { shell } from 'electron'

export function showFile(path: string): void {
  shell.showItemInFolder(path)
}
