// What a test may ask of the stand-in: the side of a person, and of a system, that Electron would show the app to.
import type { Mark } from './clock.ts'
import type { DialogAnswer, DialogModel } from './dialogs.ts'
import type { MenuItemModel } from './menu.ts'
import type { Appearance } from './native-theme.ts'
import type { NotificationModel } from './notifications.ts'
import type { PermissionName } from './session.ts'
import type { Sender } from './web-contents.ts'

export type TrayModel = {
  readonly imageFile: string | undefined
  readonly isTemplate: boolean
  readonly toolTip: string
  readonly title: string
  readonly menu: readonly MenuItemModel[]
}

export type WindowModel = {
  readonly id: number
  readonly title: string
  readonly url: string
  readonly isVisible: boolean
  readonly isFocused: boolean
  readonly isMinimized: boolean
  readonly isCrashed: boolean
  /** How often its renderer process has crashed so far. */
  readonly crashes: number
  readonly bounds: Electron.Rectangle
}

/** An event that the system would emit, by whom of Electron's modules it is heard. */
export type SystemEvent =
  | {
      readonly on: 'powerMonitor'
      readonly event:
        | 'suspend'
        | 'resume'
        | 'lock-screen'
        | 'unlock-screen'
        | 'on-ac'
        | 'on-battery'
        | 'shutdown'
    }
  | { readonly on: 'app'; readonly event: 'open-url'; readonly url: string }
  | { readonly on: 'app'; readonly event: 'activate' }
  | { readonly on: 'app'; readonly event: 'child-process-gone'; readonly type: 'GPU' | 'Utility' }
  | { readonly on: 'window'; readonly event: 'unresponsive' | 'responsive'; readonly window: number }

export type ControlTable = {
  /** The process, and how a second client reaches Chromium (undefined while there is no window). */
  readonly process: () => {
    readonly pid: number
    readonly isReady: boolean
    readonly chromium: string | undefined
    /** False once the app has asked to do without. */
    readonly hasHardwareAcceleration: boolean
  }
  readonly quit: () => void
  readonly system: (event: SystemEvent) => void
  readonly setOnline: (isOnline: boolean) => void
  readonly setAppearance: (appearance: Partial<Appearance>) => void

  readonly tray: () => TrayModel | undefined
  readonly clickTray: (button: 'click' | 'right-click' | 'double-click') => void
  readonly clickTrayMenu: (labels: readonly string[]) => void
  readonly applicationMenu: () => readonly MenuItemModel[]
  readonly clickApplicationMenu: (labels: readonly string[]) => void
  /** The last menu that was popped up anywhere. */
  readonly popupMenu: () => readonly MenuItemModel[]
  readonly clickPopupMenu: (labels: readonly string[]) => void

  readonly windows: () => readonly WindowModel[]
  /** Waits until a window is on the screen; its id. */
  readonly windowShown: () => Promise<number>
  /** How the window's page is called in Chromium. */
  readonly windowTarget: (window: number) => string
  /** As a person closes it: the app may prevent it. */
  readonly closeWindow: (window: number) => void
  readonly focusWindow: (window: number) => void
  /** Another program's window comes to the front. */
  readonly blurWindow: (window: number) => void
  /** Its process really ends; `reason` is what Electron says of it, `crashed` when absent. */
  readonly crashRenderer: (window: number, reason?: Electron.RenderProcessGoneDetails['reason']) => void
  /** An IPC message as a window's preload script would send it, from a frame of your choice; the reply, or the error's words. */
  readonly invokeAs: (window: number, sender: Sender, channel: string, args: readonly unknown[]) => unknown
  /** How the app's handlers decide at this moment. */
  readonly decidePermission: (window: number, permission: PermissionName) => boolean

  readonly dialogs: () => readonly DialogModel[]
  readonly answerDialog: (id: number, answer: DialogAnswer) => void
  readonly notifications: () => readonly NotificationModel[]
  readonly clickNotification: (id: number, action?: number) => void
  readonly pressShortcut: (accelerator: string) => void
  /** Runs what runs out within so many milliseconds; only with GANGWAY_STANDIN_HANDS=1. */
  readonly passTime: (ms: number) => void

  readonly loginItem: () => Electron.Settings
  readonly claimedSchemes: () => readonly string[]
  readonly openedAddresses: () => readonly string[]
  readonly shownFiles: () => readonly string[]
  readonly copiedText: () => string

  /** The app's own steps, in milliseconds since its entry module began to load. */
  readonly marks: () => readonly Mark[]
  /** Every module that was loaded, by its file, and when. */
  readonly modules: () => readonly { readonly file: string; readonly atMs: number }[]
}

export type ControlName = keyof ControlTable

/** One line of JSON each way. Values are packed as between the app and its windows, so `undefined` survives. */
export type ControlQuestion = { readonly id: number; readonly ask: ControlName; readonly args: string }
export type ControlReply =
  | { readonly id: number; readonly value: string }
  | { readonly id: number; readonly error: string }
