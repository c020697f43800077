// The menu of the right mouse button: what can be done with text, and nothing where nothing can.
import type { MenuItemConstructorOptions } from 'electron'

export type ClickedOn = {
  readonly isEditable: boolean
  readonly selectionText: string
  readonly editFlags: { readonly canCut: boolean; readonly canCopy: boolean; readonly canPaste: boolean }
}

/** Roles bring their own labels, in the system's language. */
export function textMenu({ isEditable, selectionText, editFlags }: ClickedOn): MenuItemConstructorOptions[] {
  if (isEditable)
    return [
      { role: 'cut', enabled: editFlags.canCut },
      { role: 'copy', enabled: editFlags.canCopy },
      { role: 'paste', enabled: editFlags.canPaste },
      { type: 'separator' },
      { role: 'selectAll' },
    ]
  return selectionText.trim() === '' ? [] : [{ role: 'copy' }]
}
