// Keys as Electron writes them ("CommandOrControl+Shift+Space"), read from what a browser says was pressed.

type Pressed = Pick<KeyboardLike, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>
type KeyboardLike = {
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** Undefined for a modifier alone, and for keys that people type with: those need Ctrl, ⌘ or Alt. */
export function acceleratorOf({ code, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string | undefined {
  const key = /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? (/^(?:Space|F\d{1,2})$/.test(code) ? code : undefined)
  const isFree = /^F\d/.test(key ?? '')
  if (key === undefined || (!isFree && !ctrlKey && !metaKey && !altKey)) return undefined
  return [(ctrlKey || metaKey) && 'CommandOrControl', altKey && 'Alt', shiftKey && 'Shift', key]
    .filter(Boolean)
    .join('+')
}

/** As it is written on keys. */
export function shownAccelerator(accelerator: string, isMac: boolean): string {
  return accelerator.replace('CommandOrControl', isMac ? '⌘' : 'Ctrl').replaceAll('+', ' + ')
}
