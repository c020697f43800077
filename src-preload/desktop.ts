// The desktop window's side of the bridge, in a sandboxed preload: `window.desktop`, and nothing of Electron's own.
import { contextBridge, ipcRenderer } from 'electron'
import type { DesktopBridge, Reply } from '../src-shared/desktop-api.ts'
import { askChannel, tellChannel } from '../src-shared/desktop-ipc.ts'

const listeners = new Map<string, Set<(value: unknown) => void>>()

// The event carries a way back to the app, so it stays here.
ipcRenderer.on(tellChannel, (_event, told: readonly (readonly [name: string, value: unknown])[]) => {
  for (const [name, value] of told) for (const listener of listeners.get(name) ?? []) listener(value)
})

const desktop: DesktopBridge = Object.freeze({
  ask: (name, argument) => ipcRenderer.invoke(askChannel, name, argument) as Promise<Reply>,
  on: (name, listener) => {
    const own = listeners.get(name) ?? new Set()
    listeners.set(name, own)
    // Wrapped, so that one listener given twice is two, each with its own end.
    const wrapped = (value: unknown) => listener(value)
    own.add(wrapped)
    return () => void own.delete(wrapped)
  },
})

contextBridge.exposeInMainWorld('desktop', desktop)
