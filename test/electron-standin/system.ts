// The rest of the system around an app: what it opens elsewhere, copies, measures and listens to.
import { EventEmitter } from 'node:events'

/** Speaks when a test says so. */
export const powerMonitor = Object.assign(new EventEmitter(), { onBatteryPower: false })
powerMonitor.on('on-battery', () => (powerMonitor.onBatteryPower = true))
powerMonitor.on('on-ac', () => (powerMonitor.onBatteryPower = false))

const openedAddresses: string[] = []
const shownFiles: string[] = []
let copied = ''

export const shell = {
  openExternal: async (url: string) => void openedAddresses.push(url),
  showItemInFolder: (file: string) => void shownFiles.push(file),
} satisfies Pick<Electron.Shell, 'openExternal' | 'showItemInFolder'>

export const clipboard = {
  readText: async () => copied,
  writeText: async (text: string) => void (copied = text),
} satisfies Pick<Electron.Clipboard, 'readText' | 'writeText'>

const display = {
  id: 1,
  scaleFactor: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
  size: { width: 1920, height: 1080 },
  workAreaSize: { width: 1920, height: 1040 },
} as Electron.Display

export const screen = Object.assign(new EventEmitter(), {
  getAllDisplays: () => [display],
  getPrimaryDisplay: () => display,
  getDisplayMatching: () => display,
}) satisfies Pick<Electron.Screen, 'getAllDisplays' | 'getPrimaryDisplay' | 'getDisplayMatching'>

export const crashReporter = {
  start: (options: Electron.CrashReporterStartOptions) => {
    if (options.uploadToServer !== false) throw new Error('crash reports stay on this computer')
  },
} satisfies Pick<Electron.CrashReporter, 'start'>

const shortcuts = new Map<string, () => void>()

export const globalShortcut = {
  register: (accelerator: string, callback: () => void) => {
    shortcuts.set(accelerator, callback)
    return true
  },
  isRegistered: (accelerator: string) => shortcuts.has(accelerator),
  unregister: (accelerator: string) => void shortcuts.delete(accelerator),
  unregisterAll: () => shortcuts.clear(),
} satisfies Pick<Electron.GlobalShortcut, 'register' | 'isRegistered' | 'unregister' | 'unregisterAll'>

export function pressShortcut(accelerator: string): void {
  const callback = shortcuts.get(accelerator)
  if (!callback) throw new Error(`nobody listens to ${accelerator}`)
  callback()
}

export function systemLog(): {
  readonly openedAddresses: readonly string[]
  readonly shownFiles: readonly string[]
  readonly copied: string
} {
  return { openedAddresses, shownFiles, copied }
}
