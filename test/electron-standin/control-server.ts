// Answers the tests, at the socket that GANGWAY_STANDIN_CONTROL names.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { app, claimedSchemes, closeAtExit, loginItemSettings, hasHardwareAcceleration } from './app.ts'
import { allWindows, type BrowserWindow } from './browser-window.ts'
import { runningChromium } from './chromium-process.ts'
import { marksSoFar } from './clock.ts'
import type { ControlQuestion, ControlReply, ControlTable, SystemEvent } from './control-table.ts'
import { answerDialog, shownDialogs } from './dialogs.ts'
import { appEvents, emitPreventable } from './events.ts'
import { clickMenuItem, menuModel, menuShown, shownApplicationMenu } from './menu.ts'
import { loadedModules } from './modules.ts'
import { passTime } from './long-timers.ts'
import { setAppearance } from './native-theme.ts'
import { setOnline } from './net.ts'
import { clickNotification, notificationsSoFar } from './notifications.ts'
import { originOf } from './page-addresses.ts'
import { decidePermission } from './session.ts'
import { powerMonitor, pressShortcut, systemLog } from './system.ts'
import { shownTray, type Tray } from './tray.ts'
import { wireValues } from './wire-values.ts'

const wire = wireValues()

function windowOf(id: number): BrowserWindow {
  const window = allWindows().find(one => one.id === id)
  if (!window) throw new Error(`there is no window ${id}`)
  return window
}

function trayShown(): Tray {
  const tray = shownTray()
  if (!tray) throw new Error('there is no tray icon')
  return tray
}

function emitSystem(event: SystemEvent): void {
  switch (event.on) {
    case 'powerMonitor':
      powerMonitor.emit(event.event, {})
      return
    case 'window':
      windowOf(event.window).emit(event.event)
      return
    case 'app':
      if (event.event === 'open-url') emitPreventable(appEvents, 'open-url', {}, event.url)
      else if (event.event === 'activate')
        appEvents.emit(
          'activate',
          {},
          allWindows().some(w => w.isVisible()),
        )
      else appEvents.emit('child-process-gone', {}, { type: event.type, reason: 'crashed', exitCode: 5 })
  }
}

const answers: { readonly [K in keyof ControlTable]: (...args: Parameters<ControlTable[K]>) => unknown } = {
  process: async () => ({
    pid: process.pid,
    isReady: app.isReady(),
    chromium: await runningChromium()?.then(chromium => chromium.address),
    hasHardwareAcceleration: hasHardwareAcceleration(),
  }),
  quit: () => app.quit(),
  system: emitSystem,
  setOnline,
  setAppearance,

  tray: () => {
    const tray = shownTray()
    if (!tray) return undefined
    return {
      imageFile: tray.image.file,
      isTemplate: tray.image.isTemplate,
      toolTip: tray.toolTip,
      title: tray.title,
      menu: menuModel(tray.menu),
    }
  },
  clickTray: button => trayShown().emit(button, {}, trayShown().getBounds(), { x: 0, y: 0 }),
  clickTrayMenu: labels => clickMenuItem(trayShown().menu, labels),
  applicationMenu: () => menuModel(shownApplicationMenu()),
  clickApplicationMenu: labels => clickMenuItem(shownApplicationMenu(), labels),
  popupMenu: () => menuModel(menuShown()),
  clickPopupMenu: labels => clickMenuItem(menuShown(), labels),

  windows: () =>
    allWindows().map(window => ({
      id: window.id,
      title: window.getTitle(),
      url: window.webContents.getURL(),
      isVisible: window.isVisible(),
      isFocused: window.isFocused(),
      isMinimized: window.isMinimized(),
      isCrashed: window.webContents.isCrashed(),
      crashes: window.webContents.crashes,
      bounds: window.getBounds(),
    })),
  windowShown: async () => {
    for (;;) {
      const shown = allWindows().find(window => window.isVisible())
      if (shown) return shown.id
      await once(appEvents, 'stand-in-window-shown')
    }
  },
  windowTarget: async id => (await windowOf(id).webContents.page).targetId,
  closeWindow: id => windowOf(id).close(),
  focusWindow: id => windowOf(id).focus(),
  blurWindow: id => windowOf(id).blur(),
  crashRenderer: async (id, reason = 'crashed') => {
    const { webContents } = windowOf(id)
    webContents.goneReason = reason
    ;(await webContents.page).crash()
  },
  invokeAs: async (id, sender, channel, args) =>
    await windowOf(id).webContents.hear({ kind: 'invoke', id: 0, channel, payload: wire.pack(args) }, sender),
  decidePermission: async (id, permission) => {
    const { webContents } = windowOf(id)
    return await decidePermission(
      webContents as unknown as Electron.WebContents,
      permission,
      originOf(webContents.getURL()),
    )
  },

  dialogs: shownDialogs,
  answerDialog,
  notifications: notificationsSoFar,
  clickNotification,
  pressShortcut,
  passTime,

  loginItem: loginItemSettings,
  claimedSchemes,
  openedAddresses: () => systemLog().openedAddresses,
  shownFiles: () => systemLog().shownFiles,
  copiedText: () => systemLog().copied,

  marks: marksSoFar,
  modules: loadedModules,
}

async function answer({ id, ask, args }: ControlQuestion): Promise<ControlReply> {
  try {
    const value = await (answers[ask] as (...args: unknown[]) => unknown)(...(wire.unpack(args) as unknown[]))
    return { id, value: wire.pack(value) }
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}

export function serveControl(address: string): void {
  const server = createServer(socket => {
    socket.on('error', () => socket.destroy())
    const reply = async (line: string) => {
      const said = await answer(JSON.parse(line) as ControlQuestion)
      if (socket.writable)
        socket.write(`${JSON.stringify(said)}
`)
    }
    const lines = createInterface({ input: socket })
    lines.on('error', () => undefined)
    lines.on('line', line => void reply(line))
    closeAtExit(() => void socket.destroy())
  })
  server.listen(address)
  closeAtExit(() => void server.close())
}
