// The desktop app: builds the parts and connects them. First what is seen, then, loaded meanwhile, what is behind it.
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { app, clipboard, dialog, protocol } from 'electron'
import { systemClock } from '../connection/clock.ts'
import { openDestinations } from '../desktop-api/destinations.ts'
import type { OpenWindowSession } from '../desktop-api/window-session.ts'
import { listenForEnd } from '../end-signals.ts'
import { findInstallation } from '../installation.ts'
import type { LogFile } from '../logging/log.ts'
import { readPageFiles } from '../page/page-files.ts'
import { lockStateDir } from '../settings/state-lock.ts'
import { answerAppRequest } from './app-protocol.ts'
import { recoverWindow, relaunch } from './crash-recovery.ts'
import type { DesktopArgs } from './desktop-args.ts'
import { openIpc } from './ipc.ts'
import type { OtherStarts } from './other-starts.ts'
import { openTray } from './tray.ts'
import type { TrayAction } from './tray-menu.ts'
import { troubleCommand, troubleCopiedUrl, troublePart, type TroubleCommand } from './trouble-page.ts'
import { lockPages, lockSession, type Refusal } from './web-security.ts'
import { createMainWindow } from './window.ts'
import { openWindowMemory } from './window-memory.ts'
import { restInTray } from './window-rest.ts'
import type { Speech } from './speech.ts'

/** What is still open then ends with the process: systems wait about two seconds before they kill. */
const endWithinMs = 1500
/** A page that asks for nothing must not keep the rest from starting. */
const pageServedWithinMs = 1000

/** Opens the app and settles once it is whole. Rejects with STATE_DIR_IN_USE, or what kept it from starting. */
export async function openDesktopApp(
  args: DesktopArgs,
  log: LogFile,
  speech: Speech,
  otherStarts: OtherStarts,
): Promise<void> {
  const { root } = findInstallation()
  const assets = path.join(root, 'assets')
  const closers: (() => unknown)[] = []
  const mayUseDevTools = !app.isPackaged

  const lock = await lockStateDir(args.stateDir, 'Gangway on the desktop')
  closers.push(lock.close)
  const files = readPageFiles(path.join(root, 'out', 'renderer'))
  const memory = openWindowMemory(args.stateDir)
  const destinations = openDestinations()
  const sessions = Promise.withResolvers<OpenWindowSession>()
  const doTrayAction = Promise.withResolvers<(action: TrayAction) => void>()
  const noteRefusal = ({ what, url }: Refusal) =>
    log.warn('a page was refused something', { what, url: url.slice(0, 200) })

  lockPages(noteRefusal, (contents, url) => {
    const command = troubleCommand(contents.getURL(), url)
    if (command) doTroubleCommand(command)
    return command !== undefined
  })
  const ipc = openIpc(sessions.promise, why => log.warn('a question was refused', { why }))
  const window = createMainWindow({
    preload: path.join(root, 'out', 'preload', 'desktop.cjs'),
    icon: process.platform === 'linux' ? path.join(assets, 'icons', '256x256.png') : undefined,
    memory,
    mayUseDevTools,
    onLoad: ipc.begin,
    onGone: ipc.end,
    onReadyToShow: () => performance.mark('gangway:ready-to-show'),
    onOpen: opened => recoverWindow(opened, log, speech, window),
  })
  const act = (action: TrayAction) => {
    if (action.kind === 'quit') app.quit()
    else if (action.kind === 'open') window.show()
    else void doTrayAction.promise.then(perform => perform(action))
  }
  closers.push(ipc.close)
  endInOrder(closers, window.letGo)

  await app.whenReady()
  let mayListen = () => false
  lockSession(noteRefusal, () => mayListen())
  const pageServed = Promise.withResolvers<void>()
  protocol.handle('app', async request => {
    if (request.url.endsWith('.js')) pageServed.resolve()
    return answerAppRequest(request, await files, path => troublePart(path, report, speech))
  })
  const tray = openTray(assets, act)
  closers.push(tray.close)
  performance.mark('gangway:tray')
  if (!args.hidden && !wasOpenedAtLogin()) window.show()
  performance.mark('gangway:window')
  otherStarts.listen(link => {
    if (link === undefined) window.show()
    else act({ kind: 'link', link })
  })
  app.on('activate', window.show)

  function report(): string {
    return [
      `Gangway ${app.getVersion()}, Electron ${process.versions['electron'] ?? 'unknown'}, ${process.platform} ${process.arch}`,
      ...log
        .recent()
        .slice(-100)
        .map(line => JSON.stringify(line)),
    ].join('\n')
  }

  function doTroubleCommand(command: TroubleCommand): void {
    if (command === 'copy') {
      void clipboard.writeText(report()).then(() => window.load(troubleCopiedUrl))
      return
    }
    relaunch(command === 'safe-mode')
    app.quit()
  }

  // Loading the core keeps this process busy for a while, and the page's files come from here: they go first.
  if (window.contents()) await Promise.race([pageServed.promise, pause(pageServedWithinMs)])
  const { wireCore } = await import('./wire-core.ts')
  const wired = await wireCore({ args, log, speech, window, tray, destinations, memory, mayUseDevTools })
  closers.push(wired.close)
  mayListen = wired.mayListen
  closers.push(restInTray(window, () => ipc.isAsked() || wired.needsPage(), systemClock))
  sessions.resolve(wired.openSession)
  doTrayAction.resolve(wired.act)
  performance.mark('gangway:core')
  // Where it is not packaged this would make Electron itself the program for our links.
  if (app.isPackaged) app.setAsDefaultProtocolClient('gangway')
  if (args.safeMode) sayThatItIsSafeMode(speech)
}

/** macOS starts what opens at login without arguments, and says so here instead. */
function wasOpenedAtLogin(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
}

function sayThatItIsSafeMode({ t }: Speech): void {
  void dialog.showMessageBox({
    type: 'info',
    message: t('desktop.safeMode.title'),
    detail: t('desktop.safeMode.text'),
  })
}

/** Closes what was opened, newest first, before Electron may quit; and when a signal asks for it. */
function endInOrder(closers: (() => unknown)[], letWindowGo: () => void): void {
  let ending: Promise<void> | undefined
  const closeAll = async () => {
    for (const close of closers.splice(0).toReversed()) await close()
  }
  app.on('window-all-closed', () => {
    // The tray is the app; without this Electron would end it with its window.
  })
  app.on('before-quit', letWindowGo)
  app.on('will-quit', event => {
    event.preventDefault()
    ending ??= closeAll()
    setTimeout(() => app.exit(0), endWithinMs).unref()
    void ending.catch(() => undefined).finally(() => app.exit(0))
  })
  listenForEnd({ begin: () => app.quit(), hurry: () => app.exit(0), withinMs: endWithinMs })
}
