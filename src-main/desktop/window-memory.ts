// What the window and the door remember of themselves; nothing a person sets.
import { ipcMain } from 'electron'
import ElectronStore from 'electron-store'
import { z } from 'zod'

const Remembered = z.object({
  bounds: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  maximized: z.boolean(),
  /** The hash of the page that was shown last. */
  hash: z.string().max(200),
  /** Hosts whose addresses are opened without asking again. */
  knownHosts: z.array(z.string().max(253)).max(500),
  /** What was last asked of the system about starting at login. */
  startsAtLogin: z.boolean(),
})
type Remembered = z.infer<typeof Remembered>

export type WindowMemory = {
  readonly get: <K extends keyof Remembered>(name: K) => Remembered[K] | undefined
  readonly set: <K extends keyof Remembered>(name: K, value: Remembered[K]) => void
}

/** Opens DIR/desktop.json. What cannot be read counts as never remembered. */
export function openWindowMemory(stateDir: string): WindowMemory {
  const store = new ElectronStore<Record<string, unknown>>({
    cwd: stateDir,
    name: 'desktop',
    clearInvalidConfig: true,
    configFileMode: 0o600,
  })
  // It offers itself to windows on a channel of its own; ours have no use for it, and no say outside the table.
  ipcMain.removeAllListeners('electron-store-get-data')
  return {
    get: name => Remembered.shape[name].safeParse(store.get(name)).data as never,
    set: (name, value) => store.set(name, value),
  }
}
