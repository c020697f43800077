// Electron's `app`: ready once the entry module has run, one instance, and the order in which it all ends.
import { spawn } from 'node:child_process'
import { allWindows } from './browser-window.ts'
import { endChromium } from './chromium-process.ts'
import { mark } from './clock.ts'
import { appEvents, emitPreventable } from './events.ts'
import { appPath, getPath, manifest, setPath } from './paths.ts'
import {
  hasSingleInstanceLock,
  releaseSingleInstanceLock,
  requestSingleInstanceLock,
} from './single-instance.ts'

const ready = Promise.withResolvers<void>()
let isReady = false
let isQuitting = false
let exiting: Promise<void> | undefined
let entryFile = ''
let hasRun = false
let relaunch: Electron.RelaunchOptions | undefined
let loginItem: Electron.Settings = { openAtLogin: false }
let accelerated = true
const protocolClients = new Set<string>()
const atExit: (() => Promise<void> | void)[] = []

// Electron's loop runs until somebody ends it.
const heartbeat = setInterval(() => undefined, 2 ** 30)

/** False once the app has asked to do without. */
export const hasHardwareAcceleration = (): boolean => accelerated

export const app = Object.assign(appEvents, {
  name: manifest.productName ?? manifest.name,
  isPackaged: process.env['GANGWAY_STANDIN_PACKAGED'] === '1',
  isReady: () => isReady,
  whenReady: () => ready.promise,
  getVersion: () => manifest.version,
  getAppPath: () => appPath,
  getPath,
  setPath,
  getLocale: () => locales()[0] ?? 'en-US',
  getPreferredSystemLanguages: locales,
  requestSingleInstanceLock: (additionalData?: unknown) =>
    requestSingleInstanceLock(getPath('userData'), additionalData, second => {
      const tell = () =>
        void appEvents.emit(
          'second-instance',
          {},
          second.argv,
          second.workingDirectory,
          second.additionalData,
        )
      // Never before `ready`, as in Electron.
      void ready.promise.then(tell)
    }),
  hasSingleInstanceLock,
  releaseSingleInstanceLock,
  setAppUserModelId: () => undefined,
  setAsDefaultProtocolClient: (scheme: string) => {
    protocolClients.add(scheme)
    return true
  },
  isDefaultProtocolClient: (scheme: string) => protocolClients.has(scheme),
  removeAsDefaultProtocolClient: (scheme: string) => protocolClients.delete(scheme),
  getLoginItemSettings: () => ({
    openAtLogin: loginItem.openAtLogin ?? false,
    openAsHidden: false,
    wasOpenedAtLogin: false,
    wasOpenedAsHidden: false,
    restoreState: false,
    status: 'not-registered' as const,
    executableWillLaunchAtLogin: loginItem.openAtLogin ?? false,
    launchItems: [],
  }),
  setLoginItemSettings: (settings: Electron.Settings) => void (loginItem = settings),
  enableSandbox: () => undefined,
  disableHardwareAcceleration: () => {
    if (isReady) throw new Error('app.disableHardwareAcceleration() can only be called before app is ready')
    accelerated = false
  },
  setAboutPanelOptions: () => undefined,
  commandLine: { appendSwitch: () => undefined } as unknown as Electron.CommandLine,
  dock: undefined,
  relaunch: (options: Electron.RelaunchOptions = {}) => void (relaunch = options),
  quit: () => {
    if (isQuitting || exiting || !emitPreventable(appEvents, 'before-quit')) return
    isQuitting = true
    for (const window of allWindows()) {
      window.close()
      if (!window.isDestroyed()) return void (isQuitting = false)
    }
    leave()
  },
  exit: (code?: number) => {
    for (const window of allWindows()) window.destroy()
    void end(code ?? 0)
  },
}) satisfies Pick<
  Electron.App,
  | 'name'
  | 'isPackaged'
  | 'isReady'
  | 'whenReady'
  | 'getVersion'
  | 'getAppPath'
  | 'getPath'
  | 'setPath'
  | 'getLocale'
  | 'getPreferredSystemLanguages'
  | 'requestSingleInstanceLock'
  | 'hasSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'setAppUserModelId'
  | 'setAsDefaultProtocolClient'
  | 'isDefaultProtocolClient'
  | 'removeAsDefaultProtocolClient'
  | 'getLoginItemSettings'
  | 'setLoginItemSettings'
  | 'enableSandbox'
  | 'disableHardwareAcceleration'
  | 'setAboutPanelOptions'
  | 'commandLine'
  | 'dock'
  | 'relaunch'
  | 'quit'
  | 'exit'
>

function locales(): string[] {
  return (process.env['GANGWAY_STANDIN_LOCALES'] ?? 'en-US').split(',')
}

/** What Node runs, which a packaged app does not see among its arguments. */
export function setEntry(file: string): void {
  entryFile = file
}

/** Called when the entry module has run to its end. */
export function entryHasRun(): void {
  hasRun = true
  mark('entry module has run')
  setImmediate(() => {
    if (isQuitting || exiting) return
    isReady = true
    mark('ready')
    ready.resolve()
    appEvents.emit('ready', {}, {})
  })
}

export function loginItemSettings(): Electron.Settings {
  return loginItem
}

export function claimedSchemes(): readonly string[] {
  return [...protocolClients]
}

/** What the stand-in itself has open. */
export function closeAtExit(close: () => Promise<void> | void): void {
  atExit.push(close)
}

appEvents.on('stand-in-last-window-closed', () => {
  if (isQuitting || exiting) return
  void endChromium()
  if (appEvents.listenerCount('window-all-closed') === 0) app.quit()
  else appEvents.emit('window-all-closed')
})

// Electron takes these to mean "quit", but only once its entry has run: until then they are the entry's own.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (hasRun || process.listenerCount(signal) === 1) app.quit()
  })
}

function leave(): void {
  if (emitPreventable(appEvents, 'will-quit')) void end(0)
  else isQuitting = false
}

function end(code: number): Promise<void> {
  return (exiting ??= (async () => {
    appEvents.emit('quit', {}, code)
    clearInterval(heartbeat)
    releaseSingleInstanceLock()
    await endChromium()
    for (const close of atExit) await close()
    if (relaunch) {
      const args = [
        ...process.execArgv,
        ...(app.isPackaged ? [entryFile] : []),
        ...(relaunch.args ?? process.argv.slice(1)),
      ]
      spawn(relaunch.execPath ?? process.execPath, args, { detached: true, stdio: 'ignore' }).unref()
    }
    process.exit(code)
  })())
}
