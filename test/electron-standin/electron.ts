// The module `electron` as the built app finds it under the stand-in. Each part is checked against Electron's own
// types where it is made; what is not here does not exist, and importing it fails.
import { app } from './app.ts'
import { BrowserWindow } from './browser-window.ts'
import { dialog } from './dialogs.ts'
import { ipcMain } from './ipc-main.ts'
import { Menu } from './menu.ts'
import { nativeImage } from './native-image.ts'
import { nativeTheme } from './native-theme.ts'
import { net } from './net.ts'
import { Notification } from './notifications.ts'
import { protocol, session } from './session.ts'
import { clipboard, crashReporter, globalShortcut, powerMonitor, screen, shell } from './system.ts'
import { Tray } from './tray.ts'
import { utilityProcess } from './utility-process.ts'

export {
  app,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
}

/** For libraries that import the whole of it. */
export default {
  app,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
}

type Constructor<Class extends abstract new (...args: never[]) => unknown> = new (
  ...args: ConstructorParameters<Class>
) => object

/** What are classes in Electron: made as Electron makes them, with the static functions that Electron has. */
type Classes = {
  readonly BrowserWindow: Constructor<typeof Electron.BrowserWindow> &
    Pick<typeof Electron.BrowserWindow, 'getAllWindows' | 'getFocusedWindow' | 'fromWebContents'>
  readonly Menu: Pick<typeof Electron.Menu, 'buildFromTemplate' | 'setApplicationMenu' | 'getApplicationMenu'>
  readonly Notification: Constructor<typeof Electron.Notification> &
    Pick<typeof Electron.Notification, 'isSupported'>
  readonly Tray: Constructor<typeof Electron.Tray>
}

export const classes = { BrowserWindow, Menu, Notification, Tray } satisfies Classes
